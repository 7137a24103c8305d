// WCAG 2.2 AA by axe, in every state, in light, dark and forced colours, wide and narrow, and from
// right to left.

import { AxeBuilder } from "@axe-core/playwright";

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
