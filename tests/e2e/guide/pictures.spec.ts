// The pictures of docs/guide.ru.md and docs/guide.en.md: the whole way of a person, once a language.

import { writeFile } from "node:fs/promises";

import type { Locator, Page } from "@playwright/test";

import { bringFont, steady } from "../support/looks.ts";
import { expect, test } from "../support/test.ts";
import { type Language, writeBase, writeExport } from "./base.ts";
import { small } from "./png.ts";

const FILE: Record<Language, string> = { ru: "Клиенты весна.xlsx", en: "Spring clients.xlsx" };

// The page brings its font by a style of its own.
test.use({ bypassCSP: true });

for (const language of ["ru", "en"] as const) {
  test(`the guide, ${language}`, async ({ importer, page }, info) => {
    test.setTimeout(120_000);
    await bringFont(page);
    await page.emulateMedia({ reducedMotion: "reduce", colorScheme: "light" });
    const shoot = async (name: string, what: Page | Locator = importer.host): Promise<void> => {
      await page.mouse.move(0, 0);
      const picture = await what.screenshot({ animations: "disabled", caret: "hide" });
      await writeFile(new URL(`../../../docs/images/${language}-${name}.png`, import.meta.url), small(picture));
    };
    /** Chooses a problem and one of its repairs, and waits for what it would change. */
    const look = async (code: string, repair: string): Promise<void> => {
      await importer.part(`problem-${code}`).click();
      await importer.part(`repair-${repair}`).click();
      await expect(importer.part("preview-count")).toBeVisible();
    };
    const apply = async (): Promise<void> => {
      await importer.part("repair-apply").click();
      await expect(importer.part("repair-dialog")).toHaveCount(0);
      // The note lies over what is shown next.
      await importer.part("note").getByRole("button").last().click();
    };
    const file = info.outputPath(FILE[language]);
    await writeBase(file, language);

    await importer.part("language").selectOption(language);
    await expect(importer.host.locator(".waiting")).toHaveCount(0);
    await steady(importer);
    await shoot("drop");

    await importer.open(file);
    await importer.go("columns");
    await shoot("columns");

    await importer.go("review");
    await importer.host.getByRole("gridcell", { name: "208310224003697000" }).click();
    await expect(importer.part("inspector-text")).toBeVisible();
    await shoot("review");

    await look("email.malformed", "typo");
    await shoot("repair", page);
    await apply();
    await look("row.duplicate", "keep_first");
    await apply();
    await importer.part("filter").selectOption("all");
    await importer.part("save").click();
    await expect(importer.part("save-errors")).toBeVisible();
    await shoot("save");
    await page.keyboard.press("Escape");

    await importer.assign(["TELEGRAM", "VIBER"], language === "ru" ? ["весна"] : ["spring"]);
    await shoot("split");

    const before = info.outputPath("exported 03.12 13.28.27.xlsx");
    await writeExport(before, language);
    await importer.part("known-input").setInputFiles(before);
    await expect(importer.part("known-changed")).toBeVisible();
    await shoot("known", importer.part("known"));
    await importer.part("known-forget").click();
    await expect(importer.part("known-changed")).toHaveCount(0);

    await importer.import();
    await shoot("result");
  });
}
