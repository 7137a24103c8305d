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
