// Every state as a person sees it, compared with the pictures that were looked at and kept.
// `cargo xtask shots` makes all of them, to be looked at; `cargo xtask shots --keep` keeps them.

import { join } from "node:path";

import { bringFont, KEPT, LOOKS, nameOf, steady, turn } from "../support/looks.ts";
import { STATES } from "../support/states.ts";
import { expect, test } from "../support/test.ts";

/** Other systems draw letters otherwise: there the states are reached, and not compared. */
const compared = process.platform === "linux";

/** Where all pictures go, when they are to be looked at. */
const folder = process.env["SHOTS"];

test.use({
  staged: true,
  bypassCSP: true,
  allowedErrors: /ERR_FAILED|Failed to load resource/,
  locale: "ru-RU",
  timezoneId: "Europe/Kyiv",
});

for (const [state, reach] of Object.entries(STATES)) {
  test(`looks as it did: ${state}`, async ({ importer, page }) => {
    await bringFont(page);
    await reach(importer);
    await steady(importer);
    await page.mouse.move(0, 0);
    for (const look of folder ? LOOKS : KEPT) {
      await turn(importer, look);
      const name = `${state}-${nameOf(look)}.png`;
      if (folder) await page.screenshot({ path: join(folder, name), fullPage: true, animations: "disabled" });
      else if (compared) await expect.soft(page).toHaveScreenshot(name, { fullPage: true });
    }
  });
}
