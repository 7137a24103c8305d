// Each test with a server of its own, the page at it, and a page that may not complain.

import { test as base } from "@playwright/test";

import { Backend } from "./backend.ts";
import { ImporterPage } from "./importer-page.ts";
import { Proxy } from "./proxy.ts";
import { raise } from "./stage.ts";

export { expect } from "@playwright/test";

interface Fixtures {
  backend: Backend;
  importer: ImporterPage;
  /** In front of the backend; the page is at it where a test asks for it. */
  road: Proxy;
  /** Console errors that the test expects; any other fails it. */
  allowedErrors: RegExp;
  /** More options for the server. */
  serverOptions: string[];
  /** The worker can be held still; see stage.ts. */
  staged: boolean;
}

export const test = base.extend<Fixtures>({
  allowedErrors: [/(?!)/, { option: true }],
  serverOptions: [[], { option: true }],
  staged: [false, { option: true }],

  backend: async ({ serverOptions }, use) => {
    const backend = await Backend.start(serverOptions);
    await use(backend);
    await backend.remove();
  },

  road: async ({ backend }, use) => {
    const road = await Proxy.start(() => backend.url);
    await use(road);
    road.stop();
  },

  importer: async ({ page, backend, allowedErrors, staged }, use) => {
    const complaints: string[] = [];
    page.on("pageerror", (error) => complaints.push(error.stack ?? error.message));
    page.on("console", (message) => {
      if (message.type() === "error") complaints.push(message.text());
    });
    if (staged) await raise(page);
    const importer = new ImporterPage(page);
    await importer.goto(backend.url);
    await use(importer);
    const unexpected = complaints.filter((text) => !allowedErrors.test(text));
    if (unexpected.length > 0) throw new Error(`the page complained:\n${unexpected.join("\n")}`);
  },
});
