// Cleaning a base: repairs in bulk and in one place, each shown before it is made and taken back in
// one step; find and replace; the steps as a list and as a recipe.

import { readFile, writeFile } from "node:fs/promises";

import { fixture } from "../support/expected.ts";
import type { ImporterPage } from "../support/importer-page.ts";
import { expect, test } from "../support/test.ts";

/** Chooses a problem, and one of its repairs; the preview is open then. */
async function ask(importer: ImporterPage, code: string, kind: string): Promise<void> {
  await importer.part(`problem-${code}`).click();
  await importer.part(`repair-${kind}`).click();
  await expect(importer.part("preview-count")).toBeVisible();
}

test("a repair in bulk is shown, made as one step, and taken back", async ({ importer }) => {
  await importer.open(fixture("problems.xlsx"));
  await ask(importer, "text.hidden_characters", "clean");
  await expect(importer.part("samples").getByRole("row").nth(1)).toContainText("A17");
  await importer.part("repair-apply").click();

  await expect(importer.part("repair-dialog")).toHaveCount(0);
  await expect(importer.part("problem-text.hidden_characters")).toHaveCount(0);
  await expect(importer.part("note")).toBeVisible();
  await importer.part("note-undo").click();
  await expect(importer.part("problem-text.hidden_characters")).toBeVisible();
  await expect(importer.part("undo")).toHaveAttribute("aria-disabled", "true");
});

test("a repair that is looked at and left changes nothing, and the focus comes back", async ({ importer, page }) => {
  await importer.open(fixture("problems.xlsx"));
  const errors = await importer.count("errors");
  await ask(importer, "row.duplicate", "keep_first");
  await page.keyboard.press("Escape");
  await expect(importer.part("repair-dialog")).toHaveCount(0);
  await expect(importer.part("repair-keep_first")).toBeFocused();
  expect(await importer.count("errors")).toBe(errors);
});

test("clients without an id get placeholders of their own", async ({ importer }) => {
  await importer.open(fixture("problems.xlsx"));
  const [ready, errors] = [await importer.count("ready"), await importer.count("errors")];
  await ask(importer, "social_id.missing", "placeholder");
  await importer.part("repair-apply").click();
  await expect(importer.part("problem-social_id.missing")).toHaveCount(0);
  expect(await importer.count("ready")).toBe(ready + 1);
  expect(await importer.count("errors")).toBe(errors - 1);
});

test("duplicates: the first is kept, the others are left out and can be seen", async ({ importer }) => {
  await importer.open(fixture("problems.xlsx"));
  await ask(importer, "row.duplicate", "keep_first");
  await importer.part("repair-apply").click();
  await expect(importer.part("problem-row.duplicate")).toHaveCount(0);
  await importer.part("show-excluded").click();
  await expect(importer.part("grid")).toHaveAttribute("aria-rowcount", "3");
});

test("rows with a problem are left out in one go", async ({ importer }) => {
  await importer.open(fixture("problems.xlsx"));
  await ask(importer, "social_id.damaged", "exclude");
  await importer.part("repair-apply").click();
  await expect(importer.part("problem-social_id.damaged")).toHaveCount(0);
  await importer.expectFocus();
  await importer.page.keyboard.press("Control+z");
  await expect(importer.part("problem-social_id.damaged")).toBeVisible();
});

test("a cell is repaired beside its problem, and tells its whole story", async ({ importer }) => {
  await importer.open(fixture("problems.xlsx"));
  await importer.part("problem-social_id.damaged").click();
  // The way there leads to the first one.
  await expect(importer.part("inspector")).toContainText("A4");
  await importer.host.getByRole("gridcell", { name: "418 273 646" }).click();
  await importer.part("story-toggle").click();
  await expect(importer.part("story-file")).toContainText("418 273 646");
  await expect(importer.part("story-sent")).toBeVisible();
  await importer.part("fix-digits").click();
  await expect(importer.part("note")).toBeVisible();
  await importer.part("filter").selectOption("all");
  await expect(importer.host.getByRole("gridcell", { name: "418273646" })).toBeVisible();
});

test("the next problem is one key away, and round the end again", async ({ importer }) => {
  await importer.open(fixture("problems.xlsx"));
  await importer.part("filter").selectOption("all");
  await importer.part("next-problem").click();
  await expect(importer.part("inspector")).toContainText("A3");
  await importer.part("next-problem").click();
  await expect(importer.part("inspector")).toContainText("A4");
  await importer.part("previous-problem").click();
  await expect(importer.part("inspector")).toContainText("A3");
  await importer.part("previous-problem").click();
  await expect(importer.part("inspector")).toContainText("19");
});

test("the map of the file leads to its problems, by keyboard too", async ({ importer, page }) => {
  await importer.open(fixture("problems.xlsx"));
  const first = importer.part("map").getByRole("button").and(importer.host.locator("[tabindex='0']"));
  await first.focus();
  await page.keyboard.press("End");
  await page.keyboard.press("Enter");
  await expect(importer.part("inspector")).toContainText("A19");
});

test("find and replace counts while typing, is one step, and says what a bad expression is", async ({ importer, page }) => {
  await importer.open(fixture("problems.xlsx"));
  await importer.part("grid").focus();
  await page.keyboard.press("Control+f");
  await expect(importer.part("find-what")).toBeFocused();
  await importer.part("find-what").fill("example.com");
  await importer.part("find-with").fill("example.org");
  await expect(importer.part("preview-count")).toContainText(/\d/u);
  await expect(importer.part("samples")).toContainText("good@example.org");
  await importer.part("replace-all").click();
  await expect(importer.part("note")).toContainText("example.org");
  await expect(importer.part("replace-all")).toBeDisabled();

  await importer.part("find-regex").check();
  await importer.part("find-what").fill("(");
  await expect(importer.part("refused")).toContainText(/\p{L}{3}/u);
  await expect(importer.part("replace-all")).toBeDisabled();
  await importer.part("find-what").fill("(\\w+)@example\\.org");
  await importer.part("find-with").fill("$1@example.net");
  await expect(importer.part("samples")).toContainText("good@example.net");
  await page.keyboard.press("Escape");
  await expect(importer.part("open-find")).toBeFocused();
});

test("the steps are a list to go back in", async ({ importer }) => {
  await importer.open(fixture("problems.xlsx"));
  const errors = await importer.count("errors");
  for (const [code, kind] of [["text.hidden_characters", "clean"], ["row.duplicate", "keep_first"]] as const) {
    await ask(importer, code, kind);
    await importer.part("repair-apply").click();
    await expect(importer.part(`problem-${code}`)).toHaveCount(0);
  }
  await importer.part("open-history").click();
  await expect(importer.part("history-2")).toHaveAttribute("aria-current", "step");
  await importer.part("history-0").click();
  await expect(importer.part("history-0")).toHaveAttribute("aria-current", "step");
  await expect(importer.part("problem-row.duplicate")).toBeVisible();
  expect(await importer.count("errors")).toBe(errors);
  await importer.part("history-2").click();
  await expect(importer.part("problem-row.duplicate")).toHaveCount(0);
});

test("a recipe is saved, shown on the next file, and applied as one step", async ({ importer, page, backend }, info) => {
  await importer.open(fixture("problems.xlsx"));
  await ask(importer, "text.hidden_characters", "clean");
  await importer.part("repair-apply").click();
  await ask(importer, "row.duplicate", "keep_first");
  await importer.part("repair-apply").click();
  await expect(importer.part("problem-row.duplicate")).toHaveCount(0);
  await importer.part("open-history").click();
  const download = page.waitForEvent("download");
  await importer.part("recipe-save").click();
  const recipe = info.outputPath("recipe.json");
  await (await download).saveAs(recipe);
  expect(JSON.parse(await readFile(recipe, "utf8"))).toBeTruthy();

  await importer.goto(backend.url);
  await importer.open(fixture("problems.xlsx"));
  await importer.part("open-history").click();
  await importer.part("recipe-input").setInputFiles(recipe);
  await expect(importer.part("recipe-steps").getByRole("listitem")).toHaveCount(2);
  await expect(importer.part("problem-row.duplicate")).toBeVisible();
  await importer.part("recipe-apply").click();
  await expect(importer.part("problem-row.duplicate")).toHaveCount(0);
  await importer.part("undo").click();
  await expect(importer.part("problem-row.duplicate")).toBeVisible();
});

test("a file that is no recipe is refused in words, with the place in it", async ({ importer }, info) => {
  await importer.open(fixture("problems.xlsx"));
  await importer.part("open-history").click();
  for (const [name, text] of [["broken.json", "{"], ["odd.json", '{"version":1,"steps":[{"kind":"fly"}]}']] as const) {
    const file = info.outputPath(name);
    await writeFile(file, text);
    await importer.part("recipe-input").setInputFiles(file);
    await expect(importer.part("refused")).toContainText(/\p{L}{3}/u);
    await expect(importer.part("recipe-apply")).toBeDisabled();
    await importer.page.keyboard.press("Escape");
  }
});

test("rows are searched by text", async ({ importer }) => {
  await importer.open(fixture("problems.xlsx"));
  await importer.part("filter").selectOption("all");
  await importer.part("text-filter").fill("ДУБЛЬ");
  await expect(importer.part("grid")).toHaveAttribute("aria-rowcount", "4");
  await importer.part("text-filter").fill("");
  await expect(importer.part("grid")).not.toHaveAttribute("aria-rowcount", "4");
});
