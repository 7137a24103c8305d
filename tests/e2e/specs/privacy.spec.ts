// docs/csp-and-privacy.md: what leaves the browser and when, and what is kept there.

import { readFile } from "node:fs/promises";

import { expectation, fixture, messengersOf } from "../support/expected.ts";
import { expect, test } from "../support/test.ts";

const OWN_FILE = /^GET \/(?!api\/)/u;

test("nothing of the file leaves before Import clients is pressed", async ({ importer, page, backend }) => {
  const asked: string[] = [];
  const sent: string[] = [];
  page.context().on("request", (request) => {
    if (request.url().startsWith("blob:")) return;
    expect(new URL(request.url()).origin).toBe(backend.url);
    asked.push(`${request.method()} ${new URL(request.url()).pathname}`);
    sent.push(request.postData() ?? "");
  });
  const { clients } = expectation("leeloo-export");
  await importer.open(fixture("leeloo-export.xlsx"));
  await importer.go("columns");
  await importer.go("review");
  const download = page.waitForEvent("download");
  await importer.part("save").click();
  await importer.part("save-errors").click();
  await download;
  await importer.assign(messengersOf(clients));

  const calls = asked.filter((call) => !OWN_FILE.test(call)).sort();
  expect(calls).toEqual(["GET /api/v1/bots", "GET /api/v1/tags", "GET /api/v1/tunnels"]);
  expect(sent.join("")).toBe("");

  await importer.import();
  expect(asked).toContain("POST /api/v1/imports");
});

test("without a network everything but sending works", async ({ importer, page }) => {
  // The worker is fetched ahead, after the first paint; this is the last of it.
  const secondary = page.waitForResponse(/worker_secondary\.wasm/u);
  await page.reload();
  await (await secondary).finished();
  await page.context().setOffline(true);
  await importer.open(fixture("problems.xlsx"));
  const errors = await importer.count("errors");
  await importer.go("review");
  await importer.part("problem-row.duplicate").click();
  await importer.part("repair-keep_first").click();
  await importer.part("repair-apply").click();
  await expect.poll(() => importer.count("errors")).toBeLessThan(errors);
  const download = page.waitForEvent("download");
  await importer.part("save").click();
  await importer.part("save-xlsx").click();
  expect((await readFile(await (await download).path())).length).toBeGreaterThan(1000);
});

test("what is kept in the browser holds nothing of a row", async ({ importer, page, backend }) => {
  const { clients } = expectation("leeloo-export");
  await importer.open(fixture("leeloo-export.xlsx"));
  await importer.go("columns");
  const targets = importer.host.locator("[data-testid^='target-']");
  await targets.last().selectOption({ index: 0 });
  await importer.assign(messengersOf(clients), ["secret-tag"]);
  await importer.import();

  const kept = await page.evaluate(async () => ({
    local: Object.entries({ ...localStorage }),
    session: sessionStorage.length,
    databases: (await indexedDB.databases()).length,
    cached: (
      await Promise.all((await caches.keys()).map(async (name) => (await caches.open(name)).keys()))
    ).flatMap((requests) => requests.map(({ url }) => url)),
  }));
  expect(kept).toMatchObject({ session: 0, databases: 0 });
  // The application's own files, for days without a network.
  for (const url of kept.cached) expect(url).toMatch(/\/([\w-]+\.(js|wasm|wasm\.js|css|html|svg|png|webmanifest))?(\?[\w-]+)?$/u);
  expect(await page.context().cookies(backend.url)).toEqual([]);
  expect(kept.local.map(([key]) => key)).toEqual([expect.stringMatching(/^leeloo-importer\.mapping\./u)]);
  const text = JSON.stringify(kept.local);
  for (const { social_id, name, fields } of clients) {
    for (const value of [social_id, name, fields["email"], fields["phone"]]) {
      if (value) expect(text).not.toContain(value);
    }
  }
});
