// Every word changes with the language, and a file can be chosen by keyboard alone.

import { readFile } from "node:fs/promises";

import ExcelJS from "exceljs";

import { expectation, fixture, messengersOf } from "../support/expected.ts";
import type { ImporterPage } from "../support/importer-page.ts";
import { expect, test } from "../support/test.ts";

test("the languages differ and can be switched at any step", async ({ importer }) => {
  await importer.open(fixture("problems.xlsx"));
  await importer.go("review");
  const seen = new Set<string>();
  for (const language of ["en", "uk", "ru"]) {
    await importer.part("language").selectOption(language);
    await expect(importer.part("step-review")).toBeVisible();
    const heading = importer.part("step-review").getByRole("heading").first();
    // The words of a language are fetched once it is chosen.
    await expect.poll(async () => seen.has(await heading.innerText())).toBe(false);
    seen.add(await heading.innerText());
  }
  expect(seen.size).toBe(3);
});

test("a file is chosen by keyboard", async ({ importer, page, backend }) => {
  // The browser takes a moment to hand its file dialog over: asked for right before the key, it may
  // open a dialog that nobody sees.
  const chooser = page.waitForEvent("filechooser");
  await importer.goto(backend.url);
  await importer.part("choose-file").focus();
  await page.keyboard.press("Enter");
  await (await chooser).setFiles(fixture("botmother.csv"));
  await expect(importer.fileName).toHaveText("botmother.csv");
});

test.describe("words of the page around", () => {
  test.use({ locale: "en-US" });

  const OWN = {
    "problem-social_id-missing": "No number on the badge.",
    "title-social_id-missing": "No badge",
    "receipt-title": "Receipt of the guest list",
    "failure-file-password_protected": "“{ $file }” is locked. Ask the doorman.",
  };

  const override = ({ host }: ImporterPage) =>
    host.evaluate((element, en) => Object.assign(element, { messages: { en } }), OWN);

  /** What comes when this is pressed, kept in a file. */
  async function taken(importer: ImporterPage, testid: string, path: (name: string) => string): Promise<string> {
    const download = importer.page.waitForEvent("download");
    await importer.part(testid).click();
    const file = path((await download).suggestedFilename());
    await (await download).saveAs(file);
    return file;
  }

  test("reach the files that are made", async ({ importer }, info) => {
    await override(importer);
    await importer.open(fixture("problems.xlsx"));
    await importer.go("review");
    await importer.part("save").click();
    const marked = new ExcelJS.Workbook();
    await marked.xlsx.readFile(await taken(importer, "save-errors", (name) => info.outputPath(name)));
    const sheets = marked.worksheets.map((sheet) => sheet.getSheetValues().flat().join(" ")).join(" ");
    expect(sheets).toContain("No badge");
    await importer.part("save").click();
    const list = await readFile(await taken(importer, "save-problems", (name) => info.outputPath(name)), "utf8");
    expect(list).toContain("No number on the badge.");
  });

  test("reach the receipt", async ({ importer }, info) => {
    await override(importer);
    await importer.open(fixture("botmother.csv"));
    await importer.assign(messengersOf(expectation("botmother").clients));
    await importer.import();
    const receipt = await taken(importer, "receipt-txt", (name) => info.outputPath(name));
    expect(await readFile(receipt, "utf8")).toContain("Receipt of the guest list");
  });

  test("are said of a failure", async ({ importer }) => {
    await override(importer);
    await importer.choose(fixture("password.xlsx"));
    await expect(importer.message).toContainText("“password.xlsx” is locked. Ask the doorman.");
  });
});
