// WCAG 2.2 AA by axe, in every step, in light, dark and forced colours, wide and narrow, and from
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

for (const [state, reach] of Object.entries(STATES)) {
  for (const [look, media] of Object.entries(LOOKS)) {
    test(`axe finds nothing: ${state}, ${look}`, async ({ importer, page }) => {
      await page.emulateMedia(media);
      await reach(importer);
      const axe = new AxeBuilder({ page }).withTags(RULES).disableRules(OF_THE_PAGE);
      const { violations } = await axe.analyze();
      const told = violations.flatMap(({ id, nodes }) =>
        nodes.map(({ target, failureSummary }) => `${id} ${target.join(" ")} ${failureSummary}`),
      );
      expect(told).toEqual([]);
    });
  }

  test(`nothing is cut off at 320 px and from right to left: ${state}`, async ({ importer, page }) => {
    await page.setViewportSize({ width: 320, height: 640 });
    await reach(importer);
    for (const dir of ["ltr", "rtl"]) {
      await page.evaluate((dir) => document.documentElement.setAttribute("dir", dir), dir);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      expect(overflow, dir).toBe(0);
    }
  });
}
