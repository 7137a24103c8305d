// The states a person meets, each reached as a person reaches it: looked at by the tests of
// accessibility and by the pictures. What they show is the same each time: files, numbers, names.

import { mkdtempSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect } from "@playwright/test";

import { type Client, expectation, fixture, messengersOf } from "./expected.ts";
import { GridPage } from "./grid.ts";
import type { ImporterPage } from "./importer-page.ts";
import { crash, crashOnce, hold } from "./stage.ts";
import { invented, writeCsv } from "./workbook.ts";

type Reach = (importer: ImporterPage) => Promise<void>;

const folder = mkdtempSync(join(tmpdir(), "importer-states-"));

/** Clients of Telegram, none of them twice. */
const telegram = (count: number): Client[] => Array.from({ length: count }, (_, index) => invented(index * 3));

async function csv(name: string, clients: Client[]): Promise<string> {
  const path = join(folder, name);
  await writeCsv(path, clients);
  return path;
}

/** A wide and long file, with what goes wrong in such files. */
async function manyRows(): Promise<string> {
  const path = join(folder, "Клиентская база за всё время — выгрузка из CRM, финальная версия (3).csv");
  const custom = Array.from({ length: 18 }, (_, at) => `Дополнительное поле № ${at + 1}`);
  const header = ["ID в Telegram", "Полное имя контакта", "Рабочий email", "Мобильный телефон", "Дата создания контакта"];
  const lines = [[...header, ...custom].join(";")];
  for (let row = 0; row < 5_000; row += 1) {
    const id = row % 41 === 7 ? "" : row % 97 === 3 ? "2,62033E+16" : String(100_000_000 + Math.floor(row / 2) * 2 + (row % 20 ? row % 2 : 0));
    const email = row % 29 === 0 ? `client.${row}example.com` : `client.${row}@example.com`;
    const day = `${String((row % 28) + 1).padStart(2, "0")}.${String((row % 12) + 1).padStart(2, "0")}.2025`;
    const more = custom.map((_, at) => (row % (at + 2) === 0 ? `значение ${row % 7}` : ""));
    lines.push([id, `Константинопольский-Задунайский Александр ${row}`, email, `+7 916 ${String(1_000_000 + row)}`, day, ...more].join(";"));
  }
  await writeFile(path, `${lines.join("\r\n")}\r\n`);
  return path;
}

async function review(importer: ImporterPage): Promise<void> {
  await importer.open(fixture("problems.xlsx"));
  await importer.go("review");
  await expect(importer.part("grid").locator('[role="row"][data-row]:not([hidden])').first()).toBeVisible();
}

/** With a cell changed. */
async function mended(importer: ImporterPage): Promise<GridPage> {
  await review(importer);
  const grid = new GridPage(importer);
  await grid.change("B6", "x");
  return grid;
}

/** Ready to press Import clients. */
async function ready(importer: ImporterPage, count = 1_200): Promise<void> {
  await importer.open(await csv("clients.csv", telegram(count)));
  await importer.assign(["TELEGRAM"]);
  await expect(importer.part("import")).toBeEnabled();
}

/** On their way, and held up by something. */
function sending(held: string): Reach {
  return async (importer) => {
    await ready(importer);
    await hold(importer.page, "Send", { Sending: { done: 500, total: 1_200, held } });
    await importer.part("import").click();
    await expect(importer.part("progress")).toContainText("500");
  };
}

/** What is seen, and the way there from an empty page. */
export const STATES: Record<string, Reach> = {
  empty: async (importer) => {
    await expect(importer.part("waiting")).toHaveCount(0);
  },
  loading: async (importer) => {
    await hold(importer.page, "Open", { Reading: { done: 12_400_000, total: 82_000_000, rows: 151_000 } });
    await importer.choose(fixture("leeloo-export.xlsx"));
    await expect(importer.part("progress")).toContainText("151");
  },
  refused: async (importer) => {
    await importer.choose(fixture("password.xlsx"));
    await expect(importer.message).toBeVisible();
  },
  crashed: async (importer) => {
    await hold(importer.page, "Open", null);
    await importer.choose(fixture("leeloo-export.xlsx"));
    await expect(importer.part("cancel")).toBeVisible();
    await crash(importer.page);
    await expect(importer.message).toBeVisible();
  },
  replacing: async (importer) => {
    await mended(importer);
    await importer.drop([fixture("leeloo-export.xlsx")]);
    await expect(importer.part("replace-file")).toBeVisible();
  },
  "replacing-saved": async (importer) => {
    await mended(importer);
    await importer.drop([fixture("leeloo-export.xlsx")]);
    await hold(importer.page, "Make", { Making: { done: 40_000, total: 120_000 } });
    await importer.part("replace-file-save").click();
    await expect(importer.part("replace-file").getByRole("progressbar")).toBeVisible();
  },
  recovered: async (importer) => {
    const grid = await mended(importer);
    await hold(importer.page, "Act", null);
    await grid.click("B7");
    await grid.press("z", "Enter");
    await crashOnce(importer.page, "Act");
    await expect(importer.part("note")).toContainText(/read again|заново/u);
  },
  columns: async (importer) => {
    await importer.open(fixture("problems.xlsx"));
    await importer.go("columns");
  },
  "columns-known": async (importer) => {
    await importer.open(fixture("amocrm-contacts-windows-1251.csv"));
    await importer.go("columns");
  },
  "columns-without-ids": async (importer) => {
    await importer.open(fixture("no-id-column.xlsx"));
    await importer.go("columns");
  },
  "columns-many": async (importer) => {
    await importer.open(await manyRows());
    await importer.go("columns");
  },
  review,
  clean: async (importer) => {
    await importer.open(fixture("leeloo-export.xlsx"));
    await importer.go("review");
    await expect(importer.part("grid")).toContainText("Олена Коваль");
  },
  many: async (importer) => {
    await importer.open(await manyRows());
    await importer.go("review");
    await importer.part("filter").selectOption("all");
    await expect(importer.part("grid")).toHaveAttribute("aria-rowcount", "5001");
  },
  cell: async (importer) => {
    await review(importer);
    await importer.part("grid").getByText("418 273 646").click();
    await importer.part("story-toggle").click();
    await expect(importer.part("story-file")).toBeVisible();
  },
  typing: async (importer) => {
    await review(importer);
    await importer.part("grid").getByText("418 273 646").click();
    await importer.page.keyboard.press("F2");
  },
  replace: async (importer) => {
    await review(importer);
    await importer.part("open-find").click();
    await importer.part("find-what").fill("example.com");
    await importer.part("find-with").fill("example.org");
    await expect(importer.part("samples")).toContainText("example.org");
  },
  repair: async (importer) => {
    await review(importer);
    await importer.part("problem-row.duplicate").click();
    await importer.part("repair-keep_first").click();
    await expect(importer.part("preview-count")).toBeVisible();
  },
  history: async (importer) => {
    await review(importer);
    await importer.part("problem-row.duplicate").click();
    await importer.part("repair-keep_first").click();
    await importer.part("repair-apply").click();
    await expect(importer.part("note")).toBeVisible();
    await importer.part("open-history").click();
    await expect(importer.part("history-1")).toBeVisible();
  },
  menu: async (importer) => {
    await review(importer);
    await importer.part("save").click();
  },
  "cell-menu": async (importer) => {
    await review(importer);
    await importer.part("grid").getByText("418 273 646").click({ button: "right" });
    await expect(importer.part("grid-menu")).toBeVisible();
  },
  working: async (importer) => {
    await review(importer);
    await hold(importer.page, "Make", { Making: { done: 12_000, total: 50_000 } });
    await importer.part("save").click();
    await importer.part("save-errors").click();
    await expect(importer.part("making")).toContainText("12");
  },
  "split-empty": async (importer) => {
    await importer.open(fixture("no-id-column.xlsx"));
    await importer.go("split");
    await expect(importer.part("to-columns")).toBeVisible();
  },
  split: async (importer) => {
    await importer.open(fixture("problems.xlsx"));
    await importer.go("split");
    await expect(importer.part("bot-TELEGRAM").locator("option")).not.toHaveCount(1);
  },
  "split-two": async (importer) => {
    await importer.open(fixture("wide-two-messengers.xlsx"));
    await importer.assign(messengersOf(expectation("wide-two-messengers").clients), ["весна", "постоянные покупатели"]);
    await expect(importer.part("import")).toBeEnabled();
  },
  known: async (importer) => {
    const before = telegram(30);
    const now = before.map((client, at) => (at % 7 === 3 ? { ...client, name: "Новое имя" } : client)).slice(2);
    await importer.open(await csv("clients.csv", [...now, ...telegram(36).slice(30)]));
    await importer.assign(["TELEGRAM"]);
    await importer.part("known-input").setInputFiles(await csv("exported 03.12 13.28.27.csv", before));
    await expect(importer.part("known-changed")).toBeVisible();
  },
  moving: async (importer) => {
    await review(importer);
    await importer.part("grid").getByText("418 273 646").click({ button: "right" });
    await importer.part("grid-menu").getByRole("menuitem", { name: /Другой|Інший|Another/ }).click();
    await expect(importer.part("move-count")).toBeVisible();
  },
  "without-server": async (importer) => {
    await importer.page.route("**/api/v1/bots", (route) => route.abort());
    await importer.open(fixture("leeloo-export.xlsx"));
    await importer.go("split");
    await expect(importer.part("backend-failed")).toBeVisible({ timeout: 30_000 });
  },
  sending: sending("No"),
  paused: sending("Paused"),
  offline: sending("Offline"),
  partial: async (importer) => {
    await importer.page.route("**/batches/2", (route) =>
      route.fulfill({ status: 403, json: { title: "Forbidden", status: 403 } }),
    );
    await ready(importer);
    await importer.import();
    await expect(importer.part("undelivered")).toBeVisible();
  },
  rejected: async (importer) => {
    await importer.page.route("**/batches/0", async (route) => {
      const { clients } = route.request().postDataJSON() as { clients: { row: number; social_id: string }[] };
      const response = await route.fetch();
      const answer = (await response.json()) as { created: number };
      const rejected = clients.slice(4, 7).map(({ row, social_id }) => {
        return { row, social_id, field: "name", code: "name.too_long", message: "Имя длиннее 100 знаков" };
      });
      await route.fulfill({ response, json: { ...answer, created: answer.created - rejected.length, rejected } });
    });
    await ready(importer, 120);
    await importer.part("import").click();
    await expect(importer.part("show-rejected")).toBeVisible();
  },
  done: async (importer) => {
    await importer.open(fixture("botmother.csv"));
    await importer.assign(messengersOf(expectation("botmother").clients));
    await importer.import();
  },
};
