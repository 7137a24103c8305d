// The server goes away: the person is told, keeps everything, and can press again.

import { expectation, expectSame, fixture, messengersOf } from "../support/expected.ts";
import { expect, test } from "../support/test.ts";

test.use({ allowedErrors: /ERR_CONNECTION|Failed to load resource/ });

test("an import goes on after the server came back", async ({ importer, backend }) => {
  test.setTimeout(180_000);
  const { clients } = expectation("leeloo-export");
  await importer.open(fixture("leeloo-export.xlsx"));
  await importer.assign(messengersOf(clients));
  await expect(importer.part("import")).toBeEnabled();

  await backend.stop();
  await importer.part("import").click();
  const failed = importer.part("send-failed");
  await expect(failed).toBeVisible({ timeout: 120_000 });
  await expect(failed).toContainText(/\p{L}{3}/u);
  await expect(importer.fileName).toHaveText("leeloo-export.xlsx");
  expect(await importer.count("clients")).toBe(clients.length);

  await backend.comeBack();
  await importer.part("send-again").click();
  await expect(failed).toHaveCount(0);
  const result = await importer.result();
  expect(result).toEqual({ created: clients.length, updated: 0, unchanged: 0, rejected: 0 });
  expectSame(await backend.stopAndRead(), clients);
});
