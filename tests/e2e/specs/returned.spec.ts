// The way back of the error workbook: corrected by a colleague and dropped again, it becomes one step of
// the file that is open; without that file it is a file of its own.

import ExcelJS from "exceljs";

import { fixture } from "../support/expected.ts";
import type { ImporterPage } from "../support/importer-page.ts";
import { expect, test } from "../support/test.ts";

/** Saves the open file's error workbook, changes its first sheet, and gives the path of the outcome. */
async function corrected(
  importer: ImporterPage,
  path: string,
  change: (sheet: ExcelJS.Worksheet) => void,
): Promise<string> {
  const download = importer.page.waitForEvent("download");
  await importer.part("save").click();
  await importer.part("save-errors").click();
  await (await download).saveAs(path);
  const workbook = new ExcelJS.Workbook();
  await workbook.xlsx.readFile(path);
  const [sheet] = workbook.worksheets;
  if (!sheet) throw new Error("the workbook has no sheet");
  change(sheet);
  await workbook.xlsx.writeFile(path);
  return path;
}

test("a corrected workbook is one step of the open file, seen at once and taken back", async ({ importer }, info) => {
  await importer.open(fixture("problems.xlsx"));
  await importer.go("review");
  const errors = await importer.count("errors");
  const file = await corrected(importer, info.outputPath("fixed.xlsx"), (sheet) => {
    sheet.getCell("A3").value = "700000003";
    sheet.getCell("A15").value = "700000015";
    sheet.spliceRows(8, 1);
    sheet.addRow(["700000099", "Новый Клиент"]);
  });
  await importer.drop([file]);

  await expect(importer.part("note")).toContainText(/2 .*1 .*1 /su);
  await expect(importer.fileName).toHaveText("problems.xlsx");
  await expect(importer.part("filter")).toHaveValue("changed");
  await expect(importer.part("grid")).toHaveAttribute("aria-rowcount", "3");
  await expect(importer.host.getByRole("gridcell", { name: "700000003" })).toBeVisible();
  expect(await importer.count("errors")).toBe(errors - 2);
  await expect(importer.host.getByRole("status")).toContainText(/2 /u);

  await importer.part("note-undo").click();
  await expect(importer.part("problem-social_id.missing")).toBeVisible();
  await expect(importer.part("filter")).toHaveValue("problems");
  expect(await importer.count("errors")).toBe(errors);
  await expect(importer.part("undo")).toHaveAttribute("aria-disabled", "true");
});

test("a workbook that comes back unchanged changes nothing", async ({ importer }, info) => {
  await importer.open(fixture("problems.xlsx"));
  await importer.go("review");
  const file = await corrected(importer, info.outputPath("same.xlsx"), () => {});
  await importer.drop([file]);
  await expect(importer.part("note")).toBeVisible();
  await expect(importer.part("note-undo")).toHaveCount(0);
  await expect(importer.fileName).toHaveText("problems.xlsx");
  await expect(importer.part("undo")).toHaveAttribute("aria-disabled", "true");
});

test("without its file it is one of its own, whose row numbers are nothing to map", async ({ importer, backend }, info) => {
  await importer.open(fixture("problems.xlsx"));
  await importer.go("review");
  const file = await corrected(importer, info.outputPath("own.xlsx"), () => {});

  await importer.goto(backend.url);
  await importer.open(file);
  await importer.go("columns");
  await expect(importer.part("column-F")).toContainText("importer:row");
  await expect(importer.part("target-F")).toHaveCount(0);
  await expect(importer.part("target-E")).toHaveCount(1);
  await expect(importer.part("unmapped")).toHaveCount(0);
  await expect(importer.part("hidden-columns")).toHaveCount(0);

  // Over another file it takes that file's place, as any file does.
  await importer.open(fixture("leeloo-reimport.xlsx"));
  await importer.go("columns");
  await expect(importer.part("target-F")).toHaveCount(1);
  await importer.open(file);
  await importer.go("columns");
  await expect(importer.part("target-F")).toHaveCount(0);
});
