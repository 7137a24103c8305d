// Whose client each one is, where the clients go, and what becomes of that when the page is left.

import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Page } from "@playwright/test";

import type { Client } from "../support/expected.ts";
import { GridPage } from "../support/grid.ts";
import { ImporterPage } from "../support/importer-page.ts";
import { expect, test } from "../support/test.ts";
import { invented, writeCsv } from "../support/workbook.ts";

test.use({ allowedErrors: /ERR_|Failed to load resource|net::/ });

const MIXED = `social_id,name,messenger
208310224,Anna,telegram
208310225,Boris,telegram
111,Clara,telegram
208310224,Dora,viber
01234567890A+/01234567==,Egor,viber
`;

function written(path: string, text: string): string {
  writeFileSync(path, text);
  return path;
}

/** Ready clients on a card, and all of them. */
async function expectCard(importer: ImporterPage, messenger: string, counts: string): Promise<void> {
  const count = importer.part(`split-${messenger}`).locator(".card__count");
  await expect.poll(async () => ((await count.innerText()).match(/\d+/g) ?? []).join("/")).toBe(counts);
}

async function moveTo(importer: ImporterPage, messenger: string, from?: string): Promise<void> {
  if (from !== undefined) await importer.part("move-from").selectOption(from);
  await importer.part("move-to").selectOption(messenger);
  await expect(importer.part("move-apply")).toBeEnabled();
  await importer.part("move-apply").click();
  await expect(importer.part("move-dialog")).toHaveCount(0);
}

test("selected rows and filtered rows move to another messenger, in one step", async ({ importer }, info) => {
  await importer.open(written(info.outputPath("mixed.csv"), MIXED));
  await importer.go("split");
  await expectCard(importer, "TELEGRAM", "3/3");
  await importer.go("review");
  await importer.part("filter").selectOption("all");
  const grid = new GridPage(importer);
  await grid.select("A2", "A3");
  await grid.press("Shift+F10");
  await importer.part("grid-menu").getByRole("menuitem", { name: /messenger/i }).click();
  await expect(importer.part("move-apply")).toBeDisabled();
  await moveTo(importer, "VIBER");
  // The same id twice in one messenger now.
  await importer.go("split");
  await expectCard(importer, "TELEGRAM", "1/1");
  await expectCard(importer, "VIBER", "2/4");
  await importer.part("split-VIBER").getByTestId("card-why").click();
  await expect(importer.part("split-VIBER").getByTestId("why-chosen")).toContainText("2");

  await importer.go("review");
  await importer.part("filter").selectOption("messenger:VIBER");
  await importer.part("move-listed").click();
  await expect(importer.part("move-from")).toHaveValue("VIBER");
  await moveTo(importer, "FACEBOOK");
  // Nobody is listed under the messenger they left.
  await expect(importer.part("filter")).not.toHaveValue("messenger:VIBER");
  await importer.go("split");
  await expectCard(importer, "FACEBOOK", "2/4");
  await expect(importer.part("split-VIBER")).toHaveCount(0);

  await importer.go("review");
  await importer.part("undo").click();
  await importer.part("undo").click();
  await importer.go("split");
  await expectCard(importer, "TELEGRAM", "3/3");
  await expectCard(importer, "VIBER", "2/2");
});

test("a cell says that a person chose its messenger", async ({ importer }, info) => {
  await importer.open(written(info.outputPath("mixed.csv"), MIXED));
  await importer.go("review");
  await importer.part("filter").selectOption("all");
  const grid = new GridPage(importer);
  await grid.click("A3");
  await grid.press("Shift+F10");
  await importer.part("grid-menu").getByRole("menuitem", { name: /messenger/i }).click();
  await moveTo(importer, "VKONTAKTE");
  await grid.click("A3");
  await importer.part("story-toggle").click();
  await expect(importer.part("story-messenger")).toContainText("Your choice");
});

test("a card says who gets no messages and why, and moves those who are of another messenger", async ({
  importer,
}, info) => {
  await importer.open(written(info.outputPath("mixed.csv"), `${MIXED},Nobody,telegram\n2.62E+16,Fedor,telegram\n`));
  await importer.go("split");
  const telegram = importer.part("split-TELEGRAM");
  await expect(telegram.getByTestId("card-placeholders")).toContainText("1");
  await expect(telegram.getByTestId("card-held-back")).toContainText("1");
  const viber = importer.part("split-VIBER");
  await expect(viber.getByTestId("card-mismatches")).toContainText("1");
  await viber.getByTestId("card-move").click();
  await expect(importer.part("move-count")).toBeEmpty();
  await moveTo(importer, "VKONTAKTE");
  await expect(viber.getByTestId("card-mismatches")).toHaveCount(0);
  await expectCard(importer, "VKONTAKTE", "1/1");
  await telegram.getByTestId("card-placeholders").getByRole("button").click();
  await expect(importer.part("filter")).toHaveValue("code:social_id.placeholder");
});

test("clients go to a lead-generation tool, and the receipt says so", async ({ importer, backend, road }, info) => {
  await importer.goto(road.url);
  await importer.open(written(info.outputPath("mixed.csv"), MIXED));
  await importer.assign(["TELEGRAM", "VIBER"]);
  await importer.part("tunnel-TELEGRAM").selectOption("+lgt");
  await expect(importer.part("lgt-id-TELEGRAM")).toBeFocused();
  await expect(importer.part("import")).toBeDisabled();
  await expect(importer.part("missing")).toContainText("LGT");
  await importer.part("lgt-id-TELEGRAM").fill(" lgt-77 ");
  await importer.part("tunnel-VIBER").selectOption("tunnel-welcome");
  await importer.part("tags-VIBER").fill("VIP, brand new");
  await importer.part("tags-VIBER").blur();
  await expect(importer.part("tag").filter({ hasText: "brand new" })).toContainText("new");
  await expect(importer.part("tag").filter({ hasText: "VIP" })).not.toContainText("new");
  await importer.import();
  const batches = road.batches.map((batch) => JSON.parse(batch.body));
  const said = batches.map(({ messenger, tunnel, lgt, tags }) => ({ messenger, tunnel, lgt, tags }));
  expect(said).toEqual([
    { messenger: "TELEGRAM", tunnel: undefined, lgt: "lgt-77", tags: [] },
    { messenger: "VIBER", tunnel: "tunnel-welcome", lgt: undefined, tags: ["VIP", "brand new"] },
  ]);
  const download = importer.page.waitForEvent("download");
  await importer.part("receipt-txt").click();
  const text = await (await (await download).createReadStream()).toArray();
  expect(Buffer.concat(text).toString()).toMatch(/LGT lgt-77[^]*Welcome \(tunnel-welcome\)/);
  expect(await backend.stopAndReadPlaces()).toEqual([
    { messenger: "TELEGRAM", tunnel: null, lgt: "lgt-77" },
    { messenger: "VIBER", tunnel: "tunnel-welcome", lgt: null },
  ]);
});

test("where nobody offers lists, bot, tunnel and tags are typed in", async ({ importer, backend }, info) => {
  await importer.goto(backend.url);
  await takeBatches(importer.page);
  await importer.open(written(info.outputPath("mixed.csv"), MIXED));
  await importer.go("split");
  for (const messenger of ["TELEGRAM", "VIBER"]) {
    await importer.part(`bot-id-${messenger}`).fill(`bot-of-${messenger}`);
    await importer.part(`tunnel-${messenger}`).selectOption("+tunnel");
    await expect(importer.part("import")).toBeDisabled();
    await importer.part(`tunnel-id-${messenger}`).fill("t-1");
    await importer.part(`tags-${messenger}`).fill("spring,");
  }
  await importer.import();
  const batches = (await taken(importer.page)) as { bot_id: string; tunnel: string; tags: string[] }[];
  expect(batches.map(({ bot_id, tunnel, tags }) => [bot_id, tunnel, tags])).toEqual([
    ["bot-of-TELEGRAM", "t-1", ["spring"]],
    ["bot-of-VIBER", "t-1", ["spring"]],
  ]);
});

test("a bot of another messenger takes a second word, and stays said", async ({ importer, backend }, info) => {
  await importer.goto(backend.url);
  await importer.open(written(info.outputPath("mixed.csv"), MIXED));
  await importer.go("split");
  await importer.part("bot-TELEGRAM").selectOption("bot-viber");
  await expect(importer.part("bot-doubt")).toContainText("Viber");
  await importer.part("bot-VIBER").selectOption("bot-viber");
  await expect(importer.part("import")).toBeDisabled();
  await importer.part("bot-doubt-cancel").click();
  await expect(importer.part("bot-TELEGRAM")).toHaveValue("");
  await importer.part("bot-TELEGRAM").selectOption("bot-viber");
  await importer.part("bot-doubt-confirm").click();
  await expect(importer.part("bot-other")).toBeVisible();
  await expect(importer.part("import")).toBeEnabled();
});

const bots = join(mkdtempSync(join(tmpdir(), "importer-bots-")), "bots.json");
const bot = (id: string) => ({ id, name: `Bot ${id}`, messenger: "TELEGRAM" });
writeFileSync(bots, JSON.stringify([bot("one"), bot("two")]));

test.describe("a server with bots that come and go", () => {
  test.use({ serverOptions: ["--bots", bots] });

  test("says which chosen bot is gone before anything is sent", async ({ importer, backend, road }, info) => {
    await importer.goto(road.url);
    await importer.open(written(info.outputPath("one.csv"), "tg id,name\n208310224,Anna\n"));
    await importer.go("split");
    await importer.part("bot-TELEGRAM").selectOption("one");
    await backend.stop();
    writeFileSync(bots, JSON.stringify([bot("two")]));
    await backend.restart();
    await importer.part("import").click();
    await expect(importer.part("bot-gone")).toContainText("Bot one");
    await expect(importer.part("import")).toBeDisabled();
    expect(road.calls.filter((call) => call.method !== "GET")).toEqual([]);
    await importer.part("bot-TELEGRAM").selectOption("two");
    await expect(importer.part("bot-gone")).toHaveCount(0);
    expect(await importer.import()).toMatchObject({ created: 1 });
  });
});

/** What the browser asks when the page is left; nothing where it does not. */
async function askedOnLeaving(page: Page): Promise<string> {
  const asked = new Promise<string>((resolve) => {
    page.once("dialog", (dialog) => {
      resolve(dialog.type());
      void dialog.dismiss();
    });
    page.once("close", () => resolve("nothing"));
  });
  await page.close({ runBeforeUnload: true });
  return asked;
}

test("the page asks before mended rows are lost, and not once they are saved", async ({ importer, context }, info) => {
  const file = written(info.outputPath("mixed.csv"), MIXED);
  const mend = async (importer: ImporterPage) => {
    await importer.open(file);
    await importer.go("review");
    await importer.part("filter").selectOption("all");
    await new GridPage(importer).click("B2");
    await importer.page.keyboard.type("Hanna");
    await importer.page.keyboard.press("Enter");
    await expect(importer.part("undo")).toHaveAttribute("aria-disabled", "false");
  };
  await mend(importer);
  expect(await askedOnLeaving(importer.page)).toBe("beforeunload");

  await importer.part("save").click();
  const download = importer.page.waitForEvent("download");
  await importer.part("save-csv").click();
  await download;
  await expect(importer.part("note")).toBeVisible();
  expect(await askedOnLeaving(importer.page)).toBe("nothing");

  // Nothing mended, nothing asked.
  const other = new ImporterPage(await context.newPage());
  await other.goto(new URL(importer.page.url()).origin);
  await other.open(file);
  await other.page.locator("body").click();
  expect(await askedOnLeaving(other.page)).toBe("nothing");
});

test("an import through the page's own delivery goes on after a reload, with nothing chosen twice", async ({
  importer,
  backend,
}, info) => {
  test.setTimeout(120_000);
  const clients: Client[] = Array.from({ length: 1_500 }, (_, index) => ({
    ...invented(index),
    messenger: "",
    social_id: String(1_000 + index),
  }));
  const file = info.outputPath("clients.csv");
  await writeCsv(file, clients);
  await importer.goto(backend.url);
  await takeBatches(importer.page, 2);
  await importer.open(file);
  await importer.go("split");
  // The file does not say whose ids these are: one choice for all of it.
  await importer.part("whole-VKONTAKTE").click();
  await importer.part("bot-id-VKONTAKTE").fill("own-bot");
  await importer.part("tunnel-VKONTAKTE").selectOption("+lgt");
  await importer.part("lgt-id-VKONTAKTE").fill("lgt-5");
  await importer.part("tags-VKONTAKTE").fill("spring,");
  await importer.part("import").click();
  await expect.poll(async () => (await taken(importer.page)).length).toBe(2);
  await expect
    .poll(() => importer.page.evaluate(() => localStorage.getItem("leeloo-importer.unfinished") ?? ""))
    .toContain("own-bot");
  const kept = await importer.page.evaluate(() => localStorage.getItem("leeloo-importer.unfinished") ?? "");
  for (const { name } of clients) expect(kept).not.toContain(name ?? "?");
  const first = (await taken(importer.page)) as { key: string }[];
  await importer.page.reload();

  await expect(importer.part("drop")).toBeVisible();
  await takeBatches(importer.page);
  await importer.open(file);
  await expect(importer.part("resume")).toBeVisible();
  await importer.part("resume-go-on").click();
  expect(await importer.result(60_000)).toEqual({ created: 1_500, updated: 0, unchanged: 0, rejected: 0 });
  const rest = (await taken(importer.page)) as { key: string; lgt: string; tags: string[] }[];
  expect(rest.length).toBeGreaterThan(0);
  expect(rest.every(({ lgt, tags }) => lgt === "lgt-5" && tags.join() === "spring")).toBe(true);
  const keys = new Set(first.map(({ key }) => key));
  expect(rest.filter(({ key }) => keys.has(key))).toEqual([]);
  expect(await importer.page.evaluate(() => localStorage.getItem("leeloo-importer.unfinished"))).toBeNull();
});

/** Gives the element a delivery of the page's own that takes so many batches and then no more. */
async function takeBatches(page: Page, most = 1e9): Promise<void> {
  await page.locator("leeloo-importer").evaluate((element, most) => {
    element.removeAttribute("backend");
    const taken: object[] = [];
    Object.assign(window, { taken });
    Object.assign(element, {
      deliver: async (batch: { clients: object[] }) => {
        if (taken.length >= most) await new Promise(() => {});
        taken.push(batch);
        return { created: batch.clients.length, updated: 0, unchanged: 0, rejected: [] };
      },
    });
  }, most);
}

/** The batches that the page took. */
async function taken(page: Page): Promise<object[]> {
  return page.evaluate(() => (window as unknown as { taken: object[] }).taken);
}
