// What a person does with a file that needs no backend: check, repair, split, take files away.

import { expect } from "@playwright/test";

import { fixture } from "./expected.ts";
import type { ImporterPage } from "./importer-page.ts";

/** From a dropped file to the files by messenger. */
export async function withoutBackend(importer: ImporterPage): Promise<void> {
  await importer.drop([fixture("problems.xlsx")]);
  await expect(importer.fileName).toHaveText("problems.xlsx", { timeout: 60_000 });
  await expect(importer.part("progress")).toHaveCount(0);
  expect(await importer.count("ready")).toBe(7);
  await importer.go("review");
  await importer.part("problem-row.duplicate").click();
  await importer.part("repair-keep_first").click();
  await importer.part("repair-apply").click();
  await expect(importer.part("problem-row.duplicate")).toHaveCount(0);
  await importer.part("save").click();
  const cleaned = importer.page.waitForEvent("download");
  await importer.part("save-xlsx").click();
  expect((await cleaned).suggestedFilename()).toBe("problems-cleaned.xlsx");
  await importer.go("split");
  const divided = importer.page.waitForEvent("download");
  await importer.part("download-TELEGRAM").click();
  expect((await divided).suggestedFilename()).toMatch(/^problems.*\.xlsx$/u);
}
