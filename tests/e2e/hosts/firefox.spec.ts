// Firefox by WebDriver BiDi: the main flow against the real server, and plain HTML with the element
// from another origin.

import { createRequire } from "node:module";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";

import { required } from "../support/backend.ts";
import { fixture } from "../support/expected.ts";
import { ELEMENT, HOSTS } from "../support/host.ts";
import { expect, test } from "../support/hosts.ts";

/** What of puppeteer these tests use. */
interface Handle {
  click(): Promise<void>;
  select(value: string): Promise<void>;
  uploadFile(path: string): Promise<void>;
  evaluate<T>(read: (element: HTMLElement) => T): Promise<T>;
}
interface FoxPage {
  goto(url: string): Promise<unknown>;
  title(): Promise<string>;
  $(selector: string): Promise<Handle | null>;
  on(event: "pageerror", listener: (error: Error) => void): void;
}
interface Fox {
  newPage(): Promise<FoxPage>;
  close(): Promise<void>;
}
interface Puppeteer {
  launch(options: { browser: "firefox"; executablePath: string; headless: boolean }): Promise<Fox>;
}

const firefox = required("FIREFOX");
const { default: puppeteer } = createRequire(join(HOSTS, "package.json"))("puppeteer-core") as { default: Puppeteer };

/** The importer in Firefox. */
class FoxImporter {
  readonly page: FoxPage;
  readonly errors: string[] = [];

  constructor(page: FoxPage) {
    this.page = page;
    page.on("pageerror", (error) => this.errors.push(error.message));
  }

  async part(testid: string, timeout = 30_000): Promise<Handle> {
    // Waiting by the library would not see what changes in a shadow root.
    for (const end = Date.now() + timeout; Date.now() < end; await setTimeout(100)) {
      const handle = await this.page.$(`leeloo-importer >>> [data-testid="${testid}"]`);
      if (handle) return handle;
    }
    throw new Error(`no ${testid}`);
  }

  /** The bots are fetched while a person looks at the split already. */
  async offered(bot: string): Promise<void> {
    const option = `leeloo-importer >>> [data-testid="bot-TELEGRAM"] option[value="${bot}"]`;
    for (const end = Date.now() + 30_000; Date.now() < end; await setTimeout(100)) {
      if (await this.page.$(option)) return;
    }
    throw new Error(`no bot ${bot}`);
  }

  async text(testid: string): Promise<string> {
    return (await this.part(testid)).evaluate((element) => element.innerText);
  }

  /** Opens a file of Telegram clients, and imports those that are ready. */
  async import(bot: string): Promise<void> {
    await (await this.part("file-input")).uploadFile(fixture("problems.xlsx"));
    await this.part("file-name");
    await (await this.part("nav-split")).click();
    await this.offered(bot);
    await (await this.part("bot-TELEGRAM")).select(bot);
    await (await this.part("import")).click();
    await this.part("created");
  }
}

test.describe("Firefox", () => {
  test.setTimeout(120_000);
  let fox: Fox;
  test.beforeEach(async () => {
    fox = await puppeteer.launch({ browser: "firefox", executablePath: firefox, headless: true });
  });
  test.afterEach(async () => fox.close());

  test("the main flow", async ({ backend }) => {
    const importer = new FoxImporter(await fox.newPage());
    await importer.page.goto(backend.url);
    await importer.import("bot-telegram");
    expect(await importer.text("created")).toContain("7");
    expect(importer.errors).toEqual([]);
    const stored = await backend.stopAndRead();
    expect(stored).toHaveLength(7);
  });

  test("plain HTML with the element from another origin", async ({ serve }) => {
    const cdn = await serve({ folders: { "/": ELEMENT }, headers: { "Access-Control-Allow-Origin": "*" } });
    const host = await serve({
      folders: { "/": join(HOSTS, "plain") },
      replace: { "https://importer.example": cdn.url },
    });
    const importer = new FoxImporter(await fox.newPage());
    await importer.page.goto(host.url);
    await importer.import("1");
    await expect.poll(() => importer.page.title()).toBe("7 new clients");
    expect(host.posted).toHaveLength(1);
    expect(importer.errors).toEqual([]);
  });
});
