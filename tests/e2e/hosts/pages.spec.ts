// Every kind of page the importer lives in: it opens a file there, shows what is wrong and imports.

import { execFileSync } from "node:child_process";
import { join } from "node:path";

import { expectation, fixture } from "../support/expected.ts";
import { ELEMENT, HOSTS } from "../support/host.ts";
import { complaints, expect, test } from "../support/hosts.ts";
import { required } from "../support/backend.ts";

/** What of Vite the tests use; it is installed beside the pages, not beside the tests. */
interface Vite {
  createServer(options: object): Promise<{
    resolvedUrls: { local: string[] } | null;
    listen(): Promise<unknown>;
    close(): Promise<void>;
  }>;
}

const STRICT =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; worker-src 'self'; " +
  "connect-src 'self'; require-trusted-types-for 'script'; trusted-types leeloo-importer";

test("plain HTML takes the element from another origin and delivers by itself", async ({ serve, page, importer, heard }) => {
  const cdn = await serve({ folders: { "/": ELEMENT }, headers: { "Access-Control-Allow-Origin": "*" } });
  const host = await serve({
    folders: { "/": join(HOSTS, "plain") },
    replace: { "https://importer.example": cdn.url },
  });
  const complained = complaints(page);
  await importer.goto(host.url);
  await importer.open(fixture("problems.xlsx"));
  await importer.go("split");
  await importer.part("bot-TELEGRAM").selectOption("1");
  const result = await importer.import();
  const clients = host.posted.flatMap(({ body }) => (JSON.parse(body) as { clients: unknown[] }).clients);
  expect(result).toEqual({ created: clients.length, updated: 0, unchanged: 0, rejected: 0 });
  expect(clients.length).toBeGreaterThan(0);
  expect(host.posted.every(({ key }) => key)).toBe(true);
  await expect(page).toHaveTitle(`${clients.length} new clients`);
  const names = (await heard()).map(({ name }) => name);
  const order = ["ready", "checked", "before-submit", "progress", "complete"];
  expect(order.map((name) => names.indexOf(name))).toEqual([...order.map((name) => names.indexOf(name))].sort((a, b) => a - b));
  expect(order.every((name) => names.includes(name))).toBe(true);
  // Nothing of the page is asked for but its own.
  expect(host.asked.filter((line) => line.startsWith("GET")).sort()).toEqual(expect.arrayContaining(["GET /", "GET /page.js"]));
  expect(complained.filter((text) => !text.includes("favicon") && !text.includes("404"))).toEqual([]);
});

for (const framework of ["react", "vue"]) {
  test(`${framework}, bundled by Vite`, async ({ serve, page, importer, backend }) => {
    const host = await serve({ folders: { "/": join(HOSTS, framework, "dist") }, backend: backend.url });
    const complained = complaints(page);
    await importer.goto(host.url);
    await importer.open(fixture("problems.xlsx"));
    await expect(page.getByTestId("ready")).toHaveText("7");
    await importer.go("split");
    const bots = importer.part("bot-TELEGRAM").locator("option");
    await expect(bots.filter({ hasText: "Shop bot" })).toHaveCount(1);
    if (framework === "react") {
      // Hidden and shown again, it is a new one.
      await page.getByRole("button", { name: "Show or hide" }).click();
      await expect(importer.host).toHaveCount(0);
      await page.getByRole("button", { name: "Show or hide" }).click();
      await expect(importer.part("drop")).toBeVisible();
    }
    expect(complained.filter((text) => !text.includes("favicon") && !text.includes("404"))).toEqual([]);
  });
}

for (const framework of ["react", "vue"]) {
  test(`${framework}, from Vite's development server`, async ({ page, importer, backend }) => {
    const { createServer } = (await import(join(HOSTS, "node_modules/vite/dist/node/index.js"))) as Vite;
    const server = await createServer({
      root: join(HOSTS, framework),
      logLevel: "error",
      // Nothing of an earlier run: what it prepares is part of what is tried.
      cacheDir: test.info().outputPath("vite"),
      server: { host: "127.0.0.1", port: 0, proxy: { "/api": backend.url } },
    });
    try {
      await server.listen();
      const complained = complaints(page);
      await importer.goto(server.resolvedUrls?.local[0] ?? "");
      await importer.open(fixture("problems.xlsx"));
      await expect(page.getByTestId("ready")).toHaveText("7");
      await importer.go("split");
      await importer.part("bot-TELEGRAM").selectOption({ label: "Shop bot" });
      expect(complained.filter((text) => !text.includes("favicon") && !text.includes("404"))).toEqual([]);
    } finally {
      await server.close();
    }
  });
}

test("plain JavaScript, bundled by Webpack", async ({ serve, page, importer, backend }) => {
  const host = await serve({
    folders: { "/app/": join(HOSTS, "webpack"), "/app/dist/": join(HOSTS, "webpack/dist") },
    backend: backend.url,
  });
  const complained = complaints(page);
  await importer.goto(`${host.url}/app/`);
  await importer.open(fixture("problems.xlsx"));
  await expect(page).toHaveTitle("7 clients are ready");
  await importer.go("split");
  await importer.part("bot-TELEGRAM").selectOption({ label: "Shop bot" });
  expect(complained.filter((text) => !text.includes("favicon") && !text.includes("404"))).toEqual([]);
});

test("React renders it on a server", () => {
  const html = execFileSync(process.execPath, [join(HOSTS, "react/server.mjs")], { encoding: "utf8" });
  expect(html).toBe('<leeloo-importer backend="/api/v1" lang="en"></leeloo-importer>');
});

test("a dashboard with hostile styles, a strict policy and Trusted Types", async ({ serve, page, importer, backend }) => {
  const host = await serve({
    folders: { "/": join(HOSTS, "admin"), "/importer/": ELEMENT },
    headers: { "Content-Security-Policy": STRICT },
    backend: backend.url,
  });
  const complained = complaints(page);
  await importer.goto(host.url);
  await importer.open(fixture("problems.xlsx"));
  for (const step of ["columns", "review", "split"] as const) await importer.go(step);
  const look = await importer.part("import").evaluate((button) => {
    const { fontSize, letterSpacing, textTransform, lineHeight, color } = getComputedStyle(button);
    return { fontSize, letterSpacing, textTransform, lineHeight, red: color === "rgb(255, 0, 0)" };
  });
  expect(look).toEqual({ ...look, letterSpacing: "normal", textTransform: "none", red: false });
  expect(parseFloat(look.fontSize)).toBeGreaterThanOrEqual(14);
  // A dialog lies over whatever the page has put on top.
  await importer.go("review");
  await importer.assign(["TELEGRAM"]);
  const result = await importer.import();
  expect(result.created).toBe(7);
  expect(complained.filter((text) => !text.includes("favicon") && !text.includes("404"))).toEqual([]);
});

test("a sandboxed frame without an origin", async ({ serve, page }) => {
  const host = await serve({
    folders: { "/": join(HOSTS, "sandbox"), "/importer/": ELEMENT },
    headers: { "Access-Control-Allow-Origin": "*" },
  });
  await page.goto(host.url);
  const inside = page.frameLocator("iframe").locator("leeloo-importer");
  await expect(inside.getByTestId("no-storage")).toBeVisible();
  await inside.getByTestId("file-input").setInputFiles(fixture("problems.xlsx"));
  await expect(inside.getByTestId("file-name")).toHaveText("problems.xlsx");
  await expect(inside.getByTestId("count-ready")).toContainText("7");
});

test("a place of 300 by 400 pixels", async ({ serve, page, importer, backend }) => {
  const host = await serve({ folders: { "/": join(HOSTS, "small"), "/importer/": ELEMENT }, backend: backend.url });
  await importer.goto(host.url);
  await importer.open(fixture("problems.xlsx"));
  for (const step of ["columns", "review", "split"] as const) {
    await importer.go(step);
    const wide = await page.locator(".place").evaluate((place) => place.scrollWidth - place.clientWidth);
    expect(wide, step).toBeLessThanOrEqual(0);
  }
  await importer.assign(["TELEGRAM"]);
  expect((await importer.import()).created).toBe(7);
});

test("the offline folder under a path of its own", async ({ serve, page, importer }) => {
  const host = await serve({ folders: { "/tools/import/": required("IMPORTER_APP") } });
  await importer.goto(`${host.url}/tools/import/`);
  await importer.open(fixture("problems.xlsx"));
  await expect(importer.part("count-ready")).toContainText("7");
  expect(host.asked.filter((line) => !line.includes("/tools/import/") && !line.includes("favicon"))).toEqual([]);
  expect(page.url()).toBe(`${host.url}/tools/import/`);
});

test("without a view", async ({ serve, page }) => {
  const host = await serve({ folders: { "/": join(HOSTS, "headless"), "/importer/": ELEMENT } });
  await page.goto(host.url);
  const out = page.locator("pre");
  await page.locator("input").setInputFiles(fixture("problems.xlsx"));
  await expect(out).toContainText("ready", { timeout: 30_000 });
  expect(JSON.parse(await out.innerText())).toEqual({
    ready: expectation("problems").clients.length,
    problems: 15,
    files: [["TELEGRAM", 7, "problems-telegram.csv"]],
    rejected: "problems-rejected.xlsx",
  });
  await page.locator("input").setInputFiles(fixture("zero-bytes.xlsx"));
  await expect(out).toHaveText("file.empty");
  const refused = await page.evaluate(async () => {
    const { check } = (await import("/importer/engine.js" as string)) as { check(file: File, options: unknown): Promise<unknown> };
    const file = new File(["social_id\n208310224"], "clients.csv");
    return check(file, { sheet: "clients" }).catch((error: { code: string }) => error.code);
  });
  expect(refused).toBe("worker.bad_request");
});
