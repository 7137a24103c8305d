// What is there before the application has come, and what becomes of what a person does meanwhile.

import type { Page } from "@playwright/test";

import { fixture } from "../support/expected.ts";
import { expect, test } from "../support/served.ts";

/** Holds the application's wasm back until it is told to come. */
async function hold(page: Page): Promise<() => void> {
  let come = (): void => {};
  const late = new Promise<void>((resolve) => (come = resolve));
  await page.route("**/app_bg.wasm", async (route) => {
    await late;
    await route.continue();
  });
  return come;
}

for (const way of ["chosen", "dropped"] as const) {
  test(`a file that is ${way} while the application is on its way opens once it has come`, async ({ serve, page, importer }) => {
    const come = await hold(page);
    await importer.goto((await serve()).url);
    if (way === "chosen") await importer.part("file-input").setInputFiles(fixture("problems.xlsx"));
    else await importer.drop([fixture("problems.xlsx")]);
    await expect(importer.part("waiting")).toContainText("problems.xlsx");
    await expect(importer.fileName).toHaveCount(0);
    come();
    await expect(importer.fileName).toHaveText("problems.xlsx", { timeout: 60_000 });
  });
}

test("a dialog that is open while the application comes still gives its file", async ({ serve, page, importer }) => {
  const come = await hold(page);
  await importer.goto((await serve()).url);
  // By the protocol: a chooser of Playwright's asks for a field that is still in the page.
  const browser = await page.context().newCDPSession(page);
  await browser.send("Page.enable");
  await browser.send("Page.setInterceptFileChooserDialog", { enabled: true });
  const opened = new Promise<number>((resolve) =>
    browser.on("Page.fileChooserOpened", ({ backendNodeId }) => resolve(backendNodeId ?? 0)),
  );
  await importer.part("choose-file").click();
  const backendNodeId = await opened;
  come();
  await expect(importer.part("waiting")).toHaveCount(0);
  await browser.send("HeapProfiler.collectGarbage");
  await browser.send("DOM.setFileInputFiles", { backendNodeId, files: [fixture("problems.xlsx")] });
  await expect(importer.fileName).toHaveText("problems.xlsx", { timeout: 60_000 });
});

test("several files at once are refused in words once there are words", async ({ serve, page, importer }) => {
  const come = await hold(page);
  await importer.goto((await serve()).url);
  await importer.drop([fixture("problems.xlsx"), fixture("botmother.csv")]);
  come();
  await expect(importer.message).toHaveAttribute("data-code", "drop.several");
});

test("another language before the application, and one after it", async ({ serve, page, importer }) => {
  const come = await hold(page);
  const host = await serve();
  await importer.goto(host.url);
  await importer.part("language").focus();
  await importer.part("language").selectOption("uk");
  await expect(importer.part("drop")).toContainText("Перетягніть");
  await expect(importer.part("language")).toBeFocused();
  come();
  await page.waitForEvent("worker");
  await expect(importer.part("drop")).toContainText("Перетягніть");
  await importer.part("language").selectOption("ru");
  await expect(importer.part("drop")).toContainText("Перетащите");
  await expect(importer.part("language")).toHaveValue("ru");
});

test("only the language that is spoken is fetched, the worker's wasm last", async ({ serve, page, importer }) => {
  const host = await serve();
  const worker = page.waitForEvent("worker");
  await importer.goto(host.url);
  await worker;
  await expect.poll(() => host.asked).toContain("GET /worker_bg.wasm");
  // The precache of the page's own service worker comes after all of that.
  const asked = host.asked.slice(0, host.asked.indexOf("GET /worker_bg.wasm") + 1);
  const early = asked.slice(0, asked.indexOf("GET /app_bg.wasm"));
  expect(early).toContain("GET /first.js");
  expect(early).toContain("GET /locale-en.js");
  expect(early.filter((path) => path.includes("locale-"))).toHaveLength(1);
});

for (const colorScheme of ["light", "dark"] as const) {
  for (const [lang, width] of [["en", 1280], ["ru", 1280], ["ru", 360], ["uk", 600]] as const) {
    test(`the application takes over unseen: ${colorScheme}, ${lang}, ${width} px`, async ({ serve, page, importer }, info) => {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 800 });
      const come = await hold(page);
      const host = await serve({ replace: { "<leeloo-importer ": `<leeloo-importer lang="${lang}" ` } });
      await importer.goto(host.url);
      await importer.part("choose-file").focus();
      // The line that says that the rest is coming is all that may differ.
      await page.evaluate(() => {
        const waiting = document.querySelector("leeloo-importer")?.shadowRoot?.querySelector<HTMLElement>(".waiting");
        waiting?.setAttribute("hidden", "");
        if (waiting) waiting.style.display = "none";
      });
      const before = await page.screenshot({ path: info.outputPath("before.png") });
      come();
      await page.waitForEvent("worker");
      await expect(importer.part("choose-file")).toBeFocused();
      const after = await page.screenshot({ path: info.outputPath("after.png") });
      expect(before.equals(after)).toBe(true);
    });
  }
}

test("on a slow line the drop zone is there before the application", async ({ serve, page, importer }, info) => {
  test.setTimeout(60_000);
  const host = await serve();
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Network.enable");
  await devtools.send("Network.clearBrowserCache");
  // Lighthouse's Slow 4G.
  const [latency, throughput] = [150, (1.6 * 1024 * 1024) / 8];
  const conditions = { offline: false, latency, downloadThroughput: throughput, uploadThroughput: (750 * 1024) / 8 };
  await devtools.send("Network.emulateNetworkConditions", conditions);
  const begun = Date.now();
  await page.goto(host.url, { waitUntil: "commit" });
  await expect(importer.part("drop")).toBeVisible();
  const there = Date.now() - begun;
  await importer.part("file-input").setInputFiles(fixture("problems.xlsx"));
  await expect(importer.part("waiting")).toContainText("problems.xlsx");
  info.annotations.push({ type: "measured", description: `drop zone after ${there} ms` });
  console.log(`drop zone after ${there} ms, uncompressed files`);
  await devtools.send("Network.emulateNetworkConditions", { ...conditions, downloadThroughput: -1, latency: 0 });
  await expect(importer.fileName).toHaveText("problems.xlsx", { timeout: 120_000 });
});
