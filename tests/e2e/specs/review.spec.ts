// What was decided for the person is shown and can be changed: sheet, header, encoding, columns,
// hidden rows; problems are found on their cells and said in words.

import { writeFile } from "node:fs/promises";

import ExcelJS from "exceljs";

import { fixture } from "../support/expected.ts";
import { expect, test } from "../support/test.ts";

test("a well-formed file is two clicks from its import", async ({ importer }) => {
  await importer.open(fixture("botmother.csv"));
  await expect(importer.part("step-split")).toBeVisible();
  await expect(importer.part("missing")).toBeVisible();
});

test("a file with errors opens at its rows, one without an id column at its columns", async ({ importer }) => {
  await importer.open(fixture("problems.xlsx"));
  await expect(importer.part("step-review")).toBeVisible();
  await importer.open(fixture("no-id-column.xlsx"));
  await expect(importer.part("step-columns")).toBeVisible();
  await importer.go("split");
  await expect(importer.part("to-columns")).toBeVisible();
  await expect(importer.part("import")).toHaveCount(0);
});

test("another sheet is read when it is chosen, hidden ones too", async ({ importer }) => {
  await importer.open(fixture("problems.xlsx"));
  expect(await importer.count("clients")).toBe(15);
  await importer.part("sheet").selectOption({ index: 2 });
  await expect(importer.part("count-clients")).not.toHaveText("15");
  await importer.part("sheet").selectOption({ index: 0 });
  await expect(importer.part("count-clients")).toHaveText("15");
});

test("hidden rows take part unless the person says otherwise, blank ones are counted", async ({ importer }) => {
  await importer.open(fixture("problems.xlsx"));
  await expect(importer.part("blank-rows")).toContainText("2");
  await importer.part("include-hidden").uncheck();
  await expect(importer.part("count-clients")).toHaveText("14");
  await importer.part("include-hidden").check();
  await expect(importer.part("count-clients")).toHaveText("15");
});

test("a problem is a filter, a mark on its cell, and a sentence with the value as it stands", async ({ importer }) => {
  await importer.open(fixture("problems.xlsx"));
  await importer.part("problem-social_id.damaged").click();
  await expect(importer.part("grid")).toHaveAttribute("aria-rowcount", "5");
  // The first of them is gone to at once, however far aside its column is.
  await expect(importer.part("inspector")).toContainText("A4");
  const cell = importer.host.getByRole("gridcell", { name: "26203292189261200" });
  await expect(cell).toHaveAttribute("aria-invalid", "true");
  await cell.click();
  await expect(importer.part("inspector")).toContainText("A5");
  await expect(importer.part("inspector").getByRole("listitem")).toContainText("26203292189261200");
});

test("the grid is walked by keyboard", async ({ importer, page }) => {
  await importer.open(fixture("leeloo-export.xlsx"));
  await importer.go("review");
  await expect(importer.part("grid")).toContainText("Олена Коваль");
  await importer.part("grid").focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowRight");
  await expect(importer.part("inspector")).toContainText("B3");
  await page.keyboard.press("Control+End");
  await expect(importer.part("inspector")).toContainText("K15");
  await page.keyboard.press("Control+Home");
  await expect(importer.part("inspector")).toContainText("A2");
});

test("a column is mapped by hand, and everything is checked again", async ({ importer }) => {
  await importer.open(fixture("botmother.csv"));
  await importer.go("columns");
  await importer.part("target-B").selectOption("");
  await expect(importer.part("count-ready")).toHaveText("0");
  await importer.go("split");
  await expect(importer.part("to-columns")).toBeVisible();
  await expect(importer.part("import")).toHaveCount(0);
  await importer.go("columns");
  await importer.part("target-B").selectOption("social_id");
  await expect(importer.part("count-ready")).toHaveText("6");
});

test("without a header row the first row is a client like the others", async ({ importer }, info) => {
  const file = info.outputPath("bare.csv");
  await writeFile(file, "26203292189261166;Анна\n26203292189261167;Борис\n");
  await importer.open(file);
  await importer.go("columns");
  await importer.part("target-A").selectOption("social_id");
  await importer.part("header-row").selectOption("1");
  await expect(importer.part("count-clients")).not.toHaveText("2");
  await importer.part("header-row").selectOption("");
  await importer.part("target-A").selectOption("social_id");
  await expect(importer.part("count-clients")).toHaveText("2");
});

test("another encoding is read from the same file", async ({ importer }) => {
  await importer.open(fixture("amocrm-contacts-windows-1251.csv"));
  await importer.go("columns");
  await expect(importer.part("encoding")).toHaveValue("windows-1251");
  await expect(importer.part("step-columns")).toContainText("Полное имя контакта");
  await importer.part("encoding").selectOption("KOI8-R");
  await expect(importer.part("step-columns")).not.toContainText("Полное имя контакта");
  await importer.go("columns");
  await importer.part("encoding").selectOption("windows-1251");
  await expect(importer.part("step-columns")).toContainText("Полное имя контакта");
});

test("clients of no known messenger wait for the person's word", async ({ importer, backend }, info) => {
  const file = info.outputPath("no-messenger.csv");
  await writeFile(file, "social_id,name\n111,Анна\n222,Борис\n");
  await importer.open(file);
  await importer.go("split");
  await expect(importer.part("split-whole")).toBeVisible();
  await expect(importer.part("import")).toBeDisabled();
  await importer.part("whole-VIBER").click();
  await expect(importer.part("split-VIBER")).toBeVisible();
  await importer.assign(["VIBER"]);
  expect((await importer.import()).created).toBe(2);
  expect((await backend.stopAndRead()).map((client) => client.messenger)).toEqual(["VIBER", "VIBER"]);
});

test("opening is cancelled, and what was open still is", async ({ importer }, info) => {
  const file = info.outputPath("long.csv");
  const rows = Array.from({ length: 900_000 }, (_, at) => `${262032921892_00000 + at},Клиент ${at},client${at}@example.com`);
  await writeFile(file, `social_id,name,email\n${rows.join("\n")}\n`);
  await importer.open(fixture("botmother.csv"));
  await importer.choose(file);
  await importer.part("cancel").click();
  await expect(importer.part("cancel")).toHaveCount(0);
  await expect(importer.fileName).toHaveText("botmother.csv");
  await importer.open(fixture("leeloo-export.xlsx"));
  expect(await importer.count("clients")).toBe(14);
});

test("nothing of the file leaves before Import clients is pressed", async ({ importer, page }) => {
  const sent: string[] = [];
  page.context().on("request", (request) => {
    if (request.method() !== "GET") sent.push(`${request.method()} ${new URL(request.url()).pathname}`);
  });
  await importer.open(fixture("leeloo-export.xlsx"));
  for (const step of ["columns", "review", "split"] as const) await importer.go(step);
  expect(sent).toEqual([]);
});

test.describe("a worker that does not come", () => {
  // Neither as itself, nor as the script that stands in for it, nor out of the cache.
  test.use({ allowedErrors: /worker_bg\.wasm|Failed to load resource|net::ERR_FAILED/, serviceWorkers: "block" });

  test("is said in words", async ({ importer, page }) => {
    await page.context().route("**/worker_bg.wasm*", (route) => route.abort());
    await page.reload();
    await importer.choose(fixture("botmother.csv"));
    await expect(importer.message).toHaveAttribute("data-code", "worker.not_started");
  });
});

/** Text that was made to break a page, whichever place it is shown in. */
const BAD = [
  "<script>window.__hit=1</script>",
  '<img src=x onerror="window.__hit=1">',
  "\"'--></td></table><svg/onload=window.__hit=1>",
  "javascript:window.__hit=1",
  "{{constructor.constructor('window.__hit=1')()}}",
  "=HYPERLINK(\"http://example.com\";\"x\")",
  "&lt;b&gt; &#0; <b class=hit>",
  "\u202eevil\u202c \u200fשלום",
  `Z${"\u0334\u031b\u0340\u0335".repeat(40)}algo`,
  "👩\u200d👩\u200d👧\u200d👦 🇺🇦",
  "a\u0007b\u200bc",
  "line\nbreak\r\nand\ttab",
  "W".repeat(32_767),
  "__proto__",
];
const FIELDS = ["name", "email", "phone", "gender", "locale", "tags", "created_at", "utm_source", "tunnel", "messenger"];

test("whatever a cell says is shown as text everywhere, and moves nothing", async ({ importer, page }, info) => {
  const workbook = new ExcelJS.Workbook();
  const sheet = workbook.addWorksheet("<i>&'sheet");
  sheet.addRow(["social_id", ...FIELDS, "<img src=x onerror=window.__hit=1>"]);
  BAD.forEach((text, at) => sheet.addRow([`7000000${10 + at}`, ...FIELDS.map(() => text), text]));
  BAD.forEach((text) => sheet.addRow([text, "Имя", "a@example.com"]));
  const file = info.outputPath("<img src=x onerror=window.__hit=1>.xlsx".replaceAll("/", ""));
  await workbook.xlsx.writeFile(file);

  /** No element came of it, no script ran, and the page is no wider than its window. */
  const isWhole = async (): Promise<void> => {
    const found = await importer.host.evaluate((host) => ({
      hit: "__hit" in window,
      made: host.shadowRoot?.querySelectorAll("script, img[src=x], svg[onload], .hit, iframe, [onerror]").length,
      wider: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    }));
    expect(found).toEqual({ hit: false, made: 0, wider: 0 });
  };

  await importer.open(file);
  await isWhole();
  for (const step of ["columns", "review", "split"] as const) {
    await importer.go(step);
    await isWhole();
  }
  await importer.go("columns");
  await expect(importer.part("column-L")).toContainText("<img src=x onerror=window.__hit=1>");
  await importer.go("review");
  await importer.part("filter").selectOption("all");
  const rows = importer.host.getByRole("row");
  for (const [at, text] of BAD.entries()) {
    await importer.part("grid").focus();
    if (at === 0) await page.keyboard.press("Control+Home");
    else await page.keyboard.press("ArrowDown");
    await isWhole();
    const cell = importer.host.getByRole("gridcell", { selected: true }).first();
    await expect(importer.part("inspector")).toBeVisible();
    if (text.length < 100 && !/[\n\u0007\u200b]/u.test(text)) {
      await page.keyboard.press("ArrowRight");
      await expect(importer.part("inspector")).toContainText(text);
      await page.keyboard.press("ArrowLeft");
    }
    await expect(cell).toBeVisible();
  }
  await expect(rows.first()).toBeVisible();
  // Each problem of the list, with its rows.
  for (const problem of await importer.host.locator('[data-testid^="problem-"]').all()) {
    await problem.click();
    await isWhole();
  }
});
