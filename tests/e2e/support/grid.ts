// The rows of the review step as a person uses them: by cell names, keys, pointer and clipboard.

import { expect, type Locator, type Page } from "@playwright/test";

import type { ImporterPage } from "./importer-page.ts";

export class GridPage {
  readonly page: Page;
  readonly importer: ImporterPage;
  readonly table: Locator;
  readonly editor: Locator;
  readonly status: Locator;

  constructor(importer: ImporterPage) {
    this.importer = importer;
    this.page = importer.page;
    this.table = importer.part("grid");
    this.editor = importer.part("grid-editor");
    this.status = importer.part("grid-status");
  }

  /** A cell by the name a spreadsheet gives it: column letter and physical row. */
  cell(name: string): Locator {
    const [, letters = "", row = ""] = /^([A-Z]+)(\d+)$/.exec(name) ?? [];
    const index = [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0);
    return this.row(Number(row)).locator(`[role="gridcell"][aria-colindex="${index + 1}"]`);
  }

  /** A row by its physical number. */
  row(number: number): Locator {
    return this.table.locator(`[role="row"][data-row="${number}"]:not([hidden])`);
  }

  /** A column's header. */
  head(letter: string): Locator {
    return this.table.locator(`[role="columnheader"][data-column="${letter}"]`);
  }

  async press(...keys: string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key);
  }

  /** Selects a cell by the pointer. */
  async click(name: string): Promise<void> {
    await this.cell(name).click();
    await this.isAt(name);
  }

  /** Types a character over a cell, and waits until that has come about. */
  async change(name: string, character: string): Promise<void> {
    await this.click(name);
    await this.press(character, "Enter");
    await this.expectTexts({ [name]: character });
    await expect(this.importer.part("undo")).toHaveAttribute("aria-disabled", "false");
  }

  /** Selects from one cell to another by keys held. */
  async select(from: string, to: string): Promise<void> {
    await this.cell(from).click();
    await this.cell(to).click({ modifiers: ["Shift"] });
  }

  /** The person is at this cell, and readers are told so. */
  async isAt(name: string): Promise<void> {
    const id = await this.cell(name).getAttribute("id");
    await expect(this.editor).toBeFocused();
    await expect(this.editor).toHaveAttribute("aria-activedescendant", id ?? "no such cell");
  }

  /** What the keys for copying put on the clipboard. */
  async copied(): Promise<string> {
    // The clipboard is written behind the key: what was there before tells that it has not been yet.
    const before = "nothing was copied";
    await this.page.evaluate((before) => navigator.clipboard.writeText(before), before);
    await this.page.keyboard.press("Control+c");
    const read = () => this.page.evaluate(() => navigator.clipboard.readText());
    await expect.poll(read).not.toBe(before);
    return read();
  }

  /** Puts text on the clipboard as another program would, and pastes it. */
  async paste(text: string): Promise<void> {
    await this.page.evaluate((text) => navigator.clipboard.writeText(text), text);
    await this.page.keyboard.press("Control+v");
  }

  /** Texts of cells, row by row. */
  async expectTexts(cells: Record<string, string>): Promise<void> {
    for (const [name, text] of Object.entries(cells)) await expect(this.cell(name), name).toHaveText(text);
  }
}
