// What goes wrong between a page and the importer: the element says it, and the page hears a code.

import { join } from "node:path";

import type { Page } from "@playwright/test";

import { fixture } from "../support/expected.ts";
import { ELEMENT, HOSTS, type HostOptions, type Instead } from "../support/host.ts";
import { expect, expectFailure, test } from "../support/hosts.ts";

const PAGE = `<!doctype html><html lang="en"><title>Page</title>
<script type="module" src="/importer/leeloo-importer.js"></script>
<leeloo-importer lang="en" ATTRIBUTES></leeloo-importer></html>`;

/** A page with the element and nothing else. */
function bare(attributes = "", instead: Record<string, Instead> = {}): HostOptions {
  const page = { "/page": { type: "text/html", body: PAGE.replace("ATTRIBUTES", attributes) } };
  return { folders: { "/": join(HOSTS, "small"), "/importer/": ELEMENT }, instead: { ...page, ...instead } };
}

/** Sets something on the element, as a script of the page does. */
async function set(page: Page, name: string, value: unknown): Promise<void> {
  await page.evaluate(([name, value]) => {
    Object.assign(document.querySelector("leeloo-importer") ?? {}, { [name as string]: value });
  }, [name, value]);
}

for (const [what, instead, code, policy] of [
  ["the wasm is not there", { "app_bg.wasm": { status: 404 } }, "app.not_loaded"],
  ["a page comes instead of the wasm", { "app_bg.wasm": { type: "text/html", body: PAGE } }, "app.wrong_type"],
  ["the wasm is of another build", { "app_bg.wasm": { type: "application/wasm", body: "\0asm" } }, "app.integrity"],
  ["the script is of another build", { "app.js": { type: "text/javascript", body: "export {}" } }, "app.integrity"],
  ["the policy forbids wasm", {}, "app.wasm_blocked", "script-src 'self'"],
  ["the worker's script is not there", { "engine-worker.js": { status: 404 } }, "worker.not_started"],
  [
    "the worker's wasm is of another build",
    {
      "worker_bg.wasm": { type: "application/wasm", body: "x" },
      "worker_bg.wasm.js": { type: "text/javascript", body: "export default ''" },
    },
    "worker.not_started",
  ],
  ["the policy forbids workers", {}, "worker.not_started", "script-src 'self' 'wasm-unsafe-eval'; worker-src 'none'"],
] as [string, Record<string, Instead>, string, string?][]) {
  test(what, async ({ serve, page, importer, heard }) => {
    const headers: Record<string, string> = policy ? { "Content-Security-Policy": policy } : {};
    const host = await serve({ ...bare("", instead), headers });
    await page.goto(`${host.url}/page`);
    await expectFailure(importer, heard, code);
  });
}

test("wasm of the wrong type is taken all the same", async ({ serve, importer }) => {
  const { readFile } = await import("node:fs/promises");
  const plain = async (name: string) => ({ type: "text/plain", body: (await readFile(join(ELEMENT, name))) as never });
  const instead = { "app_bg.wasm": await plain("app_bg.wasm"), "worker_bg.wasm": await plain("worker_bg.wasm") };
  const host = await serve(bare("", instead));
  await importer.goto(`${host.url}/page`);
  await importer.open(fixture("problems.xlsx"));
});

test("an old browser is told what it lacks, and may try again", async ({ serve, page, importer, heard }) => {
  const host = await serve(bare());
  await page.addInitScript(() => Reflect.deleteProperty(AbortSignal, "any"));
  await page.goto(`${host.url}/page`);
  await expectFailure(importer, heard, "app.browser");
  await expect(importer.host).toContainText("AbortSignal.any");
  await page.evaluate(() => Object.assign(AbortSignal, { any: () => new AbortController().signal }));
  await importer.host.getByRole("button", { name: "Try again" }).click();
  await expect(importer.part("drop")).toBeVisible();
});

for (const [attributes, code] of [
  ['theme="purple"', "host.attribute"],
  ['lang="tlh"', "host.attribute"],
  ['backend="ftp://example.com"', "send.bad_backend"],
  ['base-url="http://"', "host.attribute"],
]) {
  test(`the attribute ${attributes}`, async ({ serve, page, importer, heard }) => {
    const options = bare();
    const body = PAGE.replace('lang="en" ATTRIBUTES', attributes ?? "");
    const host = await serve({ ...options, instead: { "/page": { type: "text/html", body } } });
    await page.goto(`${host.url}/page`);
    await expectFailure(importer, heard, code ?? "");
  });
}

for (const [name, value, code] of [
  ["auth", "a token, not a function", "host.property"],
  ["bots", "TELEGRAM", "host.property"],
  ["tags", [{ nothing: 1 }], "host.choices"],
  ["config", { colour: "red" }, "host.config"],
  ["config", "{", "host.config"],
  ["messages", { en: { "no-such-words": "x" } }, "host.messages"],
] as const) {
  test(`the property ${name}: ${JSON.stringify(value)}`, async ({ serve, page, importer, heard }) => {
    const host = await serve(bare());
    await importer.goto(`${host.url}/page`);
    await set(page, name, value);
    await expectFailure(importer, heard, code);
    // It goes on as if that had not been set.
    if (name !== "config") await importer.open(fixture("problems.xlsx"));
  });
}

test("properties and methods used before the script has come", async ({ serve, page, importer, heard }) => {
  const host = await serve(bare());
  let come = (): void => {};
  const late = new Promise<void>((resolve) => (come = resolve));
  await page.route("**/leeloo-importer.js", async (route) => {
    await late;
    await route.continue();
  });
  await page.goto(`${host.url}/page`, { waitUntil: "commit" });
  await page.waitForSelector("leeloo-importer", { state: "attached" });
  await set(page, "backend", "/elsewhere/v1");
  await set(page, "bots", [{ id: "9", name: "Early bot", messenger: "TELEGRAM" }]);
  await set(page, "messages", { en: { "app-title": "Guests" } });
  come();
  await expect(importer.part("drop")).toBeVisible();
  await expect(importer.host).toContainText("Guests");
  await expect(importer.host).toHaveAttribute("backend", "/elsewhere/v1");
  await importer.open(fixture("problems.xlsx"));
  await importer.go("split");
  await expect(importer.part("bot-TELEGRAM")).toContainText("Early bot");
  expect((await heard()).filter(({ name, detail }) => name === "error" && detail["code"] !== "send.refused")).toEqual([]);
});

test("choices that nobody saved, brought before the application has come", async ({ serve, page, importer, heard }) => {
  const host = await serve(bare());
  let come = (): void => {};
  const late = new Promise<void>((resolve) => (come = resolve));
  await page.route("**/app_bg.wasm", async (route) => {
    await late;
    await route.continue();
  });
  await page.goto(`${host.url}/page`);
  await page.evaluate(async () => {
    await customElements.whenDefined("leeloo-importer");
    (document.querySelector("leeloo-importer") as HTMLElement & { restore(saved: unknown): void }).restore({ version: 2 });
  });
  come();
  await importer.open(fixture("problems.xlsx"));
  // The page is told; everything else goes on.
  const told = await heard();
  expect(told.map(({ name }) => name)).toContain("ready");
  expect(told.filter(({ name }) => name === "error").map(({ detail }) => detail["code"])).toContain("host.saved");
});

test("a page that gives a file up on hearing of it", async ({ serve, page, importer }) => {
  const host = await serve(bare());
  await importer.goto(`${host.url}/page`);
  await page.evaluate(() => {
    const element = document.querySelector("leeloo-importer") as HTMLElement & { reset(): void };
    const giveUp = (): void => {
      element.reset();
      element.dataset["given"] = "up";
    };
    element.addEventListener("importer-checked", giveUp, { once: true });
  });
  await importer.part("file-input").setInputFiles(fixture("problems.xlsx"));
  await expect(importer.host).toHaveAttribute("data-given", "up");
  await expect(importer.part("drop")).toBeVisible();
  await expect(importer.part("file-name")).toHaveCount(0);
  await importer.open(fixture("problems.xlsx"));
  expect(await importer.count("clients")).toBe(15);
});

for (const [what, deliver, code] of [
  ["throws", "() => { throw new Error('the lorry broke down') }", "send.host_threw"],
  ["rejects", "async () => { throw new Error('the lorry broke down') }", "send.host_threw"],
  ["never answers", "() => new Promise(() => {})", "send.host_silent"],
  ["answers nonsense", "async () => 'thanks'", "send.host_foreign"],
] as const) {
  test(`a deliver that ${what}`, async ({ serve, page, importer, heard }) => {
    // A minute of patience, passed in no time.
    if (code === "send.host_silent") await page.clock.install();
    const host = await serve(bare());
    await importer.goto(`${host.url}/page`);
    await page.evaluate((text) => {
      const make = new Function(`return ${text}`) as () => unknown;
      Object.assign(document.querySelector("leeloo-importer") ?? {}, {
        deliver: make(),
        bots: [{ id: "1", name: "Bot", messenger: "TELEGRAM" }],
      });
    }, deliver);
    await importer.open(fixture("problems.xlsx"));
    await importer.go("split");
    await importer.part("bot-TELEGRAM").selectOption("1");
    await importer.part("import").click();
    if (code === "send.host_silent") {
      // The pauses between the attempts are the worker's, whose clock is its own.
      test.setTimeout(180_000);
      const failed = importer.part("send-failed");
      for (let turn = 0; turn < 240 && !(await failed.isVisible()); turn += 1) {
        await page.clock.runFor(10_000);
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
    }
    await expectFailure(importer, heard, code);
  });
}

test("the page removes it in the middle of an import", async ({ serve, page, importer, heard }) => {
  const host = await serve(bare());
  await importer.goto(`${host.url}/page`);
  await page.evaluate(() => {
    const element = document.querySelector("leeloo-importer") as HTMLElement;
    Object.assign(globalThis, { element, codes: [] });
    element.addEventListener("importer-error", (event) => {
      (globalThis as unknown as { codes: string[] }).codes.push((event as CustomEvent).detail.code);
    });
    Object.assign(element, {
      deliver: () => new Promise(() => {}),
      bots: [{ id: "1", name: "Bot", messenger: "TELEGRAM" }],
    });
  });
  await importer.open(fixture("problems.xlsx"));
  await importer.go("split");
  await importer.part("bot-TELEGRAM").selectOption("1");
  await importer.part("import").click();
  await expect(importer.part("step-done")).toBeVisible();
  await page.evaluate(() => (globalThis as unknown as { element: HTMLElement }).element.remove());
  await expect.poll(() => page.evaluate(() => (globalThis as unknown as { codes: string[] }).codes)).toEqual(["host.removed"]);
  await expect.poll(() => page.workers().length).toBe(0);
  await page.evaluate(() => document.body.append((globalThis as unknown as { element: HTMLElement }).element));
  await expectFailure(importer, heard, "host.removed");
  await importer.open(fixture("problems.xlsx"));
});

test("a browser that keeps nothing", async ({ serve, page, importer, heard }) => {
  const host = await serve(bare());
  await page.addInitScript(() => {
    Object.defineProperty(globalThis, "localStorage", {
      get() {
        throw new DOMException("denied", "SecurityError");
      },
    });
  });
  await importer.goto(`${host.url}/page`);
  await expect(importer.part("no-storage")).toBeVisible();
  expect((await heard()).map(({ detail }) => detail["code"])).toContain("host.no_storage");
  await importer.open(fixture("problems.xlsx"));
});
