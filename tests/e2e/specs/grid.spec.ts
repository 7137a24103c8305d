// The rows feel like a spreadsheet: walked, selected, typed into, copied, pasted and filled by the keys
// and gestures people know; and they stay quick however many there are.

import { writeFile } from "node:fs/promises";

import type { TestInfo } from "@playwright/test";

import { GridPage } from "../support/grid.ts";
import type { ImporterPage } from "../support/importer-page.ts";
import { expect, test } from "../support/test.ts";

const HEADER = "social_id,name,email,note";

test.use({ permissions: ["clipboard-read", "clipboard-write"] });

/** Opens a csv of these lines under the header, at its rows. */
async function openRows(importer: ImporterPage, info: TestInfo, lines: string[]): Promise<GridPage> {
  const file = info.outputPath("rows.csv");
  await writeFile(file, `${[HEADER, ...lines].join("\n")}\n`);
  await importer.open(file);
  await importer.go("review");
  // A file with errors opens at its rows with problems.
  await importer.part("filter").selectOption("all");
  const grid = new GridPage(importer);
  await expect(grid.cell("A2")).toBeVisible();
  return grid;
}

/** So many clients: ids from 100000001, names n1, n2, … */
function clients(count: number): string[] {
  return Array.from({ length: count }, (_, at) => `${100_000_001 + at},n${at + 1},c${at + 1}@example.com,`);
}

test("in a page that reads from right to left the arrows go where they point", async ({ importer, page }, info) => {
  const grid = await openRows(importer, info, clients(3));
  await page.evaluate(() => document.documentElement.setAttribute("dir", "rtl"));
  await grid.click("B3");
  for (const [key, cell] of [["ArrowLeft", "C3"], ["ArrowRight", "B3"], ["Control+ArrowRight", "A3"], ["Tab", "B3"]] as const) {
    await grid.press(key);
    await grid.isAt(cell);
  }
});

test("keys walk the cells as in a spreadsheet", async ({ importer }, info) => {
  const grid = await openRows(importer, info, clients(100));
  await grid.click("B3");
  const walk: [string, string][] = [
    ["ArrowRight", "C3"],
    ["ArrowDown", "C4"],
    ["Home", "A4"],
    ["End", "D4"],
    ["Control+ArrowLeft", "C4"],
    ["Control+ArrowLeft", "A4"],
    ["Control+ArrowRight", "C4"],
    ["Control+ArrowDown", "C101"],
    ["Control+Home", "A2"],
    ["Control+End", "D101"],
    ["Control+Home", "A2"],
    ["Tab", "B2"],
    ["Tab", "C2"],
    ["Enter", "A3"],
    ["Shift+Enter", "A2"],
    ["Tab", "B2"],
    ["Shift+Tab", "A2"],
  ];
  for (const [key, cell] of walk) {
    await grid.press(key);
    await grid.isAt(cell);
  }
  await grid.press("PageDown");
  await expect(grid.cell("A2")).toHaveCount(0);
  await grid.press("PageUp");
  await grid.isAt("A2");
});

test("Tab leaves the rows after Escape", async ({ importer }, info) => {
  const grid = await openRows(importer, info, clients(3));
  await grid.click("A2");
  await grid.press("Escape", "Tab");
  await expect(grid.editor).not.toBeFocused();
});

test("cells are selected by keys and pointer, and the selection is told", async ({ importer }, info) => {
  const grid = await openRows(importer, info, clients(50));
  await grid.click("B3");
  await grid.press("Shift+ArrowDown", "Shift+ArrowDown", "Shift+ArrowRight");
  await expect(grid.cell("C5")).toHaveAttribute("aria-selected", "true");
  await expect(grid.cell("D5")).toHaveAttribute("aria-selected", "false");
  await expect(grid.status).toContainText("6");
  await grid.select("A2", "B4");
  await expect(grid.status).toContainText("3 × 2");
  await grid.press("Control+a");
  await expect(grid.status).toContainText("50 × 4");
  await grid.row(3).locator('[role="rowheader"]').click();
  await expect(grid.status).toContainText("1 × 4");
  await grid.head("B").locator(".grid__letter").click();
  await expect(grid.status).toContainText("50 × 1");
  const [from, to] = [await grid.cell("A3").boundingBox(), await grid.cell("C6").boundingBox()];
  if (!from || !to) throw new Error("no cells");
  await grid.page.mouse.move(from.x + 20, from.y + 10);
  await grid.page.mouse.down();
  await grid.page.mouse.move(to.x + 20, to.y + 10, { steps: 4 });
  await grid.page.mouse.up();
  await expect(grid.status).toContainText("4 × 3");
});

test("a cell is typed over, or opened and changed, and undone", async ({ importer }, info) => {
  const grid = await openRows(importer, info, clients(5));
  await grid.click("B2");
  await grid.page.keyboard.type("Анна");
  await grid.press("Enter");
  await grid.isAt("B3");
  await grid.expectTexts({ B2: "Анна" });
  await grid.press("F2");
  await grid.page.keyboard.type("!");
  await grid.press("Tab");
  await grid.isAt("C3");
  await grid.expectTexts({ B3: "n2!" });
  await grid.cell("B4").dblclick();
  await grid.page.keyboard.type("lost");
  await grid.press("Escape");
  await grid.expectTexts({ B4: "n3" });
  await grid.press("Control+z");
  await grid.expectTexts({ B2: "Анна", B3: "n2" });
  await grid.press("Control+z");
  await grid.expectTexts({ B2: "n1" });
  await grid.press("Control+y");
  await grid.expectTexts({ B2: "Анна" });
  await grid.press("Control+Shift+z");
  await grid.expectTexts({ B3: "n2!" });
});

test("what was typed is checked at once", async ({ importer }, info) => {
  const grid = await openRows(importer, info, ["100000001,Анна,a@example.com,", ",Борис,b@example.com,"]);
  expect(await importer.count("errors")).toBe(1);
  await grid.click("A3");
  await grid.page.keyboard.type("100000002");
  await grid.press("Enter");
  await expect(importer.part("count-errors")).toHaveText("0");
  await grid.press("Control+z");
  await expect(importer.part("count-errors")).toHaveText("1");
});

test("several lines go into one cell, and are seen in it", async ({ importer }, info) => {
  const grid = await openRows(importer, info, clients(3));
  await grid.click("D2");
  await grid.page.keyboard.type("one");
  await grid.press("Alt+Enter");
  await grid.page.keyboard.type("two");
  await grid.press("Enter");
  await grid.expectTexts({ D2: "one⏎two" });
  await grid.click("D2");
  expect((await grid.copied()).trimEnd()).toBe('"one\ntwo"');
});

test("letters are composed in the cell", async ({ importer, page }, info) => {
  const grid = await openRows(importer, info, clients(3));
  await grid.click("B2");
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Input.imeSetComposition", { text: "に", selectionStart: 1, selectionEnd: 1 });
  await devtools.send("Input.imeSetComposition", { text: "日本", selectionStart: 2, selectionEnd: 2 });
  await expect(grid.editor).toHaveValue("日本");
  await devtools.send("Input.insertText", { text: "日本" });
  await grid.press("Enter");
  await grid.expectTexts({ B2: "日本" });
});

test("ranges go to a spreadsheet and come back", async ({ importer }, info) => {
  const grid = await openRows(importer, info, clients(20));
  await grid.select("A2", "B3");
  expect((await grid.copied()).replaceAll("\r\n", "\n")).toBe("100000001\tn1\n100000002\tn2");
  const html = await grid.page.evaluate(async () => {
    const [item] = await navigator.clipboard.read();
    return (await item?.getType("text/html"))?.text();
  });
  expect(html).toContain("<table>");
  expect(html).toContain("100000001");
  await grid.click("B5");
  await grid.paste('x\t"two\nlines"\r\n208310224003697457\t00123\r\n');
  await grid.expectTexts({ B5: "x", C5: "two⏎lines", B6: "208310224003697457", C6: "00123" });
  await expect(grid.status).toContainText("4");
  await grid.press("Control+z");
  await grid.expectTexts({ B5: "n4", C5: "c4@example.com", B6: "n5", C6: "c5@example.com" });
});

test("one cell fills a range, and cutting empties it", async ({ importer }, info) => {
  const grid = await openRows(importer, info, clients(20));
  await grid.select("D2", "D5");
  await grid.paste("vip");
  await grid.expectTexts({ D2: "vip", D5: "vip", D6: "" });
  await grid.press("Control+x");
  await grid.expectTexts({ D2: "", D5: "" });
  await grid.press("Control+z");
  await grid.expectTexts({ D2: "vip", D5: "vip" });
  await grid.press("Delete");
  await grid.expectTexts({ D2: "", D5: "" });
});

test("values are filled down by keys and by the handle", async ({ importer }, info) => {
  const grid = await openRows(importer, info, clients(20));
  await grid.select("B2", "C4");
  await grid.press("Control+d");
  await grid.expectTexts({ B3: "n1", C4: "c1@example.com", B5: "n4" });
  await grid.press("Control+z");
  await grid.expectTexts({ B3: "n2" });
  await grid.select("B2", "B3");
  const [handle, to] = [await importer.part("grid-handle").boundingBox(), await grid.cell("B7").boundingBox()];
  if (!handle || !to) throw new Error("no handle");
  await grid.page.mouse.move(handle.x + 3, handle.y + 3);
  await grid.page.mouse.down();
  await grid.page.mouse.move(to.x + 20, to.y + 10, { steps: 4 });
  await grid.page.mouse.up();
  await grid.expectTexts({ B4: "n1", B5: "n2", B6: "n1", B7: "n2", B8: "n7" });
});

test("a whole column of more rows than the page holds is changed as one step", async ({ importer }, info) => {
  const grid = await openRows(importer, info, clients(30_000));
  await grid.click("D2");
  await grid.page.keyboard.type("x");
  await grid.press("Enter");
  await grid.head("D").locator(".grid__letter").click();
  await grid.paste("all");
  await grid.expectTexts({ D2: "all", D9: "all" });
  await grid.press("Control+End");
  await grid.expectTexts({ D30001: "all" });
  await grid.press("Control+z");
  await grid.expectTexts({ D30001: "" });
  await grid.press("Control+Home");
  await grid.expectTexts({ D2: "x" });
});

test("more rows than the page holds are copied and pasted as one step", async ({ importer }, info) => {
  const grid = await openRows(importer, info, clients(5_000));
  await grid.head("A").locator(".grid__letter").click();
  await grid.press("Control+c");
  // The worker gives the text.
  const copied = (): Promise<string> => grid.page.evaluate(() => navigator.clipboard.readText());
  await expect.poll(copied).toContain("100005000");
  const text = await copied();
  expect(text.trimEnd().split(/\r?\n/)).toEqual(clients(5_000).map((line) => line.split(",")[0]));
  await grid.press("Control+Home");
  await grid.click("D2");
  await grid.press("Control+v");
  await grid.press("Control+ArrowDown");
  await grid.expectTexts({ D5001: "100005000" });
  await grid.press("Control+z");
  await grid.expectTexts({ D5001: "" });
});

test("a column is sorted to look at, by its header and by keys", async ({ importer }, info) => {
  const lines = ["3,в,,", "1,а,,", "2,б,,"].map((line) => `10000000${line}`);
  const grid = await openRows(importer, info, lines);
  const order = (expected: string[]): Promise<void> =>
    expect(async () => {
      const rows = await Promise.all([2, 3, 4].map((row) => grid.row(row).getAttribute("aria-rowindex")));
      const sorted = ["2", "3", "4"].sort((a, b) => Number(rows[Number(a) - 2]) - Number(rows[Number(b) - 2]));
      expect(sorted).toEqual(expected);
    }).toPass({ timeout: 5_000 });
  await order(["2", "3", "4"]);
  await grid.head("A").locator(".grid__title").click();
  await order(["3", "4", "2"]);
  await expect(grid.head("A")).toHaveAttribute("aria-sort", "ascending");
  await grid.head("A").locator(".grid__title").click();
  await order(["2", "4", "3"]);
  await grid.head("A").locator(".grid__title").click();
  await order(["2", "3", "4"]);
  await grid.click("B2");
  await grid.press("ArrowUp", "Enter");
  await expect(grid.head("B")).toHaveAttribute("aria-sort", "ascending");
  await order(["3", "4", "2"]);
});

test("a column is made wider by its edge, by keys, and to fit", async ({ importer }, info) => {
  const grid = await openRows(importer, info, [`100000001,${"имя ".repeat(12)},a@example.com,`]);
  const width = async (): Promise<number> => (await grid.cell("B2").boundingBox())?.width ?? 0;
  const before = await width();
  const edge = await grid.head("B").getByTestId("grid-edge").boundingBox();
  if (!edge) throw new Error("no edge");
  await grid.page.mouse.move(edge.x + 5, edge.y + 20);
  await grid.page.mouse.down();
  await grid.page.mouse.move(edge.x + 65, edge.y + 20, { steps: 3 });
  await grid.page.mouse.up();
  expect(await width()).toBe(before + 60);
  await grid.click("B2");
  await grid.press("Alt+ArrowLeft");
  expect(await width()).toBe(before + 36);
  await grid.head("B").getByTestId("grid-edge").dblclick();
  expect(await width()).toBeGreaterThan(before + 60);
});

test("the menu does what the keys do", async ({ importer }, info) => {
  const grid = await openRows(importer, info, clients(5));
  const menu = importer.part("grid-menu");
  await grid.click("B2");
  await grid.press("Shift+F10");
  await expect(menu.getByRole("menuitem").first()).toBeFocused();
  await grid.press("Escape");
  await expect(menu).toBeHidden();
  await grid.isAt("B2");
  await grid.cell("B3").click({ button: "right" });
  await grid.press("ArrowUp", "ArrowUp", "Enter");
  await expect(grid.row(3)).toHaveClass(/excluded/);
  await grid.isAt("B3");
  await grid.cell("C4").click({ button: "right" });
  await menu.getByRole("menuitem").nth(5).click();
  await grid.expectTexts({ C4: "" });
  await grid.cell("C4").click({ button: "right" });
  await menu.getByRole("menuitem").nth(6).click();
  await grid.expectTexts({ C4: "c3@example.com" });
});

test("hostile text is text", async ({ importer }, info) => {
  const grid = await openRows(importer, info, [
    "100000001,<img src=x onerror=alert(1)>,a@example.com,\u202Egpj.exe",
    `100000002,=HYPERLINK("http://example.com"),b@example.com,${"\u200B"}`,
  ]);
  await grid.expectTexts({ B2: "<img src=x onerror=alert(1)>", D2: "␣gpj.exe", D3: "␣" });
  await expect(grid.table.locator("img")).toHaveCount(0);
});

test("a long cell is changed whole", async ({ importer }, info) => {
  const long = "я".repeat(32_000);
  const grid = await openRows(importer, info, [`100000001,Анна,a@example.com,${long}`]);
  await grid.click("D2");
  await grid.press("F2");
  await expect(grid.editor).toHaveValue(long);
  await grid.page.keyboard.type("!");
  await grid.press("Enter");
  await grid.click("D2");
  expect((await grid.copied()).trimEnd()).toBe(`${long}!`);
});

test("a million rows are walked from end to end", async ({ importer }, info) => {
  test.setTimeout(180_000);
  const lines = Array.from({ length: 1_048_575 }, (_, at) => `${100_000_001 + at},n${at + 1},,`);
  const grid = await openRows(importer, info, lines);
  await grid.click("A2");
  await grid.press("Control+End");
  await grid.isAt("D1048576");
  await grid.press("ArrowUp", "Home");
  await grid.isAt("A1048575");
  await grid.expectTexts({ A1048575: "101048574" });
  const frame = importer.part("grid-frame");
  await frame.evaluate((frame) => {
    frame.scrollTop = (frame.scrollHeight - frame.clientHeight) / 2;
  });
  await expect(grid.cell("A524290")).toHaveText("100524289");
  // The wheel moves by rows, not by the scale of the scrollbar.
  const box = await frame.boundingBox();
  if (!box) throw new Error("no rows");
  await grid.page.mouse.move(box.x + 200, box.y + 200);
  const y = (await grid.cell("A524290").boundingBox())?.y ?? 0;
  await grid.page.mouse.wheel(0, 60);
  await expect.poll(async () => Math.round(y - ((await grid.cell("A524290").boundingBox())?.y ?? 0))).toBe(60);
  // The person is still where they were, for readers.
  await grid.isAt("A1048575");
});
