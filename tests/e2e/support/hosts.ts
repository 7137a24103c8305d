// Tests of pages that embed the importer: servers that end with the test, and errors that were heard.

import { type Page, test as base, expect } from "@playwright/test";

import { Backend } from "./backend.ts";
import { Host, type HostOptions } from "./host.ts";
import { ImporterPage } from "./importer-page.ts";

export { expect } from "@playwright/test";

interface Fixtures {
  /** Starts a server for a page. */
  serve: (options: HostOptions) => Promise<Host>;
  /** The real server, started when a test asks for it. */
  backend: Backend;
  importer: ImporterPage;
  /** Events of importers, in order: name and detail. */
  heard: () => Promise<Heard[]>;
}

export interface Heard {
  name: string;
  detail: Record<string, unknown>;
}

export const test = base.extend<Fixtures>({
  serve: async ({}, use) => {
    const hosts: Host[] = [];
    await use(async (options) => {
      const host = await Host.start(options);
      hosts.push(host);
      return host;
    });
    for (const host of hosts) host.stop();
  },

  backend: async ({}, use) => {
    const backend = await Backend.start();
    await use(backend);
    await backend.remove();
  },

  importer: async ({ page }, use) => use(new ImporterPage(page)),

  heard: async ({ page }, use) => {
    await page.addInitScript(listen);
    await use(() => page.evaluate(() => (globalThis as unknown as { heard: Heard[] }).heard));
  },
});

function listen(): void {
  const heard: Heard[] = [];
  (globalThis as unknown as { heard: Heard[] }).heard = heard;
  for (const name of ["ready", "step", "checked", "before-submit", "progress", "complete", "error"]) {
    addEventListener(`importer-${name}`, (event) => heard.push({ name, detail: (event as CustomEvent).detail }));
  }
}

/** What a page complains of, from now on. */
export function complaints(page: Page): string[] {
  const list: string[] = [];
  page.on("pageerror", (error) => list.push(error.stack ?? error.message));
  page.on("console", (message) => {
    if (message.type() === "error") list.push(message.text());
  });
  return list;
}

/** The element says this, and its page has heard it. */
export async function expectFailure(importer: ImporterPage, heard: () => Promise<Heard[]>, code: string): Promise<void> {
  const box = importer.host.locator(`[data-code="${code}"]`);
  await expect(box).toBeVisible({ timeout: 20_000 });
  expect((await box.innerText()).length).toBeGreaterThan(20);
  const errors = (await heard()).filter(({ name }) => name === "error");
  expect(errors.map(({ detail }) => detail["code"])).toContain(code);
}
