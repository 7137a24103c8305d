// What a person has mended is not lost: not to another file, not to another sheet, not to a worker that
// falls over.

import { fixture } from "../support/expected.ts";
import { GridPage } from "../support/grid.ts";
import type { ImporterPage } from "../support/importer-page.ts";
import { crash, crashOnce, hold } from "../support/stage.ts";
import { expect, test } from "../support/test.ts";

test.use({ staged: true });

/** The rows of a file, with one cell changed in it. */
async function mended(importer: ImporterPage): Promise<GridPage> {
  await importer.open(fixture("problems.xlsx"));
  await importer.go("review");
  await importer.part("filter").selectOption("all");
  const grid = new GridPage(importer);
  await grid.change("B2", "x");
  return grid;
}

test.describe("another file", () => {
  test("waits for leave, and goes where there is none", async ({ importer }) => {
    const grid = await mended(importer);
    await importer.drop([fixture("leeloo-export.xlsx")]);
    await expect(importer.part("replace-file")).toContainText("leeloo-export.xlsx");
    await importer.page.keyboard.press("Escape");
    await expect(importer.part("replace-file")).toHaveCount(0);
    await expect(importer.fileName).toHaveText("problems.xlsx");
    await grid.expectTexts({ B2: "x" });
    await importer.part("undo").click();
    await expect(importer.part("note")).toBeVisible();
  });

  test("takes the place where the person says so", async ({ importer }) => {
    await mended(importer);
    await importer.drop([fixture("leeloo-export.xlsx")]);
    await importer.part("replace-file-open").click();
    await expect(importer.fileName).toHaveText("leeloo-export.xlsx");
    await expect(importer.part("replace-file")).toHaveCount(0);
    await importer.go("review");
    await expect(importer.part("undo")).toHaveAttribute("aria-disabled", "true");
  });

  test("takes the place once the work is saved", async ({ importer, page }) => {
    await mended(importer);
    await importer.drop([fixture("leeloo-export.xlsx")]);
    const download = page.waitForEvent("download");
    await importer.part("replace-file-save").click();
    expect((await download).suggestedFilename()).toMatch(/\.xlsx$/u);
    await expect(importer.fileName).toHaveText("leeloo-export.xlsx");
  });

  test("asks again where other text was typed since it was saved", async ({ importer, page }) => {
    const grid = await mended(importer);
    const download = page.waitForEvent("download");
    await importer.part("save").click();
    await importer.part("save-xlsx").click();
    await download;
    await expect(importer.part("note")).toBeVisible();
    await importer.part("undo").click();
    await expect(importer.part("undo")).toHaveAttribute("aria-disabled", "true");
    await grid.change("B2", "y");
    await importer.drop([fixture("leeloo-export.xlsx")]);
    await expect(importer.part("replace-file")).toBeVisible();
  });

  test("waits for a change under way", async ({ importer, page }) => {
    await importer.open(fixture("problems.xlsx"));
    await importer.go("columns");
    await hold(page, "SetTarget", null);
    await importer.part("target-B").selectOption("");
    await importer.drop([fixture("leeloo-export.xlsx")]);
    await expect(importer.part("cancel")).toBeVisible();
    await page.waitForTimeout(500);
    await expect(importer.fileName).toHaveText("problems.xlsx");
    await importer.part("cancel").click();
    await expect(importer.part("cancel")).toHaveCount(0);
    await expect(importer.fileName).toHaveText("problems.xlsx");
  });

  test("waits while the open one is read again, whose worker fell over", async ({ importer, page }) => {
    const grid = await mended(importer);
    await importer.drop([fixture("leeloo-export.xlsx")]);
    await hold(page, "Make", null);
    await importer.part("replace-file-save").click();
    await expect(importer.part("replace-file-save")).toHaveAttribute("aria-disabled", "true");
    await crashOnce(page, "Make");
    await expect(importer.part("replace-file-save")).toHaveAttribute("aria-disabled", "false");
    await grid.expectTexts({ B2: "x" });
    const download = page.waitForEvent("download");
    await importer.part("replace-file-save").click();
    await download;
    await expect(importer.fileName).toHaveText("leeloo-export.xlsx");
  });

  test("asks nothing where nothing was changed, or all of it was taken back", async ({ importer }) => {
    await mended(importer);
    await importer.part("undo").click();
    await expect(importer.part("undo")).toHaveAttribute("aria-disabled", "true");
    await importer.open(fixture("leeloo-export.xlsx"));
  });
});

test("another sheet waits for leave, and the one that is open stays chosen without", async ({ importer }) => {
  const grid = await mended(importer);
  const sheet = importer.part("sheet");
  const open = await sheet.inputValue();
  const others = await sheet.locator("option").evaluateAll((all) => all.map((one) => (one as HTMLOptionElement).value));
  const other = others.find((value) => value !== open);
  if (other === undefined) throw new Error("the file has one sheet");
  await sheet.selectOption(other);
  await importer.part("replace-file-stay").click();
  await expect(sheet).toHaveValue(open);
  await grid.expectTexts({ B2: "x" });
});

test.describe("a worker that falls over", () => {
  test("takes no change with it", async ({ importer, page }) => {
    const grid = await mended(importer);
    await grid.change("B4", "y");
    await grid.change("B5", "z");
    await importer.part("undo").click();
    await expect(grid.cell("B5")).not.toHaveText("z");
    await hold(page, "Act", null);
    await grid.click("B6");
    await grid.press("q", "Enter");
    await crashOnce(page, "Act");
    await expect(importer.part("note")).toContainText("read again");
    await grid.expectTexts({ B2: "x", B4: "y" });
    await expect(grid.cell("B5")).not.toHaveText("z");
    await expect(grid.cell("B6")).not.toHaveText("q");
    // And they are steps as they were.
    await importer.part("redo").click();
    await grid.expectTexts({ B5: "z" });
    await importer.part("undo").click();
    await importer.part("undo").click();
    await expect(grid.cell("B4")).not.toHaveText("y");
    await grid.expectTexts({ B2: "x" });
  });

  test("has the next one begin with the changes that could be made", async ({ importer, page }) => {
    const grid = await mended(importer);
    await grid.change("B4", "y");
    await hold(page, "Act", null);
    await grid.click("B6");
    await grid.press("q", "Enter");
    await crash(page, "Act");
    // The one that takes over is kept from the first change, and falls over at it.
    await crashOnce(page, "Act");
    await expect(importer.part("note")).toContainText("read again");
    await expect(grid.cell("B2")).not.toHaveText("x");
    await grid.change("B2", "w");
  });

  test("at how the rows are listed is replaced by one that lists them plainly, and not without end", async ({ importer, page }) => {
    const grid = await mended(importer);
    await hold(page, "Rows", null);
    await grid.head("A").locator(".grid__title").click();
    // The next one is asked for the same rows; the one after it for all of them.
    await crash(page, "Rows");
    await crashOnce(page, "Rows");
    await expect(importer.part("note")).toContainText("read again");
    await expect(grid.head("A")).not.toHaveAttribute("aria-sort", "ascending");
    await grid.expectTexts({ B2: "x" });
    await hold(page, "Rows", null);
    await grid.head("A").locator(".grid__title").click();
    await hold(page, "Open", null);
    await crash(page, "Rows");
    await expect(importer.message).toBeVisible();
    await page.waitForTimeout(500);
    await expect(importer.part("cancel")).toHaveCount(0);
  });

  test("leaves known clients that the page around handed in known once", async ({ importer, page }) => {
    await importer.host.evaluate(
      (element) => Object.assign(element, { known: [{ messenger: "telegram", social_id: "208310224", name: "Anna" }] }),
    );
    const grid = await mended(importer);
    await hold(page, "Act", null);
    await grid.click("B6");
    await grid.press("q", "Enter");
    await crashOnce(page, "Act");
    await expect(importer.part("note")).toContainText("read again");
    await importer.go("split");
    await expect(importer.part("known-source")).toHaveCount(1);
  });
});

test("the sheet that is open stays chosen where another is given up", async ({ importer, page }) => {
  await importer.open(fixture("problems.xlsx"));
  const sheet = importer.part("sheet");
  const open = await sheet.inputValue();
  const others = await sheet.locator("option").evaluateAll((all) => all.map((one) => (one as HTMLOptionElement).value));
  await hold(page, "Open", { Reading: { done: 1, total: 2, rows: 3 } });
  await sheet.selectOption(others.find((value) => value !== open) ?? "");
  await importer.part("cancel").click();
  await expect(sheet).toHaveValue(open);
});
