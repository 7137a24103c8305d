// The whole import without a pointer, and by what a screen reader is told: from choosing a file to the
// receipt, with a cell repaired on the way. Focus follows the step, outcomes are announced.

import type { FileChooser, Locator } from "@playwright/test";

import { fixture } from "../support/expected.ts";
import type { ImporterPage } from "../support/importer-page.ts";
import { expect, test } from "../support/test.ts";

test.use({ locale: "en-US" });

/** What has the focus inside the element. */
const focused = (importer: ImporterPage): Promise<string> =>
  importer.host.evaluate(({ shadowRoot }) => {
    const active = shadowRoot?.activeElement;
    return active?.getAttribute("data-testid") ?? active?.id ?? "";
  });

/** Presses Tab until `testid` has the focus, as a person would who looks where it is. */
async function tabTo(importer: ImporterPage, testid: string, key = "Tab"): Promise<void> {
  const passed: string[] = [];
  for (let presses = 0; presses < 60; presses += 1) {
    await importer.page.keyboard.press(key);
    const now = await focused(importer);
    if (now === testid) return;
    passed.push(now);
  }
  throw new Error(`${key} never came to ${testid}, but to ${passed.join(", ")}`);
}

/** Takes the next file dialog. Asked for right before a key is pressed, the browser may still open one that
 * nobody sees; opened before the application has come, it belongs to a view that is gone. */
async function dialog(importer: ImporterPage): Promise<() => Promise<FileChooser>> {
  const chooser = importer.page.waitForEvent("filechooser");
  await expect(importer.part("waiting")).toHaveCount(0);
  return () => chooser;
}

const status = (importer: ImporterPage): Locator => importer.host.getByRole("status").first();

test("a file is imported by keyboard alone", async ({ importer, page }) => {
  const { keyboard } = page;
  await expect(importer.host).toMatchAriaSnapshot(`
    - banner:
      - heading "Client import" [level=1]
      - navigation "Steps":
        - list:
          - listitem:
            - button "File"
    - main:
      - region "Drop a file with clients here":
        - heading "Drop a file with clients here" [level=2]
        - button "Choose a file"
  `);
  const chooser = await dialog(importer);
  await tabTo(importer, "choose-file");
  await keyboard.press("Enter");
  await (await chooser()).setFiles(fixture("problems.xlsx"));

  await expect(importer.part("step-review")).toBeVisible();
  await expect(status(importer)).toContainText("problems.xlsx");
  await expect.poll(() => focused(importer)).toBe("review-title");
  await expect(importer.part("step-review")).toMatchAriaSnapshot(`
    - region "Rows":
      - heading "Rows" [level=2]
      - complementary:
        - region "Problems":
          - heading "Problems" [level=3]
          - list:
            - listitem:
              - button /Damaged id 4/
  `);

  // Back to the columns, to look, and on again.
  await tabTo(importer, "nav-columns", "Shift+Tab");
  await keyboard.press("Enter");
  await expect.poll(() => focused(importer)).toBe("columns-title");
  await expect(importer.part("step-columns")).toMatchAriaSnapshot(`
    - region "Columns":
      - heading "Columns" [level=2]
      - table:
        - rowgroup:
          - row /Field/:
            - columnheader "Field"
        - rowgroup:
          - row /social_id/:
            - cell /Messenger id/:
              - combobox "Field for the column “social_id”"
  `);
  await tabTo(importer, "next");
  await keyboard.press("Enter");
  await expect.poll(() => focused(importer)).toBe("review-title");

  // The next damaged id, from wherever one is.
  await tabTo(importer, "next-problem");
  await keyboard.press("Enter");
  await tabTo(importer, "grid-editor");
  await keyboard.press("Control+Home");
  await expect(importer.part("inspector")).toContainText("A3");
  await keyboard.press("F2");
  await keyboard.type("700000003");
  await keyboard.press("Enter");
  await expect(importer.part("grid").getByRole("gridcell", { name: "700000003" })).toBeVisible();
  await expect.poll(() => importer.count("errors")).toBe(8);

  await keyboard.press("Escape");
  await tabTo(importer, "next");
  await keyboard.press("Enter");
  await expect.poll(() => focused(importer)).toBe("split-title");
  // The bots have come.
  await expect(importer.part("bot-TELEGRAM").locator("option")).not.toHaveCount(1);
  await tabTo(importer, "bot-TELEGRAM");
  await keyboard.press("ArrowDown");
  await expect(importer.part("import")).toBeEnabled();
  await expect(importer.part("step-split")).toMatchAriaSnapshot(`
    - region "Messengers and bots":
      - heading "Messengers and bots" [level=2]
      - article:
        - heading "Telegram" [level=3]
        - combobox "Bot"
      - button "Import clients (8)"
  `);

  await tabTo(importer, "import");
  await keyboard.press("Enter");
  await expect(importer.part("created")).toHaveText("8");
  await expect.poll(() => focused(importer)).toBe("done-title");
  await expect(status(importer)).toContainText("Created 8");
  await expect(importer.part("step-done")).toMatchAriaSnapshot(`
    - region "Clients imported":
      - heading "Clients imported" [level=2]
      - term: Created
      - definition: "8"
  `);
  await tabTo(importer, "receipt-txt");
  const receipt = page.waitForEvent("download");
  await keyboard.press("Enter");
  expect((await receipt).suggestedFilename()).toMatch(/\.txt$/);

  await tabTo(importer, "start-over");
  await keyboard.press("Enter");
  await expect(importer.part("drop")).toBeVisible();
  await expect.poll(() => focused(importer)).toBe("drop-title");
});

test("a failure is told at once, and the keyboard stays where it was", async ({ importer, page }) => {
  const chooser = await dialog(importer);
  await tabTo(importer, "choose-file");
  await page.keyboard.press("Enter");
  await (await chooser()).setFiles(fixture("password.xlsx"));
  await expect(importer.host.getByRole("alert").filter({ hasText: "password" })).toHaveCount(1);
  await expect.poll(() => focused(importer)).toBe("choose-file");
});
