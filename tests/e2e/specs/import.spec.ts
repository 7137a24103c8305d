// The main job: a file comes in, the database holds its clients field for field.

import { expectation, expectSame, fixture, messengersOf } from "../support/expected.ts";
import { expect, test } from "../support/test.ts";
import { invented, writeCsv, writeMany } from "../support/workbook.ts";

const FILES = [
  ["leeloo-export.xlsx", "leeloo-export"],
  ["libreoffice-leeloo-export.xlsx", "leeloo-export"],
  ["amocrm-contacts-windows-1251.csv", "amocrm-contacts-windows-1251"],
  ["wide-two-messengers.xlsx", "wide-two-messengers"],
  ["botmother.csv", "botmother"],
] as const;

for (const [file, expected] of FILES) {
  test(`${file} arrives field for field, and a second time changes nothing`, async ({ importer, backend }) => {
    const { clients } = expectation(expected);
    await importer.open(fixture(file));
    expect(await importer.count("clients")).toBe(clients.length);
    expect(await importer.count("ready")).toBe(clients.length);

    await importer.assign(messengersOf(clients));
    expect(await importer.import()).toEqual({ created: clients.length, updated: 0, unchanged: 0, rejected: 0 });
    expectSame(await backend.stopAndRead(), clients);

    await backend.restart();
    await importer.goto(backend.url);
    await importer.open(fixture(file));
    await importer.assign(messengersOf(clients));
    expect(await importer.import()).toEqual({ created: 0, updated: 0, unchanged: clients.length, rejected: 0 });
    expectSame(await backend.stopAndRead(), clients);
  });
}

test("a workbook of 50 000 rows arrives field for field", async ({ importer, backend }, info) => {
  test.setTimeout(300_000);
  const file = info.outputPath("many-clients.xlsx");
  const clients = await writeMany(file, 50_000);
  await importer.open(file);
  expect(await importer.count("ready")).toBe(clients.length);

  await importer.assign(messengersOf(clients), ["весна", "опт"]);
  const result = await importer.import(180_000);
  expect(result).toEqual({ created: clients.length, updated: 0, unchanged: 0, rejected: 0 });
  expectSame(await backend.stopAndRead(), clients, ["весна", "опт"].sort());
});

test("a changed name is an update, and the others stay as they are", async ({ importer, backend }, info) => {
  const file = info.outputPath("clients.csv");
  const clients = Array.from({ length: 9 }, (_, index) => invented(index));
  await writeCsv(file, clients);
  await importer.open(file);
  await importer.assign(messengersOf(clients));
  expect(await importer.import()).toEqual({ created: 9, updated: 0, unchanged: 0, rejected: 0 });

  const changed = clients.map((client, at) => (at === 4 ? { ...client, name: "Нове Ім’я" } : client));
  await writeCsv(file, changed);
  await importer.goto(backend.url);
  await importer.open(file);
  await importer.assign(messengersOf(changed));
  expect(await importer.import()).toEqual({ created: 0, updated: 1, unchanged: 8, rejected: 0 });
  expectSame(await backend.stopAndRead(), changed);
});

test("rows with errors are marked and stay behind, the others arrive", async ({ importer, backend }) => {
  const { clients, problems = [] } = expectation("problems");
  await importer.open(fixture("problems.xlsx"));
  await importer.go("review");
  for (const code of new Set(problems.map((problem) => problem.code))) {
    const count = problems.filter((problem) => problem.code === code).length;
    await expect(importer.part(`problem-${code}`), code).toContainText(String(count));
  }
  await importer.assign(["TELEGRAM"]);
  const result = await importer.import();
  expect(result.created).toBe(clients.length);
  expectSame(await backend.stopAndRead(), clients);
});
