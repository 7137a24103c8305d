// Without a network, and under a policy that allows none: everything but sending works, and nothing
// leaves before Import is pressed.

import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { Backend, required } from "../support/backend.ts";
import { expectation, fixture, messengersOf } from "../support/expected.ts";
import { withoutBackend } from "../support/flow.ts";
import type { ImporterPage } from "../support/importer-page.ts";
import { expect, test } from "../support/served.ts";

const POLICY =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; worker-src 'self'; manifest-src 'self'; connect-src 'none'";

test("under connect-src 'none' everything works but sending, which says why", async ({ serve, page, importer }) => {
  test.setTimeout(60_000);
  const headers = { "Content-Security-Policy": POLICY };
  const host = await serve({ headers, replace: { "<leeloo-importer ": '<leeloo-importer lang="en" ' } });
  const requests: string[] = [];
  page.context().on("request", (request) => requests.push(`${request.method()} ${new URL(request.url()).pathname}`));
  await importer.goto(host.url);
  await withoutBackend(importer);
  expect(host.asked.filter((call) => call.includes("/api/") || !call.startsWith("GET "))).toEqual([]);
  expect(host.asked).toContain("GET /app_bg.wasm.js");
  expect(host.asked).toContain("GET /worker_bg.wasm.js");
  expect(host.asked).not.toContain("GET /app_bg.wasm");
  // The list of bots cannot be asked for either: that is said where they are chosen.
  await expect(importer.part("backend-failed")).toBeVisible();
  expect((await importer.part("backend-failed").innerText()).length).toBeGreaterThan(20);
});

test("a script that stands in for the wasm is of the same build, or refused", async ({ serve, page, importer }) => {
  const other = 'export const bytes = async () => new TextEncoder().encode("x").buffer;';
  const instead = { "app_bg.wasm.js": { type: "text/javascript", body: other } };
  const host = await serve({ headers: { "Content-Security-Policy": POLICY }, instead });
  await page.goto(host.url);
  await expect(importer.host.locator("[data-testid=not-loaded]")).toBeVisible({ timeout: 20_000 });
  await expect(importer.fileName).toHaveCount(0);
});

test("nothing of the file leaves before Import clients is pressed", async ({ page, importer }) => {
  const backend = await Backend.start();
  try {
    const left: string[] = [];
    page.context().on("request", (request) => {
      const path = new URL(request.url()).pathname;
      if (request.method() !== "GET" || path.startsWith("/api/")) left.push(`${request.method()} ${path}`);
    });
    await importer.goto(backend.url);
    await importer.open(fixture("botmother.csv"));
    await importer.assign(messengersOf(expectation("botmother").clients));
    // The bots to choose from: asked for without a word of the file.
    expect(left.filter((call) => !/^GET \/api\/v1\/(bots|tunnels|tags)$/u.test(call))).toEqual([]);
    const bots = left.length;
    await importer.import();
    expect(left.slice(bots).some((call) => call.startsWith("PUT "))).toBe(true);
  } finally {
    await backend.remove();
  }
});

/** Waits until the page's own files are kept. */
async function kept(importer: ImporterPage): Promise<void> {
  await importer.page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready;
    const { active } = registration;
    if (active && active.state !== "activated") {
      await new Promise((resolve) => active.addEventListener("statechange", resolve, { once: true }));
    }
  });
}

for (const path of ["/", "/tools/import/"]) {
  test(`with the network off and the server gone, at ${path}`, async ({ serve, importer, context }) => {
    test.setTimeout(60_000);
    const host = await serve({ folders: { [path]: required("IMPORTER_APP") } });
    const address = host.url + path;
    await importer.goto(address);
    await kept(importer);
    host.stop();
    await context.setOffline(true);
    await importer.goto(address);
    await withoutBackend(importer);
    await importer.part("language").selectOption("uk");
    await expect(importer.part("nav-split")).toContainText("Месенджери");
  });
}

test("a new version waits for the open file, and comes when it is asked for", async ({ serve, page, importer, context }) => {
  test.setTimeout(60_000);
  const folder = await mkdtemp(join(tmpdir(), "importer-update-"));
  try {
    await cp(required("IMPORTER_APP"), folder, { recursive: true });
    const host = await serve({ folders: { "/": folder } });
    await importer.goto(host.url);
    await kept(importer);
    await importer.open(fixture("problems.xlsx"));
    // A build that differs in the page alone.
    const script = join(folder, "service-worker.js");
    const index = join(folder, "index.html");
    const title = (await readFile(index, "utf8")).replace("<title>Leeloo Importer", "<title>Newer");
    await writeFile(index, title);
    const digest = await page.evaluate(async (text) => {
      const bytes = await crypto.subtle.digest("SHA-384", new TextEncoder().encode(text));
      return `sha384-${btoa(String.fromCharCode(...new Uint8Array(bytes)))}`;
    }, title);
    await writeFile(script, (await readFile(script, "utf8")).replace(/"index.html": "[^"]+"/u, `"index.html": "${digest}"`));
    await page.evaluate(async () => {
      const registration = await navigator.serviceWorker.ready;
      await registration.update();
    });
    await expect.poll(() => page.evaluate(async () => Boolean((await navigator.serviceWorker.ready).waiting))).toBe(true);
    await importer.go("review");
    await expect(page.locator(".update")).toHaveCount(0);
    await page.evaluate(() => (document.querySelector("leeloo-importer") as HTMLElement & { reset(): void }).reset());
    await expect(page.locator(".update")).toBeVisible();

    // Another page is in the way.
    const other = await context.newPage();
    await other.goto(host.url);
    await expect(other).toHaveTitle("Leeloo Importer");
    await page.locator(".update button").click();
    await expect(page.locator(".update")).toContainText("Close the other tabs");
    await other.close();
    // The browser may take its time to forget it.
    await expect(async () => {
      const button = page.locator(".update button");
      if (await button.isVisible()) await button.click({ timeout: 500 });
      await expect(page).toHaveTitle("Newer", { timeout: 1_000 });
    }).toPass({ timeout: 10_000 });
    await expect(importer.part("drop")).toBeVisible();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
