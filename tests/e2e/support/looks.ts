// How a state is looked at: light or dark, wide or narrow, in one language or another.

import { readFileSync } from "node:fs";

import { expect, type Page } from "@playwright/test";

import type { ImporterPage } from "./importer-page.ts";

export interface Look {
  scheme: "light" | "dark";
  width: 1280 | 360;
  language: "ru" | "en";
}

export const nameOf = ({ scheme, width, language }: Look): string => `${scheme}-${width}-${language}`;

/** Every look there is. */
export const LOOKS: Look[] = (["ru", "en"] as const).flatMap((language) =>
  ([1280, 360] as const).flatMap((width) => (["light", "dark"] as const).map((scheme) => ({ scheme, width, language }))),
);

/** Looks that are kept: each colour, width and language once, for what all of them weigh. */
export const KEPT: Look[] = [
  { scheme: "light", width: 1280, language: "ru" },
  { scheme: "dark", width: 360, language: "en" },
];

const font = (script: string) =>
  readFileSync(new URL(`../fonts/inter-${script}-wght-normal.woff2`, import.meta.url)).toString("base64");

/** One font for every machine: the page around brings it, as a host would. */
export async function bringFont(page: Page): Promise<void> {
  const face = (script: string, range: string) => `@font-face {
    font-family: "Shots";
    font-weight: 100 900;
    src: url("data:font/woff2;base64,${font(script)}") format("woff2");
    unicode-range: ${range};
  }`;
  const content = [
    face("latin", "U+0000-00FF, U+2000-206F, U+20AC, U+2122, U+2190-2199, U+2212"),
    face("cyrillic", "U+0301, U+0400-045F, U+0490-0491, U+04B0-04B1, U+2116"),
    `leeloo-importer { --importer-font: "Shots"; --importer-mono: "Shots"; }`,
  ].join("\n");
  await page.addStyleTag({ content });
  await page.evaluate(() => Promise.all(["400 14px Shots", "600 14px Shots"].map((font) => document.fonts.load(font, "Aя"))));
}

/** What a picture cannot show alike each time, made alike: now, and whenever the words of it are written again. */
export async function steady({ host }: ImporterPage): Promise<void> {
  await host.evaluate(({ shadowRoot }) => {
    if (!shadowRoot) throw new Error("no shadow root");
    // A picture of the whole page has no lower edge to stick to.
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(".import { position: static !important; }");
    shadowRoot.adoptedStyleSheets.push(sheet);
    // Addresses change from run to run. An observer is called before what it observed is painted.
    const rename = () => {
      const texts = document.createTreeWalker(shadowRoot, NodeFilter.SHOW_TEXT);
      while (texts.nextNode()) {
        const text = texts.currentNode as Text;
        const data = text.data.replace(/127\.0\.0\.1:\d+/, "importer.example");
        if (data !== text.data) text.data = data;
      }
    };
    rename();
    new MutationObserver(rename).observe(shadowRoot, { childList: true, characterData: true, subtree: true });
  });
}

/** Turns the page to a look. */
export async function turn({ page, host }: ImporterPage, look: Look): Promise<void> {
  await page.emulateMedia({ colorScheme: look.scheme, reducedMotion: "reduce" });
  await page.setViewportSize({ width: look.width, height: look.width === 360 ? 740 : 900 });
  await host.evaluate((element, language) => element.setAttribute("lang", language), look.language);
  // Its words may have to be fetched first.
  await expect(host.locator(".importer")).toHaveAttribute("lang", look.language);
  // The grid paints after it has been measured.
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  await page.waitForTimeout(100);
}
