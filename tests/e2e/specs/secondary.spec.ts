// The worker's wasm is two modules: one to open, check and show a table, one for everything after that,
// which comes in the background.

import type { Page, Route } from "@playwright/test";

import { fixture } from "../support/expected.ts";
import { GridPage } from "../support/grid.ts";
import { expect, test } from "../support/test.ts";

const SECONDARY = "**/worker_secondary.wasm*";

test.use({ serviceWorkers: "block" });

/** Opens the page anew and holds its requests for the secondary module back: those in the background, and those that wasm waits for. */
async function hold(page: Page) {
  const address = page.url();
  // The page that is here may have asked already.
  await page.goto("about:blank");
  const held = { fetch: [] as Route[], xhr: [] as Route[] };
  await page.context().route(SECONDARY, (route) => {
    held[route.request().resourceType() === "xhr" ? "xhr" : "fetch"].push(route);
  });
  await page.goto(address);
  return held;
}

for (const file of ["amocrm-contacts.csv", "leeloo-export.xlsx", "wide-two-messengers.xlsx", "zoho-contacts.csv"]) {
  test(`${file} is opened and looked at before the second module is here`, async ({ importer, page }) => {
    const held = await hold(page);
    await importer.open(fixture(file));
    await importer.go("review");
    const grid = new GridPage(importer);
    await grid.click("B2");
    await expect(importer.part("inspector")).toContainText("B2");
    await grid.press("x", "Enter");
    expect(held.xhr).toHaveLength(0);
    // Typed before it came, changed once it has.
    for (const route of held.fetch) await route.continue();
    await grid.expectTexts({ B2: "x" });
    // Wished for while the change may still be on its way.
    await grid.press("Control+z");
    await expect(grid.cell("B2")).not.toHaveText("x");
    expect(held.xhr).toHaveLength(0);
  });
}

test("a file that only the second module reads waits for it", async ({ importer, page }) => {
  const held = await hold(page);
  await importer.choose(fixture("libreoffice-leeloo-export.xls"));
  await expect.poll(() => held.fetch.length).toBeGreaterThan(0);
  await expect(importer.part("progress")).toBeVisible();
  for (const route of held.fetch) await route.continue();
  await expect(importer.fileName).toHaveText("libreoffice-leeloo-export.xls");
  await importer.go("review");
  await expect(importer.part("grid")).toContainText("Олена Коваль");
  expect(held.xhr).toHaveLength(0);
});

test("what needs the second module unforeseen fetches it, whatever is under way", async ({ importer, page }) => {
  const held = await hold(page);
  await importer.choose(fixture("amocrm-contacts-windows-1251.csv"));
  await expect.poll(() => held.xhr.length).toBe(1);
  await held.xhr[0]?.continue();
  await expect(importer.fileName).toHaveText("amocrm-contacts-windows-1251.csv");
  await importer.go("review");
  const grid = new GridPage(importer);
  await grid.click("B2");
  // The other one comes too late to change anything.
  for (const route of held.fetch) await route.continue();
  await grid.press("x", "Enter");
  await grid.expectTexts({ B2: "x" });
});

test.describe("a second module that does not come", () => {
  test.use({ allowedErrors: /worker_secondary|Failed to load resource|net::ERR_FAILED|NetworkError/ });

  test("is tried again when it is needed", async ({ importer, page }) => {
    const isWaitedFor = (route: Route) => route.request().resourceType() === "xhr";
    let times = 0;
    await page.context().route(SECONDARY, (route) => {
      if (!isWaitedFor(route)) return route.abort();
      times += 1;
      return route.continue();
    });
    await page.reload();
    await importer.open(fixture("leeloo-export.xlsx"));
    await importer.go("review");
    const grid = new GridPage(importer);
    await grid.click("B2");
    await grid.press("x", "Enter");
    await grid.expectTexts({ B2: "x" });
    expect(times).toBe(1);
  });

  test("is said in words, and the next file is read by another worker", async ({ importer, page }) => {
    await page.context().route(SECONDARY, (route) => route.abort());
    await page.reload();
    await importer.choose(fixture("libreoffice-leeloo-export.xls"));
    await expect(importer.message).toHaveAttribute("data-code", "worker.crashed");
    await page.context().unroute(SECONDARY);
    await importer.open(fixture("libreoffice-leeloo-export.xls"));
    await importer.go("review");
    await expect(importer.part("grid")).toContainText("Олена Коваль");
  });

  test("of another build is refused", async ({ importer, page }) => {
    await page.context().route(SECONDARY, (route) => route.fulfill({ body: "\0asm", contentType: "application/wasm" }));
    await page.reload();
    await importer.choose(fixture("libreoffice-leeloo-export.xls"));
    await expect(importer.message).toHaveAttribute("data-code", "worker.crashed");
    await expect(importer.message).toContainText("worker_secondary.wasm");
  });
});
