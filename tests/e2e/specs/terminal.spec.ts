// The command line is the same engine: what it sends, the browser finds unchanged.

import { execFile } from "node:child_process";
import { promisify } from "node:util";

import { required } from "../support/backend.ts";
import { BOTS, expectation, expectSame, fixture, messengersOf } from "../support/expected.ts";
import { expect, test } from "../support/test.ts";

const run = promisify(execFile);

test("importer send and the browser import the same clients", async ({ importer, backend }) => {
  const { clients } = expectation("leeloo-export");
  const bots = messengersOf(clients).flatMap((messenger) => ["--bot", `${messenger}=${BOTS[messenger]}`]);
  await run(required("IMPORTER_CLI"), ["send", fixture("leeloo-export.xlsx"), "--backend", backend.url, ...bots]);

  await importer.open(fixture("leeloo-export.xlsx"));
  await importer.assign(messengersOf(clients));
  expect(await importer.import()).toEqual({ created: 0, updated: 0, unchanged: clients.length, rejected: 0 });
  expectSame(await backend.stopAndRead(), clients);
});
