// The words, a module for each language; only the one that is spoken is fetched.
import { script } from "./load.js";

// Bundlers know these by their form and bring the files along.
const MODULES = {
  ru: () => import("./locale-ru.js"),
  uk: () => import("./locale-uk.js"),
  en: () => import("./locale-en.js"),
};

/** The language that is spoken: the one asked for, else the browser's, else the first.
 * @param {string | null} [asked] a tag such as `uk` or `en-US` */
export function language(asked) {
  for (const tag of [asked, globalThis.navigator?.language]) {
    const primary = tag?.split(/[-_]/)[0].toLowerCase();
    if (Object.hasOwn(MODULES, primary ?? "")) return primary;
  }
  return "ru";
}

/** The words of a language, as Fluent text.
 * @param {string} tag @param {URL | undefined} base @returns {Promise<string>} */
export async function words(tag, base) {
  return (await script(`locale-${tag}.js`, base, MODULES[tag])).default;
}
