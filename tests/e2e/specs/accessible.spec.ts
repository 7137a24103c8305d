// WCAG 2.2 AA by axe, in every state, in light, dark and forced colours, wide and narrow, and from
// right to left.

import { AxeBuilder } from "@axe-core/playwright";

import { fixture } from "../support/expected.ts";
import type { ImporterPage } from "../support/importer-page.ts";
import { hold } from "../support/stage.ts";
import { STATES } from "../support/states.ts";
import { expect, test } from "../support/test.ts";

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** The page around the element is its host's: headings and landmarks are not the element's to give. */
const OF_THE_PAGE = ["region", "landmark-one-main", "page-has-heading-one"];

const LOOKS = {
  light: { colorScheme: "light" },
  dark: { colorScheme: "dark" },
  forced: { colorScheme: "dark", forcedColors: "active" },
} as const;

test.use({ staged: true, allowedErrors: /ERR_FAILED|Failed to load resource/ });

/** Sentences that have hardly a word's room in a line. */
const squeezed = ({ host }: ImporterPage): Promise<string[]> =>
  host.evaluate(({ shadowRoot }) =>
    Array.from(shadowRoot?.querySelectorAll("p, h2, h3, li, dt") ?? [])
      .filter(({ textContent, clientWidth }) => (textContent ?? "").length > 20 && clientWidth > 1 && clientWidth < 72)
      .map(({ textContent, clientWidth }) => `${clientWidth} px: ${textContent}`),
  );

for (const [state, reach] of Object.entries(STATES)) {
  test(`axe finds nothing, and nothing is cut off: ${state}`, async ({ importer, page }) => {
    await reach(importer);
    for (const [look, media] of Object.entries(LOOKS)) {
      await page.emulateMedia(media);
      const axe = new AxeBuilder({ page }).withTags(RULES).disableRules(OF_THE_PAGE);
      const { violations } = await axe.analyze();
      const told = violations.flatMap(({ id, nodes }) =>
        nodes.map(({ target, failureSummary }) => `${id} ${target.join(" ")} ${failureSummary}`),
      );
      expect.soft(told, look).toEqual([]);
    }
    // 1280 px at 200 %, and at 400 %.
    for (const [width, height] of [[640, 450], [320, 256]] as const) {
      await page.setViewportSize({ width, height });
      for (const dir of ["ltr", "rtl"]) {
        await page.evaluate((dir) => document.documentElement.setAttribute("dir", dir), dir);
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        expect.soft(overflow, `${width} ${dir}`).toBe(0);
      }
      expect.soft(await squeezed(importer), `${width}`).toEqual([]);
    }
  });
}

test("nothing moves for a person who asks for less motion", async ({ importer, page }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await STATES["sending"]?.(importer);
  const moving = await importer.host.evaluate(({ shadowRoot }) =>
    Array.from(shadowRoot?.querySelectorAll("*") ?? []).filter((element) => {
      const { animationName, transitionDuration } = getComputedStyle(element);
      return animationName !== "none" || transitionDuration.split(", ").some((time) => parseFloat(time) > 0);
    }).length,
  );
  expect(moving).toBe(0);
});

test.describe("what a screen reader is told", () => {
  test.use({ locale: "en-US" });

  const told = async ({ host }: ImporterPage, words: string | RegExp) =>
    expect(host.getByRole("status").filter({ hasText: words })).toHaveCount(1);

  test("of a file on its way, by quarters", async ({ importer, page }) => {
    await hold(page, "Open", { Reading: { done: 41_000_000, total: 82_000_000, rows: 151_000 } });
    await importer.choose(fixture("leeloo-export.xlsx"));
    await expect(importer.part("progress").first()).toContainText("151", { timeout: 30_000 });
    await expect(importer.host.getByRole("dialog")).toMatchAriaSnapshot(`
      - dialog "Opening “leeloo-export.xlsx”":
        - heading "Opening “leeloo-export.xlsx”" [level=2]
        - progressbar "Progress"
        - status: 41 MB of 82 MB read, 151,000 rows
        - button "Cancel"
    `);
    await expect(importer.host.getByRole("progressbar")).toHaveAttribute("aria-valuetext", "41 MB of 82 MB read, 151,000 rows");
    await expect(importer.part("cancel")).toBeFocused();
  });

  test("of what is wrong in the file, of a repair, and of taking it back", async ({ importer, page }) => {
    await importer.open(fixture("problems.xlsx"));
    await told(importer, "“problems.xlsx” is open: 15 clients. 9 rows with errors, 5 rows with warnings");
    await importer.go("review");
    await importer.part("problem-row.duplicate").click();
    await importer.part("repair-keep_first").click();
    await importer.part("repair-apply").click();
    await told(importer, "Done: keep the first of each duplicate group, exclude 2 rows");
    await importer.expectFocus();
    await page.keyboard.press("Control+z");
    await told(importer, "Undone: Keep the first of each duplicate group, exclude 2 rows");
    await page.keyboard.press("Control+y");
    await told(importer, "Redone: Keep the first of each duplicate group, exclude 2 rows");
  });

  for (const [state, words] of [
    ["sending", /^500 of 1,200 clients sent$/],
    ["paused", /^500 of 1,200 clients sent · Import paused$/],
    ["offline", /^500 of 1,200 clients sent · No network/],
  ] as const) {
    test(`of clients on their way: ${state}`, async ({ importer }) => {
      await STATES[state]?.(importer);
      await told(importer, words);
    });
  }

  test("of what did not arrive", async ({ importer }) => {
    await STATES["partial"]?.(importer);
    await expect(importer.host.getByRole("alert").filter({ hasText: "does not let this account import" })).toHaveCount(1);
    await told(importer, "Created 1,000, updated 0, unchanged 0, rejected 0");
  });
});
