// A backend with stricter rules than the page: what it does not take comes back on the cells.

import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { fixture } from "../support/expected.ts";
import { expect, test } from "../support/test.ts";

const config = join(mkdtempSync(join(tmpdir(), "importer-config-")), "importer.json");
writeFileSync(
  config,
  JSON.stringify({
    fields: [
      { key: "social_id", kind: "social_id", required: "error", aliases: [] },
      { key: "name", kind: "name", required: "error", aliases: [] },
    ],
  }),
);

test.use({ serverOptions: ["--config", config] });

test("rows the server does not take are counted, and its reason is on their cells", async ({ importer, backend }) => {
  await importer.open(fixture("problems.xlsx"));
  await importer.assign(["TELEGRAM"]);
  const { created, rejected } = await importer.import();
  expect(rejected).toBeGreaterThan(0);
  expect(created + rejected).toBe(7);

  await importer.part("show-rejected").click();
  await expect(importer.part("step-review")).toBeVisible();
  const row = importer.host.locator("[data-row='8']");
  await row.locator("[aria-invalid='true']").click();
  await expect(importer.part("inspector")).toContainText("name.missing");
  expect((await backend.stopAndRead()).length).toBe(created);
});
