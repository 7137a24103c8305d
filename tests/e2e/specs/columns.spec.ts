// What the columns are: decided, explained, changed, remembered and kept as a file.

import { readFile, writeFile } from "node:fs/promises";

import { fixture } from "../support/expected.ts";
import type { ImporterPage } from "../support/importer-page.ts";
import { expect, test } from "../support/test.ts";

async function openCsv(importer: ImporterPage, file: string, lines: string[]): Promise<void> {
  await writeFile(file, `${lines.join("\n")}\n`);
  await importer.open(file);
  await importer.go("columns");
}

/** Has column B, the last without a field, hold names, and waits until that is done: its list shows it before. */
async function chooseName(importer: ImporterPage): Promise<void> {
  await importer.part("target-B").selectOption("name");
  await expect(importer.part("unmapped")).toHaveCount(0);
}

test("a field is chosen by keyboard, and the focus stays there", async ({ importer, page }, info) => {
  await openCsv(importer, info.outputPath("clients.csv"), ["social_id,who,note", "700000001,Анна,a", "700000002,Пётр,b"]);
  await importer.part("target-B").focus();
  await page.keyboard.press("ArrowDown");
  await importer.part("target-B").selectOption("name");
  await expect(importer.part("target-B")).toHaveValue("name");
  await expect(importer.part("target-B")).toBeFocused();
  await expect(importer.part("unmapped")).toContainText("note");
});

test("one column is split into first and last name", async ({ importer }, info) => {
  await openCsv(importer, info.outputPath("clients.csv"), ["social_id,who", "700000001,Анна Мария Соль", "700000002,Пётр Сало"]);
  await importer.part("target-B").selectOption("+split");
  await expect(importer.part("feed-B-0")).toHaveValue("first_name");
  await expect(importer.part("feed-part-B-1")).toHaveValue("rest");
  await importer.part("feed-remove-B-1").click();
  await expect(importer.part("feed-B-1")).toHaveCount(0);
});

test("two columns for one field: the first that is filled, or both together", async ({ importer }, info) => {
  await openCsv(importer, info.outputPath("clients.csv"), [
    "social_id,Рабочий телефон,Мобильный телефон",
    "700000001,+380501234567,+380501234568",
  ]);
  await expect(importer.part("joins")).toContainText("Мобильный телефон");
  await importer.part("join-phone").selectOption(", ");
  await expect(importer.part("join-phone")).toHaveValue(", ");
});

test("a field of the company's own has a Latin name, suggested from the header", async ({ importer }, info) => {
  await openCsv(importer, info.outputPath("clients.csv"), ["social_id,Любимый цвет", "700000001,синий"]);
  await importer.part("target-B").selectOption("+custom");
  await expect(importer.part("custom-B")).toBeFocused();
  await expect(importer.part("custom-B")).toHaveValue("lyubimyy_tsvet");
  await importer.part("custom-B").fill("цвет");
  await expect(importer.part("custom-take-B")).toBeDisabled();
  await importer.part("custom-B").fill("colour");
  await importer.part("custom-take-B").click();
  await expect(importer.part("target-B")).toHaveValue("custom:colour");
});

test("headers that are alike are pointed out", async ({ importer }) => {
  await importer.open(fixture("amocrm-contacts-windows-1251.csv"));
  await importer.go("columns");
  await expect(importer.part("twin-header").first()).toBeVisible();
});

test("a base without ids: its clients are numbered in an empty column, and can be imported", async ({ importer }) => {
  await importer.open(fixture("amocrm-contacts.csv"));
  await expect(importer.part("preset")).toContainText("amoCRM");
  await importer.part("number-clients").click();
  await expect(importer.part("without-ids")).toHaveCount(0);
  await expect(importer.part("count-ready")).toHaveText("5");
});

test("deals of amoCRM are recognised: the contact behind the deal is the client", async ({ importer }) => {
  await importer.open(fixture("amocrm-deals.csv"));
  await expect(importer.part("preset")).toContainText("amoCRM");
  await expect(importer.part("target-R")).toHaveValue("name");
  await expect(importer.part("target-B")).toHaveValue("");
  await expect(importer.part("target-AH")).toHaveValue("utm_source");
  await expect(importer.part("dates-proof-E")).toContainText("1");
  await importer.part("number-clients").click();
  await expect(importer.part("without-ids")).toHaveCount(0);
  await expect(importer.part("count-ready")).toHaveText("5");
  await importer.go("review");
  await expect(importer.part("problem-email.malformed")).toBeVisible();
  await importer.go("split");
  await expect(importer.part("step-split")).toBeVisible();
});

test("the order of dates follows what is typed", async ({ importer, page }, info) => {
  await openCsv(importer, info.outputPath("clients.csv"), [
    "social_id;name;created_at",
    "700000010;Анна;03.04.2026",
    "700000011;Борис;30.09.2026",
  ]);
  await expect(importer.part("dates-C")).toHaveValue("dmy");
  await importer.go("review");
  await importer.part("filter").selectOption("all");
  await importer.host.getByRole("gridcell", { name: "30.09.2026" }).click();
  await page.keyboard.type("09.30.2026");
  await page.keyboard.press("Enter");
  await importer.go("columns");
  await expect(importer.part("dates-C")).toHaveValue("mdy");
  await importer.go("review");
  await importer.part("undo").click();
  await importer.go("columns");
  await expect(importer.part("dates-C")).toHaveValue("dmy");
});

test("the order of dates is decided from the column, proved and changeable", async ({ importer }, info) => {
  await openCsv(importer, info.outputPath("clients.csv"), [
    "social_id;name;created_at",
    ...Array.from({ length: 20 }, (_, at) => `7000000${10 + at};Клиент ${at};${String(at + 1).padStart(2, "0")}.03.2026`),
  ]);
  await expect(importer.part("dates-C")).toHaveValue("dmy");
  await expect(importer.part("dates-proof-C")).toContainText("8");
  await importer.part("dates-C").selectOption("mdy");
  await expect(importer.part("dates-C")).toHaveValue("mdy");
  await importer.part("dates-C").selectOption("");
  await expect(importer.part("dates-C")).toHaveValue("dmy");
});

test("what a person chose is remembered for the same headers, and can be dropped", async ({ importer, backend, page }, info) => {
  const file = info.outputPath("clients.csv");
  const lines = ["social_id,who", "700000001,Анна"];
  await openCsv(importer, file, lines);
  await chooseName(importer);

  await importer.goto(backend.url);
  await openCsv(importer, file, ["social_id,who", "700000009,Пётр"]);
  await expect(importer.part("recalled")).toBeVisible();
  await expect(importer.part("target-B")).toHaveValue("name");
  // Headers and fields are kept, nothing of the clients.
  const kept = await page.evaluate(() => JSON.stringify({ ...localStorage }));
  expect(kept).toContain("who");
  expect(kept).not.toMatch(/Анна|Пётр|70000000/u);

  await importer.part("forget").click();
  await expect(importer.part("target-B")).toHaveValue("");
  await importer.goto(backend.url);
  await openCsv(importer, file, lines);
  await expect(importer.part("recalled")).toHaveCount(0);
});

test("the mapping is a file to save and to load", async ({ importer, page, backend }, info) => {
  const file = info.outputPath("clients.csv");
  await openCsv(importer, file, ["social_id,who", "700000001,Анна"]);
  await chooseName(importer);
  const download = page.waitForEvent("download");
  await importer.part("mapping-save").click();
  const mapping = info.outputPath("mapping.json");
  expect((await download).suggestedFilename()).toBe("clients.mapping.json");
  await (await download).saveAs(mapping);
  expect(await readFile(mapping, "utf8")).not.toMatch(/Анна/u);

  await page.evaluate(() => localStorage.clear());
  await importer.goto(backend.url);
  await openCsv(importer, file, ["social_id,who", "700000002,Пётр"]);
  await expect(importer.part("target-B")).toHaveValue("");
  await importer.part("mapping-input").setInputFiles(mapping);
  await expect(importer.part("target-B")).toHaveValue("name");
});

test("nothing is asked of a person whose browser keeps nothing", async ({ importer, page, backend }, info) => {
  await page.addInitScript(() => {
    Object.defineProperty(window, "localStorage", {
      get() {
        throw new DOMException("denied", "SecurityError");
      },
    });
  });
  await importer.goto(backend.url);
  await openCsv(importer, info.outputPath("clients.csv"), ["social_id,who", "700000001,Анна"]);
  await chooseName(importer);
  await expect(importer.message).toHaveCount(0);
});
