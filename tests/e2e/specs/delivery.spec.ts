// Whatever happens on the way, every client arrives once, and the person knows where things stand.

import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { TestInfo } from "@playwright/test";
import ExcelJS from "exceljs";

import { type Client, expectation, expectSame, fixture, messengersOf } from "../support/expected.ts";
import { GridPage } from "../support/grid.ts";
import { ImporterPage } from "../support/importer-page.ts";
import type { Act, Proxy } from "../support/proxy.ts";
import { expect, test } from "../support/test.ts";
import { invented, writeCsv } from "../support/workbook.ts";

test.use({ allowedErrors: /ERR_|Failed to load resource|net::/ });

async function base(info: TestInfo, count: number): Promise<[string, Client[]]> {
  const clients = Array.from({ length: count }, (_, index) => invented(index));
  const file = info.outputPath("clients.csv");
  await writeCsv(file, clients);
  return [file, clients];
}

/** Opens a file and chooses bots, ready to press the button. */
async function ready(importer: ImporterPage, url: string, file: string, clients: Client[]): Promise<void> {
  await importer.goto(url);
  await importer.open(file);
  await importer.assign(messengersOf(clients));
  await expect(importer.part("import")).toBeEnabled();
}

const slowly = (call: { method: string }): Act => (call.method === "PUT" ? { delay: 500 } : "pass");

/** Waits until more than so many batches are on their way or there. */
async function underWay(road: Proxy, batches: number): Promise<void> {
  await expect.poll(() => road.batches.length, { intervals: [50] }).toBeGreaterThan(batches);
}

test("a server killed in the middle and started again", async ({ importer, backend, road }, info) => {
  test.setTimeout(180_000);
  const [file, clients] = await base(info, 6_000);
  await ready(importer, road.url, file, clients);
  road.behave = slowly;
  await importer.part("import").click();
  await underWay(road, 4);
  await backend.kill();
  await importer.page.waitForTimeout(1_500);
  await backend.restart();
  expect(await importer.result(120_000)).toMatchObject({ rejected: 0 });
  await expect(importer.part("send-failed")).toHaveCount(0);
  expectSame(await backend.stopAndRead(), clients);
});

test("answers that are lost, and calls that never arrive", async ({ importer, backend, road }, info) => {
  test.setTimeout(120_000);
  const [file, clients] = await base(info, 4_000);
  await ready(importer, road.url, file, clients);
  const tried = new Map<string, number>();
  road.behave = ({ method, path }) => {
    if (method !== "PUT") return "pass";
    const times = tried.get(path) ?? 0;
    tried.set(path, times + 1);
    return (["lose", "cut"] as const)[times] ?? "pass";
  };
  await importer.part("import").click();
  expect(await importer.result(90_000)).toEqual({ created: 4_000, updated: 0, unchanged: 0, rejected: 0 });
  expectSame(await backend.stopAndRead(), clients);
});

test("a network that goes and comes back", async ({ importer, backend, road, context }, info) => {
  test.setTimeout(120_000);
  const [file, clients] = await base(info, 6_000);
  await ready(importer, road.url, file, clients);
  road.behave = slowly;
  await importer.part("import").click();
  await underWay(road, 3);
  await context.setOffline(true);
  await expect(importer.part("progress")).toContainText(/сет|network|мереж/i, { timeout: 30_000 });
  await context.setOffline(false);
  expect(await importer.result(60_000)).toMatchObject({ rejected: 0 });
  await expect(importer.part("send-failed")).toHaveCount(0);
  expectSame(await backend.stopAndRead(), clients);
});

test("a tab closed in the middle goes on when the same file is dropped again", async ({
  importer,
  backend,
  road,
  context,
}, info) => {
  test.setTimeout(120_000);
  const [file, clients] = await base(info, 6_000);
  await ready(importer, road.url, file, clients);
  road.behave = slowly;
  await importer.part("import").click();
  await underWay(road, 6);
  const kept = await importer.page.evaluate(() => localStorage.getItem("leeloo-importer.unfinished") ?? "");
  expect(kept).toContain("import_id");
  for (const { social_id, name } of clients.slice(0, 3_000)) {
    expect(kept).not.toContain(social_id);
    expect(kept).not.toContain(name ?? "?");
  }
  await importer.page.close();
  const sent = road.batches.length;

  const again = new ImporterPage(await context.newPage());
  await again.goto(road.url);
  await again.open(file);
  await expect(again.part("resume")).toBeVisible();
  await again.part("resume-go-on").click();
  const { created, updated, unchanged, rejected } = await again.result(60_000);
  expect([created, updated, unchanged, rejected]).toEqual([6_000, 0, 0, 0]);
  expect(road.calls.filter((call) => call.method === "GET" && call.path.startsWith("/imports/"))).toHaveLength(1);
  expect(road.batches.length - sent).toBeLessThan(11);
  expect(await again.page.evaluate(() => localStorage.getItem("leeloo-importer.unfinished"))).toBeNull();
  expectSame(await backend.stopAndRead(), clients);
});

test("an unfinished import is offered for the same file alone, and can be begun anew", async ({
  importer,
  backend,
  road,
}, info) => {
  const [file, clients] = await base(info, 6_000);
  await ready(importer, road.url, file, clients);
  road.behave = slowly;
  await importer.part("import").click();
  await underWay(road, 3);
  await importer.page.reload();

  road.behave = () => "pass";
  await importer.open(fixture("leeloo-export.xlsx"));
  await importer.go("split");
  await expect(importer.part("resume")).toHaveCount(0);
  await importer.open(file);
  await importer.part("resume-anew").click();
  await expect(importer.part("resume")).toHaveCount(0);
  await importer.assign(messengersOf(clients));
  const { created, unchanged } = await importer.import();
  expect(created + unchanged).toBe(6_000);
  expectSame(await backend.stopAndRead(), clients);
});

test("after rows were corrected by hand, an unfinished import says that the same is to be done again", async ({
  importer,
  backend,
  road,
}, info) => {
  const [file, clients] = await base(info, 6_000);
  const renamed = { ...clients[0]!, name: "Нове Ім’я" };
  const correct = async (): Promise<void> => {
    await importer.go("review");
    const grid = new GridPage(importer);
    await grid.click("B2");
    await grid.page.keyboard.type(renamed.name);
    await grid.press("Enter");
    await expect(grid.cell("B2")).toHaveText(renamed.name);
  };
  await importer.goto(road.url);
  await importer.open(file);
  await correct();
  await importer.assign(messengersOf(clients));
  road.behave = slowly;
  await importer.part("import").click();
  await underWay(road, 3);
  await importer.page.reload();

  road.behave = () => "pass";
  await importer.open(file);
  await expect(importer.part("resume-by-hand")).toBeVisible();
  await correct();
  await importer.go("split");
  await expect(importer.part("resume-by-hand")).toHaveCount(0);
  await importer.part("resume-go-on").click();
  expect(await importer.result()).toEqual({ created: 6_000, updated: 0, unchanged: 0, rejected: 0 });
  expectSame(await backend.stopAndRead(), [renamed, ...clients.slice(1)]);
});

test("the page asks before it is left while clients are on their way", async ({ importer, road }, info) => {
  const [file, clients] = await base(info, 6_000);
  await ready(importer, road.url, file, clients);
  road.behave = () => ({ delay: 300 });
  await importer.part("import").click();
  await underWay(road, 0);
  const asked = new Promise<string>((resolve) => {
    importer.page.once("dialog", (dialog) => {
      resolve(dialog.type());
      void dialog.dismiss();
    });
  });
  await importer.page.close({ runBeforeUnload: true });
  expect(await asked).toBe("beforeunload");
});

test("pause lets nothing go, and goes on", async ({ importer, backend, road }, info) => {
  const [file, clients] = await base(info, 6_000);
  await ready(importer, road.url, file, clients);
  road.behave = slowly;
  await importer.part("import").click();
  await underWay(road, 2);
  await importer.part("pause").click();
  await expect(importer.part("pause")).toHaveAttribute("aria-pressed", "true");
  await importer.page.waitForTimeout(600);
  const before = road.batches.length;
  await importer.page.waitForTimeout(1_000);
  expect(road.batches.length).toBe(before);
  expect(before).toBeLessThan(12);
  await importer.part("pause").click();
  expect(await importer.result(60_000)).toEqual({ created: 6_000, updated: 0, unchanged: 0, rejected: 0 });
  expectSame(await backend.stopAndRead(), clients);
});

test("stopping keeps what has arrived, says so, and the rest can be sent", async ({ importer, backend, road }, info) => {
  const [file, clients] = await base(info, 6_000);
  await ready(importer, road.url, file, clients);
  road.behave = slowly;
  await importer.part("import").click();
  await underWay(road, 3);
  await importer.part("stop").click();
  const { created } = await importer.result();
  expect(created).toBeGreaterThan(0);
  expect(created).toBeLessThan(6_000);
  await expect(importer.part("send-failed")).toHaveAttribute("data-code", "send.stopped");
  await expect(importer.part("undelivered")).toBeVisible();

  road.behave = () => "pass";
  await importer.part("send-again").click();
  await expect(importer.part("undelivered")).toHaveCount(0);
  expect(await importer.result()).toEqual({ created: 6_000, updated: 0, unchanged: 0, rejected: 0 });
  expectSame(await backend.stopAndRead(), clients);
});

test.describe("a server with a token", () => {
  test.use({ serverOptions: ["--token", "second"] });

  test("asks for another token once", async ({ importer, backend, road }, info) => {
    const [file, clients] = await base(info, 2_000);
    await importer.goto(road.url);
    await importer.host.evaluate((element) => {
      let asked = 0;
      Object.assign(element, { auth: async () => ["first", "second"][asked++] ?? "third" });
    });
    await importer.open(file);
    await importer.assign(messengersOf(clients));
    expect(await importer.import()).toEqual({ created: 2_000, updated: 0, unchanged: 0, rejected: 0 });
    expect(road.calls.filter((call) => call.token === "Bearer first")).toHaveLength(1);
    expect(road.calls.filter((call) => call.token === "Bearer third")).toHaveLength(0);
    expectSame(await backend.stopAndRead(), clients);
  });

  test("names a missing token, and goes on once the page has one", async ({ importer, backend, road }, info) => {
    const [file, clients] = await base(info, 600);
    await importer.goto(road.url);
    await importer.open(file);
    await importer.go("split");
    await expect(importer.part("backend-failed")).toHaveAttribute("data-code", "send.unauthorized");
    await importer.host.evaluate((element) => Object.assign(element, { auth: () => "two words" }));
    await expect(importer.part("backend-failed")).toHaveAttribute("data-code", "send.token_malformed");
    await importer.host.evaluate((element) => Object.assign(element, { auth: () => "second" }));
    await importer.assign(messengersOf(clients));
    expect(await importer.import()).toMatchObject({ created: 600 });
    expectSame(await backend.stopAndRead(), clients);
  });
});

test("a page that brings the batches to its backend itself", async ({ importer, backend }, info) => {
  test.setTimeout(120_000);
  const [file, clients] = await base(info, 1_200);
  await importer.goto(backend.url);
  await importer.host.evaluate((element) => {
    element.removeAttribute("backend");
    const taken = new Map<string, { clients: object[] }>();
    let calls = 0;
    Object.assign(window, { taken });
    Object.assign(element, {
      bots: [{ id: "own-telegram", name: "Own", messenger: "TELEGRAM" }],
      deliver: async (batch: { key: string; clients: object[] }) => {
        calls += 1;
        if (calls % 3 === 2) throw new Error("the page's backend is busy");
        taken.set(batch.key, batch);
        return { created: batch.clients.length, updated: 0, unchanged: 0, rejected: [] };
      },
    });
  });
  await importer.open(file);
  await importer.go("split");
  await importer.part("bot-TELEGRAM").selectOption("own-telegram");
  for (const other of ["VKONTAKTE", "FACEBOOK"]) {
    // A bot of another messenger takes a second word.
    await importer.part(`bot-${other}`).selectOption("own-telegram");
    await expect(importer.part("import")).toBeDisabled();
    await importer.part("bot-doubt-confirm").click();
  }
  expect(await importer.import(90_000)).toEqual({ created: 1_200, updated: 0, unchanged: 0, rejected: 0 });
  const taken = await importer.page.evaluate(() => {
    const batches = [...(window as unknown as { taken: Map<string, { clients: { social_id: string }[] }> }).taken.values()];
    return batches.flatMap((batch) => batch.clients.map((client) => client.social_id));
  });
  expect(taken.sort()).toEqual(clients.map((client) => client.social_id).sort());
});

test("a page's delivery that throws is named, and a bot can be typed in", async ({ importer, backend }) => {
  test.setTimeout(120_000);
  await importer.goto(backend.url);
  await importer.host.evaluate((element) => {
    element.removeAttribute("backend");
    Object.assign(element, {
      deliver: async () => {
        throw new Error("out of order");
      },
    });
  });
  const { clients } = expectation("botmother");
  await importer.open(fixture("botmother.csv"));
  await importer.go("split");
  for (const messenger of messengersOf(clients)) await importer.part(`bot-id-${messenger}`).fill(`bot-of-${messenger}`);
  await importer.part("import").click();
  await expect(importer.part("send-failed")).toHaveAttribute("data-code", "send.host_threw", { timeout: 90_000 });
  await expect(importer.part("send-failed")).toContainText("out of order");
  await importer.host.evaluate((element) => {
    Object.assign(element, {
      deliver: async (batch: { clients: object[] }) => ({ created: batch.clients.length, updated: 0, unchanged: 0, rejected: [] }),
    });
  });
  await importer.part("send-again").click();
  await expect(importer.part("send-failed")).toHaveCount(0);
  expect(await importer.result()).toMatchObject({ created: clients.length });
});

const json = (value: object): string => JSON.stringify(value);
const FOREIGN: [string, Act, string][] = [
  ["a page of HTML", { status: 200, body: "<html>Hello</html>", type: "text/html" }, "send.foreign_answer"],
  ["other JSON", { status: 200, body: json({ ok: true }) }, "send.foreign_answer"],
  ["JSON cut off", { status: 200, body: '{"created": 1, "upd' }, "send.foreign_answer"],
  ["an error page of 10 MB", { status: 404, body: "x".repeat(10_000_000), type: "text/html" }, "send.foreign_answer"],
  ["numbers that disagree", { status: 200, body: json({ created: 1, updated: 0, unchanged: 0, rejected: [] }) }, "send.disagrees"],
  ["another body under the number", { status: 409, body: json({ title: "Conflict", status: 409, code: "batch.conflict" }) }, "send.conflict"],
  ["no leave to import", { status: 403, body: json({ title: "Forbidden", status: 403 }) }, "send.forbidden"],
];
for (const [name, act, code] of FOREIGN) {
  test(`${name} for an answer is named, and nothing is lost`, async ({ importer, backend, road }, info) => {
    const [file, clients] = await base(info, 1_600);
    await ready(importer, road.url, file, clients);
    road.behave = (call) => (call.path.endsWith("/batches/2") ? act : "pass");
    await importer.part("import").click();
    await expect(importer.part("send-failed")).toHaveAttribute("data-code", code);
    road.behave = () => "pass";
    await importer.part("send-again").click();
    await expect(importer.part("send-failed")).toHaveCount(0);
    expect(await importer.result()).toMatchObject({ rejected: 0 });
    expectSame(await backend.stopAndRead(), clients);
  });
}

test("a bot deleted meanwhile is named, and another can be chosen", async ({ importer, backend, road }, info) => {
  const [file, clients] = await base(info, 1_600);
  await ready(importer, road.url, file, clients);
  const gone = { title: "Unprocessable", status: 422, code: "bot.not_found", detail: "no bot" };
  road.behave = (call) => (call.path.endsWith("/batches/2") ? { status: 422, body: json(gone) } : "pass");
  await importer.part("import").click();
  await expect(importer.part("send-failed")).toHaveAttribute("data-code", "send.bot_gone");
  road.behave = () => "pass";
  await importer.part("choose-again").click();
  await importer.assign(messengersOf(clients));
  expect(await importer.import()).toMatchObject({ rejected: 0 });
  expectSame(await backend.stopAndRead(), clients);
});

const strict = join(mkdtempSync(join(tmpdir(), "importer-config-")), "importer.json");
writeFileSync(
  strict,
  JSON.stringify({
    fields: [
      { key: "social_id", kind: "social_id", required: "error", aliases: [] },
      { key: "name", kind: "name", required: "error", aliases: [] },
    ],
  }),
);

test.describe("a stricter server", () => {
  test.use({ serverOptions: ["--config", strict] });

  test("takes rejected rows once they are repaired, and those alone", async ({ importer, backend, road }) => {
    await importer.goto(road.url);
    await importer.open(fixture("problems.xlsx"));
    await importer.assign(["TELEGRAM"]);
    const { created, rejected } = await importer.import();
    expect(rejected).toBeGreaterThan(1);
    await expect(importer.part("send-repaired")).toHaveCount(0);
    // Rows that were not sent: what is refused is not among them, of this delivery or an earlier one.
    const left = /^\d+/.exec(await importer.part("left-behind").innerText())?.[0];

    await importer.part("show-rejected").click();
    await importer.host.locator("[data-row='8'] [aria-invalid='true']").click();
    await importer.page.keyboard.type("Mended Name");
    await importer.page.keyboard.press("Enter");
    await importer.go("done");
    const sent = road.batches.length;
    await importer.part("send-repaired").click();
    await expect(importer.part("created")).toHaveText("1");
    await expect(importer.part("left-behind")).toContainText(`${left} rows`);
    const [batch] = road.batches.slice(sent);
    expect(road.batches.length).toBe(sent + 1);
    expect(JSON.parse(batch?.body ?? "{}").clients).toMatchObject([{ row: 8, name: "Mended Name" }]);
    const stored = await backend.stopAndRead();
    expect(stored.length).toBe(created + 1);
    expect(stored.filter((client) => client.name === "Mended Name")).toHaveLength(1);
  });

  test("takes rejected rows as they are once it is strict no more", async ({ importer, backend, road }) => {
    await importer.goto(road.url);
    await importer.open(fixture("problems.xlsx"));
    await importer.assign(["TELEGRAM"]);
    const { created, rejected } = await importer.import();

    // Still as strict: they are rejected once more, and marked so.
    await importer.part("send-refused").click();
    await expect(importer.part("created")).toHaveText("0");
    await expect(importer.part("rejected")).toHaveText(String(rejected));
    await importer.part("show-rejected").click();
    await expect(importer.part("grid")).toHaveAttribute("aria-rowcount", String(rejected + 1));
    await importer.go("done");

    await backend.stop();
    await backend.restart([]);
    await importer.part("send-refused").click();
    await expect(importer.part("created")).toHaveText(String(rejected));
    await expect(importer.part("rejected")).toHaveText("0");
    await expect(importer.part("send-refused")).toHaveCount(0);
    expect(await backend.stopAndRead()).toHaveLength(created + rejected);
  });
});

test("a receipt says what became of every batch, and nothing of a client", async ({ importer, road }, info) => {
  const [file, clients] = await base(info, 1_600);
  await ready(importer, road.url, file, clients);
  await importer.import();
  for (const form of ["json", "html", "txt"]) {
    const download = importer.page.waitForEvent("download");
    await importer.part(`receipt-${form}`).click();
    const path = info.outputPath(`receipt.${form}`);
    await (await download).saveAs(path);
    const text = readFileSync(path, "utf8");
    expect(text).toContain("bot-telegram");
    for (const { social_id } of clients.slice(0, 50)) expect(text).not.toContain(social_id);
    if (form === "json") {
      const receipt = JSON.parse(text);
      expect(receipt).toMatchObject({ complete: true, clients: 1_600, created: 1_600 });
      expect(receipt.batches).toHaveLength(road.batches.length);
    }
  }
});

test("each messenger's clients can be had as a workbook, and all of them in one archive", async ({
  importer,
  backend,
}, info) => {
  const clients = Array.from({ length: 90 }, (_, index) => invented(index));
  const file = info.outputPath("clients.csv");
  await writeCsv(file, [...clients, { messenger: "TELEGRAM", social_id: "", name: "Nobody", fields: {} }]);
  await importer.goto(backend.url);
  await importer.open(file);
  await importer.go("split");
  const saved = async (press: () => Promise<void>): Promise<string> => {
    const download = importer.page.waitForEvent("download");
    await press();
    const path = info.outputPath((await download).suggestedFilename());
    await (await download).saveAs(path);
    return path;
  };
  const path = await saved(() => importer.part("download-VKONTAKTE").click());
  expect(path).toContain("clients-vkontakte.xlsx");
  const workbook = new ExcelJS.Workbook();
  await workbook.xlsx.readFile(path);
  const rows: string[][] = [];
  workbook.worksheets[0]?.eachRow((row) => rows.push((row.values as unknown[]).slice(1).map(String)));
  const [header, ...rest] = rows;
  expect(header?.slice(0, 2)).toEqual(["social_id", "name"]);
  const expected = clients.filter((client) => client.messenger === "VKONTAKTE");
  expect(rest.map((row) => row.slice(0, 2))).toEqual(expected.map(({ social_id, name }) => [social_id, name]));
  expect(workbook.worksheets[0]?.getCell("A2").type).toBe(ExcelJS.ValueType.String);

  const archive = await saved(async () => {
    await importer.part("split-downloads").click();
    await importer.part("split-all-xlsx").click();
  });
  const bytes = readFileSync(archive).toString("latin1");
  for (const name of ["telegram.xlsx", "vkontakte.xlsx", "facebook.xlsx", "rejected.xlsx"]) expect(bytes).toContain(name);
  const rejected = await saved(async () => {
    await importer.part("split-downloads").click();
    await importer.part("split-rejected").click();
  });
  await workbook.xlsx.readFile(rejected);
  expect(workbook.worksheets[0]?.getCell("A2").value).toBe(92);
});
