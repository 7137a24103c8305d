// The command line is the same engine: what it sends arrives field for field, and the browser finds
// it unchanged.

import { execFile } from "node:child_process";
import { promisify } from "node:util";

import { Backend, required } from "../support/backend.ts";
import { BOTS, expectation, expectSame, fixture, messengersOf } from "../support/expected.ts";
import { expect, test } from "../support/test.ts";

const run = promisify(execFile);

async function send(file: string, backend: Backend, messengers: string[]): Promise<void> {
  const bots = messengers.flatMap((messenger) => ["--bot", `${messenger}=${BOTS[messenger]}`]);
  await run(required("IMPORTER_CLI"), ["send", fixture(file), "--backend", backend.url, ...bots]);
}

const FILES = [
  ["leeloo-export.xlsx", "leeloo-export"],
  ["libreoffice-leeloo-export.xlsx", "leeloo-export"],
  ["libreoffice-leeloo-export.ods", "leeloo-export"],
  ["libreoffice-leeloo-export.xls", "leeloo-export"],
  ["amocrm-contacts-windows-1251.csv", "amocrm-contacts-windows-1251"],
  ["wide-two-messengers.xlsx", "wide-two-messengers"],
  ["botmother.csv", "botmother"],
] as const;

for (const [file, expected] of FILES) {
  test(`importer send ${file} arrives field for field`, async ({ backend }) => {
    const { clients } = expectation(expected);
    await send(file, backend, messengersOf(clients));
    expectSame(await backend.stopAndRead(), clients);
  });
}

test("the browser finds unchanged what importer send sent", async ({ importer, backend }) => {
  const { clients } = expectation("leeloo-export");
  await send("leeloo-export.xlsx", backend, messengersOf(clients));
  await importer.open(fixture("leeloo-export.xlsx"));
  await importer.assign(messengersOf(clients));
  expect(await importer.import()).toEqual({ created: 0, updated: 0, unchanged: clients.length, rejected: 0 });
  expectSame(await backend.stopAndRead(), clients);
});
