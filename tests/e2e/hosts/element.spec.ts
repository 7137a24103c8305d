// The element's methods, several of them on one page, and nothing left behind when they go.

import { join } from "node:path";

import { fixture } from "../support/expected.ts";
import { GridPage } from "../support/grid.ts";
import { ELEMENT, HOSTS, type HostOptions } from "../support/host.ts";
import { expect, test } from "../support/hosts.ts";

const CYCLES = 200;

const options: HostOptions = { folders: { "/": join(HOSTS, "small"), "/importer/": ELEMENT } };

interface Element extends HTMLElement {
  report(): Promise<{ counts: { ready: number }; problems: unknown[] }>;
  cleaned(format: string): Promise<File>;
  save(): unknown;
  restore(saved: unknown): void;
  reset(): void;
  open(file: File): void;
}

test("methods give what they promise", async ({ serve, page, importer }) => {
  const host = await serve(options);
  await importer.goto(host.url);
  const early = await page.evaluate(async () => {
    const element = document.querySelector("leeloo-importer") as Element;
    return element.report().catch((error: { code: string }) => error.code);
  });
  expect(early).toBe("host.no_file");
  await importer.open(fixture("problems.xlsx"));
  const given = await page.evaluate(async () => {
    const element = document.querySelector("leeloo-importer") as Element;
    const report = await element.report();
    const file = await element.cleaned("csv");
    return {
      ready: report.counts.ready,
      problems: report.problems.length,
      name: file.name,
      type: file.type,
      rows: (await file.text()).trim().split("\n").length,
      saved: element.save(),
    };
  });
  expect(given).toMatchObject({ ready: 7, problems: 15, name: "problems-cleaned.csv" });
  expect(given.rows).toBeGreaterThan(10);
  expect(given.saved).toMatchObject({ version: 1, language: "en" });
  // Not one value of the file is in what is kept.
  expect(JSON.stringify(given.saved)).not.toMatch(/@|\d{6}/);
  const refused = await page.evaluate(() => {
    const element = document.querySelector("leeloo-importer") as Element;
    element.reset();
    try {
      element.restore({ version: 1 });
      return "taken";
    } catch (error) {
      return (error as { code: string }).code;
    }
  });
  expect(refused).toBe("host.saved");
  await expect(importer.part("drop")).toBeVisible();
});

test("a mapping that was saved is taken over by the next file", async ({ serve, page, importer }) => {
  const host = await serve(options);
  await importer.goto(host.url);
  await importer.open(fixture("problems.xlsx"));
  const target = () =>
    page.evaluate(async () => {
      const element = document.querySelector("leeloo-importer") as Element;
      const report = (await element.report()) as unknown as { columns: { header: string; target: string | null }[] };
      return report.columns.find(({ header }) => header === "email")?.target ?? null;
    });
  expect(await target()).toBe("email");
  const saved = await page.evaluate(() => (document.querySelector("leeloo-importer") as Element).save());
  const mapping = JSON.stringify(saved).replace('"header":"email","target":"email"', '"header":"email","target":null');
  await page.evaluate((json) => {
    const element = document.querySelector("leeloo-importer") as Element;
    element.reset();
    element.restore(JSON.parse(json));
  }, mapping);
  await importer.open(fixture("problems.xlsx"));
  expect(await target()).toBe(null);
});

test("a configuration that is set later is for the open file, until that is changed", async ({ serve, page, importer }) => {
  const host = await serve(options);
  await importer.goto(host.url);
  const configure = (strict: boolean) =>
    page.evaluate((strict) => {
      const fields = ["social_id", "name"].map((key) => ({ key, kind: key, required: "error", aliases: [] }));
      Object.assign(document.querySelector("leeloo-importer") as Element, { config: strict ? { fields } : null });
    }, strict);
  const ready = () => importer.count("ready");
  await importer.open(fixture("problems.xlsx"));
  const [all, named] = [7, 5];
  expect(await ready()).toBe(all);
  await configure(true);
  await expect.poll(ready).toBe(named);
  await configure(false);
  await expect.poll(ready).toBe(all);

  await importer.go("review");
  await importer.part("filter").selectOption("all");
  const grid = new GridPage(importer);
  await grid.click("B2");
  await grid.press("x", "Enter");
  await expect(importer.part("undo")).toHaveAttribute("aria-disabled", "false");
  await configure(true);
  await grid.click("B4");
  await grid.press("y", "Enter");
  await grid.expectTexts({ B2: "x", B4: "y" });
  expect(await ready()).toBe(all);
  await page.evaluate(() => (document.querySelector("leeloo-importer") as Element).reset());
  await importer.open(fixture("problems.xlsx"));
  expect(await ready()).toBe(named);
});

test("several on one page work apart, and one is moved with its file open", async ({ serve, page }) => {
  const host = await serve(options);
  await page.goto(host.url);
  await page.evaluate(() => {
    const other = document.createElement("leeloo-importer");
    other.lang = "uk";
    document.body.append(other);
  });
  const [one, two] = [page.locator("leeloo-importer").nth(0), page.locator("leeloo-importer").nth(1)];
  await one.getByTestId("file-input").setInputFiles(fixture("problems.xlsx"));
  await two.getByTestId("file-input").setInputFiles(fixture("botmother.csv"));
  await expect(one.getByTestId("file-name")).toHaveText("problems.xlsx");
  await expect(two.getByTestId("file-name")).toHaveText("botmother.csv");
  await page.evaluate(() => document.body.prepend(document.querySelectorAll("leeloo-importer")[1] as Node));
  await expect(page.locator("leeloo-importer").nth(0).getByTestId("file-name")).toHaveText("botmother.csv");
  await expect(page.locator("leeloo-importer").nth(1).getByTestId("file-name")).toHaveText("problems.xlsx");
});

test(`${CYCLES} times mounted and removed, nothing is left`, async ({ serve, page, importer }, info) => {
  test.setTimeout(300_000);
  const host = await serve(options);
  await importer.goto(host.url);
  const devtools = await page.context().newCDPSession(page);
  const measure = async () => {
    await page.waitForTimeout(200);
    for (let turn = 0; turn < 3; turn += 1) await devtools.send("HeapProfiler.collectGarbage");
    const { usedSize } = await devtools.send("Runtime.getHeapUsage");
    const { nodes, jsEventListeners } = await devtools.send("Memory.getDOMCounters");
    // The application's own memory never shrinks: what it has grown to says what was kept.
    const wasm = await page.evaluate(async () => {
      const address = "/importer/app.js";
      const application = (await import(address)) as { default(): Promise<{ memory: WebAssembly.Memory }> };
      return (await application.default()).memory.buffer.byteLength;
    });
    return { heap: usedSize, wasm, nodes, listeners: jsEventListeners, workers: page.workers().length };
  };
  const cycle = (times: number) =>
    page.evaluate(async (times) => {
      const place = document.querySelector(".place") as HTMLElement;
      place.replaceChildren();
      const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
      for (let time = 0; time < times; time += 1) {
        const element = document.createElement("leeloo-importer") as Element;
        const ready = new Promise((resolve) => element.addEventListener("importer-ready", resolve, { once: true }));
        place.append(element);
        await ready;
        // Some go before their worker has started, some after, some with a file open.
        if (time % 10 === 0) {
          const checked = new Promise((resolve) => element.addEventListener("importer-checked", resolve, { once: true }));
          element.open(new File(["social_id,name\n1234567890,A\n"], "a.csv"));
          await checked;
        } else if (time % 3 === 0) await pause(60);
        element.remove();
        await pause(0);
      }
    }, times);
  await cycle(20);
  const before = await measure();
  await cycle(CYCLES);
  const after = await measure();
  info.annotations.push({ type: "measured", description: JSON.stringify({ before, after }) });
  console.log(JSON.stringify({ before, after }));
  expect(after.workers).toBe(0);
  expect(after.nodes - before.nodes).toBeLessThanOrEqual(20);
  expect(after.listeners - before.listeners).toBeLessThanOrEqual(5);
  expect(after.heap - before.heap).toBeLessThan(CYCLES * 2_000);
  expect(after.wasm - before.wasm).toBeLessThanOrEqual(CYCLES * 2_000);
});
