// Comparing with clients who are there already: what a person is told is what the database holds after.

import { writeFile } from "node:fs/promises";

import { expectSame } from "../support/expected.ts";
import { GridPage } from "../support/grid.ts";
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

test("what was imported is known: once more there is nothing to send", async ({ importer, backend }, info) => {
  const file = info.outputPath("clients.csv");
  await writeCsv(file, [first, second, third]);
  await importer.open(file);
  await importer.assign(["TELEGRAM"]);
  await importer.part("known-ask").click();
  await expect(importer.part("known-new")).toContainText("3");
  expect(await importer.import()).toMatchObject({ created: 3, rejected: 0 });
  await importer.go("split");
  await expect(importer.part("known-same")).toContainText("3");
  await expect(importer.part("known-source")).toHaveCount(2);
  await expect(importer.part("import")).toBeDisabled();
  // And so it is on the server.
  await importer.part("known-sends-same").check();
  expect(await importer.import()).toMatchObject({ created: 0, updated: 0, unchanged: 3 });
  expectSame(await backend.stopAndRead(), [first, second, third]);
});

test("an id that was changed is asked about on coming back to the split", async ({ importer, backend }, info) => {
  const file = info.outputPath("clients.csv");
  await writeCsv(file, [first, second]);
  const asked: string[][] = [];
  importer.page.on("request", (request) => {
    if (request.url().endsWith("/clients/lookup")) asked.push(request.postDataJSON().social_ids as string[]);
  });
  await importer.open(file);
  await importer.assign(["TELEGRAM"]);
  await importer.part("known-ask").click();
  await expect(importer.part("known-new")).toContainText("2");
  const before = asked.length;

  await importer.go("review");
  const grid = new GridPage(importer);
  await grid.click("A3");
  await grid.page.keyboard.type(third.social_id);
  await grid.press("Enter");
  await expect(grid.cell("A3")).toHaveText(third.social_id);
  // What is typed shows before it is taken in.
  await expect(importer.part("undo")).toHaveAttribute("aria-disabled", "false");
  await importer.go("split");
  await expect.poll(() => asked.length).toBeGreaterThan(before);
  await expect(importer.part("known-new")).toContainText("2");
  await expect(importer.part("known-unasked")).toHaveCount(0);
  expect(new Set(asked.slice(before).flat())).toEqual(new Set([third.social_id]));
  expect(await importer.import()).toMatchObject({ created: 2 });
  expectSame(await backend.stopAndRead(), [first, { ...second, social_id: third.social_id }]);
});

test("a server that has a client counts more than an export, and that is said", async ({ importer }, info) => {
  const file = info.outputPath("clients.csv");
  const old = info.outputPath("old.csv");
  await writeCsv(file, [first, second]);
  await importer.open(file);
  await importer.assign(["TELEGRAM"]);
  await importer.import();
  await writeCsv(old, [{ ...first, name: "Колись" }]);
  await importer.go("split");
  await importer.part("known-input").setInputFiles(old);
  await expect(importer.part("known-changed")).toContainText("1");
  await importer.part("known-ask").click();
  await expect(importer.part("known-same")).toContainText("2");
  await expect(importer.part("known-outranked")).toContainText("1");
  await expect(importer.part("known-source")).toHaveCount(2);
});

test.describe("a server that will not be asked so", () => {
  test.use({ allowedErrors: /Failed to load resource|ERR_/ });

  test("is asked again later, in smaller pieces, and three at a time", async ({ importer, road }, info) => {
    const file = info.outputPath("clients.csv");
    const clients = Array.from({ length: 6_000 }, (_, index) => invented(index));
    await writeCsv(file, clients);
    await importer.goto(road.url);
    await importer.open(file);
    await importer.go("split");
    let busy = 0;
    const refusal = (status: number) => ({ status, body: JSON.stringify({ title: "No", status }) });
    road.behave = (call) => {
      if (!call.path.endsWith("/lookup")) return "pass";
      if (JSON.parse(call.body).social_ids.length > 500) return refusal(413);
      busy += 1;
      return busy % 7 === 3 ? refusal(503) : "pass";
    };
    await importer.part("known-ask").click();
    await expect(importer.part("known-source")).toBeVisible({ timeout: 60_000 });
    await expect(importer.message).toHaveCount(0);
    await expect(importer.part("known-not-compared")).toHaveCount(0);
  });

  test("can be given up", async ({ importer, road }, info) => {
    const file = info.outputPath("clients.csv");
    await writeCsv(file, [first, second]);
    await importer.goto(road.url);
    await importer.open(file);
    await importer.go("split");
    road.behave = (call) => (call.path.endsWith("/lookup") ? { delay: 20_000 } : "pass");
    await importer.part("known-ask").click();
    await expect(importer.part("known-learning")).toBeVisible();
    await importer.part("known-cancel").click();
    await expect(importer.part("known-learning")).toHaveCount(0);
    await expect(importer.part("known-source")).toHaveCount(0);
    await expect(importer.message).toHaveCount(0);
    await expect(importer.part("known-ask")).toBeEnabled();
  });
});

for (const [name, body] of [
  ["a client told of twice", JSON.stringify({ clients: [first, first].map(({ social_id }) => ({ social_id })) })],
  ["a page of HTML", "<html>Hello</html>"],
  ["an answer cut off", '{"clients": [{"social'],
] as const) {
  test(`${name} is not believed`, async ({ importer }, info) => {
    const file = info.outputPath("clients.csv");
    await writeCsv(file, [first]);
    await importer.page.route("**/clients/lookup", (route) => route.fulfill({ body, contentType: "application/json" }));
    await importer.open(file);
    await importer.go("split");
    await importer.part("known-ask").click();
    await expect(importer.message).toContainText(/\p{L}{3}/u);
    await expect(importer.part("known-source")).toHaveCount(0);
  });
}

test.describe("a server with a token that has run out", () => {
  test.use({ serverOptions: ["--token", "second"], allowedErrors: /Failed to load resource/ });

  test("has the page asked for another once", async ({ importer, road }, info) => {
    const file = info.outputPath("clients.csv");
    await writeCsv(file, [first]);
    // The pickers would ask for a token too: they get no answer here.
    await importer.page.context().route(/\/api\/v1\/(bots|tunnels|tags)\b/, () => {});
    await importer.goto(road.url);
    await importer.host.evaluate((element) => {
      let asked = 0;
      Object.assign(element, { auth: async () => ["first", "second"][asked++] ?? "third" });
    });
    await importer.open(file);
    await importer.go("split");
    await importer.part("known-ask").click();
    await expect(importer.part("known-new")).toContainText("1");
    const tokens = road.calls.map((call) => call.token).filter(Boolean);
    expect(tokens.filter((token) => token !== "Bearer second")).toEqual(["Bearer first"]);
  });
});
