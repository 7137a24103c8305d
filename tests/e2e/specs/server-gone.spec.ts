// The server goes away: the person is told, keeps everything, and can press again.

import { expectation, expectSame, fixture, messengersOf } from "../support/expected.ts";
import { expect, test } from "../support/test.ts";

test.use({ allowedErrors: /ERR_CONNECTION_REFUSED|Failed to load resource/ });

test("an import goes on after the server came back", async ({ importer, backend }) => {
  test.setTimeout(180_000);
  const { clients } = expectation("leeloo-export");
  await importer.open(fixture("leeloo-export.xlsx"));
  await importer.assign(messengersOf(clients));
  await expect(importer.part("import")).toBeEnabled();

  await backend.stop();
  await importer.part("import").click();
  await expect(importer.host.getByRole("alert")).toBeVisible({ timeout: 90_000 });
  await expect(importer.fileName).toHaveText("leeloo-export.xlsx");

  await backend.restart();
  if (!(await importer.part("import").isVisible())) await importer.go("split");
  const result = await importer.import();
  expect(result.created + result.unchanged).toBe(clients.length);
  expectSame(await backend.stopAndRead(), clients);
});
