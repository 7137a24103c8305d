// Files to take away: each comes with a name made from the file's, and opens again here.

import type { Download } from "@playwright/test";

import { fixture } from "../support/expected.ts";
import type { ImporterPage } from "../support/importer-page.ts";
import { expect, test } from "../support/test.ts";

async function save(importer: ImporterPage, testid: string): Promise<Download> {
  const download = importer.page.waitForEvent("download");
  await importer.part("save").click();
  await importer.part(testid).click();
  return download;
}

for (const [testid, ending] of [
  ["save-errors", "xlsx"],
  ["save-problems", "csv"],
  ["save-xlsx", "xlsx"],
  ["save-csv", "csv"],
] as const) {
  test(`${testid} makes a ${ending} file that is named after the source and opens here`, async ({ importer, backend }, info) => {
    await importer.open(fixture("problems.xlsx"));
    await importer.go("review");
    const download = await save(importer, testid);
    expect(download.suggestedFilename()).toMatch(new RegExp(`^problems.*\\.${ending}$`, "u"));
    await expect(importer.part("note")).toContainText(download.suggestedFilename());
    const file = info.outputPath(download.suggestedFilename());
    await download.saveAs(file);
    // With its file open, the one with the errors would come back to it.
    await importer.goto(backend.url);
    await importer.open(file);
  });
}

test("an example comes without a file, and imports without an error", async ({ importer, page }, info) => {
  const download = page.waitForEvent("download");
  await importer.part("save-example").click();
  const file = info.outputPath("example.xlsx");
  await (await download).saveAs(file);
  await importer.open(file);
  expect(await importer.count("ready")).toBeGreaterThan(0);
  expect(await importer.count("errors")).toBe(0);
});

test("the menu is walked by keyboard, and gives the focus back", async ({ importer, page }) => {
  await importer.open(fixture("problems.xlsx"));
  await importer.part("save").focus();
  await page.keyboard.press("ArrowDown");
  await expect(importer.part("save-errors")).toBeFocused();
  await page.keyboard.press("End");
  await expect(importer.part("save-recipe")).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await expect(importer.part("save-errors")).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(importer.part("save")).toBeFocused();
});
