// The app as files on a server of their own, with headers and answers as a test wants them.

import { test as base } from "@playwright/test";

import { required } from "./backend.ts";
import { Host, type HostOptions } from "./host.ts";
import { ImporterPage } from "./importer-page.ts";

export { expect } from "@playwright/test";

interface Fixtures {
  serve: (options?: Partial<HostOptions>) => Promise<Host>;
  importer: ImporterPage;
}

export const test = base.extend<Fixtures>({
  serve: async ({}, use) => {
    const hosts: Host[] = [];
    await use(async (options = {}) => {
      const host = await Host.start({ folders: { "/": required("IMPORTER_APP") }, ...options });
      hosts.push(host);
      return host;
    });
    for (const host of hosts) host.stop();
  },
  importer: async ({ page }, use) => use(new ImporterPage(page)),
});
