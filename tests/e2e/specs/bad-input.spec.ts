// Input that cannot be imported: said in plain words, and nothing that was open is lost.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { fixture } from "../support/expected.ts";
import type { ImporterPage } from "../support/importer-page.ts";
import { expect, test } from "../support/test.ts";

const OPEN_BEFORE = "leeloo-export.xlsx";

/** There is a message in words, and the file that was open still is, with its clients. */
async function expectRefused(importer: ImporterPage): Promise<void> {
  await expect(importer.message).toBeVisible();
  await expect(importer.message).toContainText(/\p{L}{3}/u);
  // Words, not the code that stands for them.
  await expect(importer.message).not.toContainText(/\b(file|drop|worker)[.-][a-z_]+\b/);
  await expect(importer.fileName).toHaveText(OPEN_BEFORE);
  expect(await importer.count("clients")).toBe(14);
  await importer.assign(["TELEGRAM"]);
}

for (const file of ["not-a-spreadsheet.xlsx", "password.xlsx", "password.xls", "truncated.xlsx", "zero-bytes.xlsx"]) {
  test(`${file} is refused in words`, async ({ importer }) => {
    await importer.open(fixture(OPEN_BEFORE));
    await importer.choose(fixture(file));
    await expectRefused(importer);
  });
}

test("several files dropped at once are refused in words", async ({ importer }) => {
  await importer.open(fixture(OPEN_BEFORE));
  await importer.drop([fixture("botmother.csv"), fixture("problems.xlsx")]);
  await expectRefused(importer);
});

test("a dropped folder is refused in words", async ({ importer }) => {
  const folder = await mkdtemp(join(tmpdir(), "importer-folder-"));
  try {
    await importer.open(fixture(OPEN_BEFORE));
    await importer.drop([folder]);
    await expectRefused(importer);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test("one dropped file is opened", async ({ importer }) => {
  await importer.drop([fixture("botmother.csv")]);
  await expect(importer.fileName).toHaveText("botmother.csv");
  expect(await importer.count("clients")).toBe(6);
});

for (const file of ["empty.xlsx", "headers-only.xlsx", "no-id-column.xlsx", "one-column.csv"]) {
  test(`${file} holds nobody, and it is said what is missing`, async ({ importer }) => {
    await importer.choose(fixture(file));
    await expect(importer.message.or(importer.fileName).first()).toBeVisible();
    if (await importer.fileName.isVisible()) {
      await importer.go("split");
      const said = importer.part("missing").or(importer.part("to-columns"));
      await expect(said).toContainText(/\p{L}{3}/u);
      // Nothing can be pressed that would send it.
      await expect(importer.part("import").and(importer.host.locator(":enabled"))).toHaveCount(0);
    } else {
      await expect(importer.message).toContainText(/\p{L}{3}/u);
    }
    // And a way on: the next file opens.
    await importer.open(fixture(OPEN_BEFORE));
    expect(await importer.count("clients")).toBe(14);
  });
}

test("a cell in the last corner of a sheet costs nothing", async ({ importer }) => {
  await importer.open(fixture("far-cell.xlsx"));
  await importer.go("review");
  await expect(importer.part("grid")).toBeVisible();
});
