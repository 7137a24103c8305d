// The worker's wasm is two modules: one to open, check and show a table, one for everything after that,
// which comes in the background.

import type { Page, Route } from "@playwright/test";

import { fixture } from "../support/expected.ts";
import { GridPage } from "../support/grid.ts";
import { expect, test } from "../support/test.ts";

const SECONDARY = "**/worker_secondary.wasm*";

test.use({ serviceWorkers: "block" });

/** Holds the requests for the secondary module back, and says how many there have been. */
async function hold(page: Page): Promise<{ asked: () => number; let: (which: number) => Promise<void> }> {
  const held: Route[] = [];
  await page.context().route(SECONDARY, (route) => void held.push(route));
  return { asked: () => held.length, let: async (which) => held[which]?.continue() };
}

for (const file of ["amocrm-contacts.csv", "leeloo-export.xlsx", "problems.xlsx", "zoho-contacts.csv"]) {
  test(`${file} is opened and looked at before the second module is here`, async ({ importer, page }) => {
    const gate = await hold(page);
    await page.reload();
    await importer.open(fixture(file));
    await importer.go("review");
    const grid = new GridPage(importer);
    await grid.click("A2");
    await expect(importer.part("inspector")).toContainText("A2");
    // The one in the background; nothing had to wait for another.
    expect(gate.asked()).toBe(1);
    await gate.let(0);
    await grid.press("x", "Enter");
    await grid.expectTexts({ A2: "x" });
    await grid.press("Control+z");
    await expect(grid.cell("A2")).not.toHaveText("x");
    expect(gate.asked()).toBe(1);
  });
}

test("what needs the second module fetches it, and does not wait for the one under way", async ({ importer, page }) => {
  const gate = await hold(page);
  await page.reload();
  await importer.choose(fixture("libreoffice-leeloo-export.xls"));
  await expect.poll(gate.asked).toBe(2);
  await gate.let(1);
  await expect(importer.fileName).toHaveText("libreoffice-leeloo-export.xls");
  await importer.go("review");
  await expect(importer.part("grid")).toContainText("Олена Коваль");
  // The other one comes too late to change anything.
  await gate.let(0);
  const grid = new GridPage(importer);
  await grid.click("B2");
  await grid.press("x", "Enter");
  await grid.expectTexts({ B2: "x" });
});

test.describe("a second module that does not come", () => {
  test.use({ allowedErrors: /worker_secondary|Failed to load resource|net::ERR_FAILED|NetworkError/ });

  test("is tried again when it is needed", async ({ importer, page }) => {
    let times = 0;
    await page.context().route(SECONDARY, (route) => ((times += 1) === 1 ? route.abort() : route.continue()));
    await page.reload();
    await importer.open(fixture("leeloo-export.xlsx"));
    await importer.go("review");
    const grid = new GridPage(importer);
    await grid.click("B2");
    await grid.press("x", "Enter");
    await grid.expectTexts({ B2: "x" });
    expect(times).toBe(2);
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
