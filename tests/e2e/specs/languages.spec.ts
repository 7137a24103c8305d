// Every word changes with the language, and a file can be chosen by keyboard alone.

import { fixture } from "../support/expected.ts";
import { expect, test } from "../support/test.ts";

test("the languages differ and can be switched at any step", async ({ importer }) => {
  await importer.open(fixture("problems.xlsx"));
  await importer.go("review");
  const seen = new Set<string>();
  for (const language of ["en", "uk", "ru"]) {
    await importer.part("language").selectOption(language);
    await expect(importer.part("step-review")).toBeVisible();
    seen.add(await importer.part("step-review").getByRole("heading").first().innerText());
  }
  expect(seen.size).toBe(3);
});

test("a file is chosen by keyboard", async ({ importer, page }) => {
  const button = importer.part("choose-file");
  await button.focus();
  const chooser = page.waitForEvent("filechooser");
  await page.keyboard.press("Enter");
  await (await chooser).setFiles(fixture("botmother.csv"));
  await expect(importer.fileName).toHaveText("botmother.csv");
});
