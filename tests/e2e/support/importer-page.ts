// The <leeloo-importer> element as a person uses it. Locators pierce its open shadow root.

import { expect, type Locator, type Page } from "@playwright/test";

import { BOTS } from "./expected.ts";

export type Step = "file" | "columns" | "review" | "split" | "done";

export interface Result {
  created: number;
  updated: number;
  unchanged: number;
  rejected: number;
}

export class ImporterPage {
  readonly page: Page;
  readonly host: Locator;

  constructor(page: Page) {
    this.page = page;
    this.host = page.locator("leeloo-importer");
  }

  /** Opens the app and waits until it can take a file. */
  async goto(url: string): Promise<void> {
    await this.page.goto(url);
    await expect(this.part("drop")).toBeVisible();
  }

  /** What the element marks by `data-testid`. */
  part(testid: string): Locator {
    return this.host.getByTestId(testid);
  }

  get message(): Locator {
    return this.part("message");
  }

  get fileName(): Locator {
    return this.part("file-name");
  }

  /** Goes to a step by the navigation above. */
  async go(step: Step): Promise<void> {
    await this.part(`nav-${step}`).click();
    await expect(this.part(step === "file" ? "drop" : `step-${step}`)).toBeVisible();
  }

  /** Chooses a file by the button; the way of a person without a mouse too. */
  async choose(path: string): Promise<void> {
    if (!(await this.part("drop").isVisible())) await this.go("file");
    await this.part("file-input").setInputFiles(path);
  }

  /** Opens a file that can be read, and waits until it is. */
  async open(path: string): Promise<void> {
    await this.choose(path);
    await expect(this.fileName).toHaveText(path.replace(/^.*[/\\]/, ""), { timeout: 60_000 });
    await expect(this.part("progress")).toHaveCount(0);
  }

  /** Drops files or folders onto the element, as the desktop does it. */
  async drop(paths: string[]): Promise<void> {
    const box = await this.host.boundingBox();
    if (!box) throw new Error("the element takes no room");
    const devtools = await this.page.context().newCDPSession(this.page);
    const at = { x: box.x + box.width / 2, y: box.y + Math.min(box.height, 500) / 2 };
    const data = { items: [], files: paths, dragOperationsMask: 1 };
    for (const type of ["dragEnter", "dragOver", "drop"] as const) {
      await devtools.send("Input.dispatchDragEvent", { type, ...at, data });
    }
    await devtools.detach();
  }

  /** The number a count above the rows shows. */
  async count(name: "clients" | "ready" | "errors" | "warnings"): Promise<number> {
    return numberIn(this.part(`count-${name}`));
  }

  /** Chooses the demo bot of each messenger, and tags for all. */
  async assign(messengers: string[], tags: string[] = []): Promise<void> {
    await this.go("split");
    for (const messenger of messengers) {
      await this.part(`bot-${messenger}`).selectOption(BOTS[messenger] ?? "");
      if (tags.length > 0) {
        const input = this.part(`tags-${messenger}`);
        await input.fill(tags.join(", "));
        await input.blur();
      }
    }
  }

  /** Waits until keys arrive here: what had the focus may just have gone away. */
  async expectFocus(): Promise<void> {
    await expect.poll(() => this.host.evaluate(({ shadowRoot }) => shadowRoot?.activeElement != null)).toBe(true);
  }

  /** Presses Import clients and waits for the end. */
  async import(timeout = 30_000): Promise<Result> {
    await expect(this.part("import")).toBeEnabled();
    await this.part("import").click();
    return this.result(timeout);
  }

  /** What became of the clients, once all were sent or sending was given up. */
  async result(timeout = 30_000): Promise<Result> {
    await expect(this.part("step-done")).toBeVisible();
    await expect(this.part("created")).toBeVisible({ timeout });
    return {
      created: await numberIn(this.part("created")),
      updated: await numberIn(this.part("updated")),
      unchanged: await numberIn(this.part("unchanged")),
      rejected: await numberIn(this.part("rejected")),
    };
  }
}

/** The first number in an element's text, however its thousands are set apart. */
async function numberIn(element: Locator): Promise<number> {
  const text = (await element.innerText()).replace(/(?<=\d)[\s.,\u00a0\u202f’'](?=\d{3})/gu, "");
  const digits = /\d+/.exec(text);
  if (!digits) throw new Error(`no number in "${text}"`);
  return Number(digits[0]);
}
