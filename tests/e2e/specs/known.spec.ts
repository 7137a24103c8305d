// Comparing with clients who are there already: what a person is told is what the database holds after.

import { writeFile } from "node:fs/promises";

import { expectSame } from "../support/expected.ts";
import { expect, test } from "../support/test.ts";
import { invented, writeCsv } from "../support/workbook.ts";

// All of Telegram.
const [first, second, third, fourth] = [invented(0), invented(3), invented(6), invented(9)] as const;

test("an earlier export tells who is new and who changes, and only those are sent", async ({ importer, backend }, info) => {
  const before = info.outputPath("exported.csv");
  const now = info.outputPath("clients.csv");
  await writeCsv(before, [first, second, third]);
  const renamed = { ...second, name: "Нове Ім’я" };
  // The same phone, written by a person.
  const spaced = { ...first, fields: { ...first.fields, phone: "+380 (50) 000-00-00" } };
  await writeCsv(now, [first, second, third]);
  await importer.open(now);
  await importer.assign(["TELEGRAM"]);
  await importer.import();

  await writeCsv(now, [spaced, renamed, third, fourth]);
  await importer.goto(backend.url);
  await importer.open(now);
  await importer.go("split");
  await importer.part("known-input").setInputFiles(before);
  await expect(importer.part("known-source")).toContainText("exported.csv");
  await expect(importer.part("known-new")).toContainText("1");
  await expect(importer.part("known-changed")).toContainText("1");
  await expect(importer.part("known-same")).toContainText("2");

  await importer.part("known-changed").click();
  await expect(importer.part("grid")).toHaveAttribute("aria-rowcount", "2");
  await importer.host.getByRole("gridcell", { name: "Нове Ім’я" }).click();
  await importer.part("story-toggle").click();
  await expect(importer.part("story-known")).toContainText(second.name ?? "");

  await importer.assign(["TELEGRAM"]);
  await expect(importer.part("import")).toContainText("2");
  expect(await importer.import()).toEqual({ created: 1, updated: 1, unchanged: 0, rejected: 0 });
  expectSame(await backend.stopAndRead(), [first, renamed, third, fourth]);
});

test("the server is asked on demand, empty cells clear where that is wanted", async ({ importer, backend }, info) => {
  const file = info.outputPath("clients.csv");
  await writeCsv(file, [first, second]);
  await importer.open(file);
  await importer.assign(["TELEGRAM"]);
  await importer.import();

  const bare = { ...second, fields: { phone: second.fields["phone"] ?? "" } };
  await writeCsv(file, [first, bare]);
  await importer.goto(backend.url);
  let lookups = 0;
  importer.page.on("request", (request) => {
    if (request.url().endsWith("/clients/lookup")) lookups += 1;
  });
  await importer.open(file);
  await importer.assign(["TELEGRAM"]);
  expect(lookups).toBe(0);
  await importer.part("known-ask").click();
  await expect(importer.part("known-same")).toContainText("2");
  expect(lookups).toBe(1);
  await expect(importer.part("import")).toBeDisabled();

  await importer.part("known-clears").check();
  await expect(importer.part("known-changed")).toContainText("1");
  expect(await importer.import()).toEqual({ created: 0, updated: 1, unchanged: 0, rejected: 0 });
  expectSame(await backend.stopAndRead(), [first, bare]);
});

test("a file that tells of nobody is named, and nothing changes", async ({ importer }, info) => {
  const file = info.outputPath("clients.csv");
  const wrong = info.outputPath("wrong.csv");
  await writeCsv(file, [first]);
  await writeFile(wrong, "city,note\nКиїв,так\n");
  await importer.open(file);
  await importer.go("split");
  await importer.part("known-input").setInputFiles(wrong);
  await expect(importer.message).toContainText("wrong.csv");
  await expect(importer.part("known-source")).toHaveCount(0);
});

test("an answer about other clients is not believed", async ({ importer }, info) => {
  const file = info.outputPath("clients.csv");
  await writeCsv(file, [first]);
  await importer.page.route("**/clients/lookup", (route) =>
    route.fulfill({ json: { clients: [{ social_id: "7" }] } }),
  );
  await importer.open(file);
  await importer.go("split");
  await importer.part("known-ask").click();
  await expect(importer.message).toBeVisible();
  await expect(importer.part("known-source")).toHaveCount(0);
});

test("rows of the page around are known with every file", async ({ importer }, info) => {
  const file = info.outputPath("clients.csv");
  await writeCsv(file, [first, second]);
  const { social_id, name, fields } = first;
  await importer.host.evaluate(
    (element, rows) => Object.assign(element, { known: rows }),
    [{ messenger: "telegram", social_id, name, ...fields }],
  );
  await importer.open(file);
  await importer.go("split");
  await expect(importer.part("known-same")).toContainText("1");
  await expect(importer.part("known-new")).toContainText("1");
});
