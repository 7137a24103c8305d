// The two examples of docs/theming.md, and words of the page's own: each reaches what it says it does.

import { readFileSync } from "node:fs";

import type { ImporterPage } from "../support/importer-page.ts";
import { expect, test } from "../support/test.ts";

test.use({ bypassCSP: true, locale: "en-US" });

const theme = (name: string) => readFileSync(new URL(`../../../docs/examples/theme-${name}.css`, import.meta.url), "utf8");

/** What a style comes to, inside. */
const computed = (importer: ImporterPage, selector: string, property: string): Promise<string> =>
  importer.host.evaluate(
    ({ shadowRoot }, [selector, property]) => {
      const element = shadowRoot?.querySelector(selector ?? "");
      return element ? getComputedStyle(element).getPropertyValue(property ?? "") : "nothing there";
    },
    [selector, property],
  );

test("a warm theme by properties alone", async ({ importer, page }) => {
  await page.addStyleTag({ content: theme("warm") });
  await page.emulateMedia({ colorScheme: "light" });
  expect(await computed(importer, ".importer", "background-color")).toBe("rgb(251, 246, 240)");
  expect(await computed(importer, ".importer", "font-family")).toContain("Georgia");
  expect(await computed(importer, "[data-testid=choose-file]", "background-color")).toBe("rgb(168, 67, 26)");
  expect(await computed(importer, "[data-testid=choose-file]", "border-radius")).toBe("12px");
  await page.emulateMedia({ colorScheme: "dark" });
  expect(await computed(importer, "[data-testid=choose-file]", "background-color")).toBe("rgb(255, 176, 138)");
});

test("a dashboard's theme by properties and parts", async ({ importer, page }) => {
  await page.addStyleTag({ content: theme("dashboard") });
  await page.emulateMedia({ colorScheme: "light" });
  expect(await computed(importer, "h1", "display")).toBe("none");
  expect(await computed(importer, ".importer", "background-color")).toBe("rgba(0, 0, 0, 0)");
  expect(await computed(importer, "header", "border-block-end-color")).toBe("rgba(0, 0, 0, 0)");
});

test("words of the page's own take the place of the importer's, in their language", async ({ importer }) => {
  await importer.host.evaluate((element) => {
    Object.assign(element, { messages: { en: { "drop-title": "Your guest list, please" } } });
  });
  await expect(importer.host.getByRole("heading", { level: 2 })).toHaveText("Your guest list, please");
  await importer.part("language").selectOption("ru");
  await expect(importer.host.getByRole("heading", { level: 2 })).toHaveText("Перетащите сюда файл с клиентами");
});
