// The first step as it is before the application has come: the view of src/ui/drop.rs and header.rs from
// the same words and the same style sheets, which the application then takes the place of unseen. What a
// person does meanwhile is told to the element, which keeps it.
import { STYLE } from "./first-style.js";

const STEPS = ["file", "columns", "review", "split", "done"];
const LANGUAGES = { ru: "Русский", uk: "Українська", en: "English" };
const UPLOAD = "M8 10.5V2.2M4.8 5.2L8 2l3.2 3.2M2.2 10.5v3.3h11.6v-3.3";
const LOCK = "M3.5 7h9v6.7h-9zM5.3 7V4.9a2.7 2.7 0 015.4 0V7";
const ACCEPT = ".xlsx,.xlsm,.xls,.xlsb,.ods,.csv,.tsv,.txt,.хlsx";

let sheet;
// The field whose dialog was opened last. The application may take the place of its view before a file is
// chosen there; a field that nothing holds is collected, and the choice with it.
let asking;

/** Gives a root the styles of the first step; the application adds the others to them. */
export function dress(root) {
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
  }
  root.adoptedStyleSheets = [sheet];
}

/** What is done before there is an application: `open` takes a file, `refuse` a code and a count,
 * `example` and `speak` what their names say.
 * @typedef {{ open(file: File): void, refuse(code: string, count?: number): void, example(): void,
 *   speak(tag: string): void }} Deeds */

/** Paints the first step. Gives the function that says which file is held.
 * @param {ShadowRoot} root @param {string} tag @param {string} text Fluent
 * @param {Record<string, string>} own words of the page around @param {Deeds} deeds */
export function paint(root, tag, text, own, deeds) {
  const say = speaker(text, own);
  const focused = root.activeElement?.dataset.testid;
  const waiting = h("span", {}, say("first-loading"));
  const take = (files) => {
    if (files.length === 1) deeds.open(files[0]);
    else if (files.length === 0) deeds.refuse("drop.nothing");
    else deeds.refuse("drop.several", files.length);
  };
  const body = h("main", { class: "body", part: "body" }, step(say, take, deeds, waiting));
  body.addEventListener("dragover", (event) => event.preventDefault());
  body.addEventListener("drop", (event) => {
    event.preventDefault();
    const items = [...(event.dataTransfer?.items ?? [])];
    if (items.some((item) => item.webkitGetAsEntry?.()?.isDirectory)) deeds.refuse("drop.folder");
    else take(event.dataTransfer?.files ?? []);
  });
  const view = h("div", { class: "importer", part: "importer", lang: tag }, header(say, tag, deeds), body);
  root.replaceChildren(h("div", {}, view));
  if (focused) root.querySelector(`[data-testid="${focused}"]`)?.focus();
  return (file) => {
    waiting.textContent = say("first-held", { file });
    waiting.parentElement.classList.add("waiting--held");
  };
}

function header(say, tag, deeds) {
  const steps = STEPS.map((key, at) => {
    const current = at === 0 ? { "aria-current": "step" } : { disabled: "" };
    const mark = h("span", { class: "step__mark", "aria-hidden": "true" }, String(at + 1));
    const name = h("span", { class: "step__name" }, say(`step-${key}`));
    const look = { type: "button", class: at === 0 ? "step step--current" : "step", "data-testid": `nav-${key}` };
    return h("li", { class: "steps__item" }, h("button", { ...look, ...current }, mark, name));
  });
  const select = h("select", { class: "select select--quiet", "data-testid": "language" });
  for (const [code, name] of Object.entries(LANGUAGES)) {
    select.append(h("option", { value: code, lang: code, ...(code === tag && { selected: "" }) }, name));
  }
  select.addEventListener("change", () => deeds.speak(select.value));
  return h(
    "header",
    { class: "header", part: "header" },
    h("h1", { class: "header__title", part: "name" }, say("app-title")),
    h("nav", { class: "steps", part: "steps", "aria-label": say("steps-label") }, h("ol", { class: "steps__list" }, ...steps)),
    h("label", { class: "language" }, h("span", { class: "visually-hidden" }, say("language-label")), select),
  );
}

function step(say, take, deeds, waiting) {
  const input = h("input", {
    class: "visually-hidden",
    type: "file",
    tabindex: "-1",
    "aria-hidden": "true",
    accept: ACCEPT,
    "data-testid": "file-input",
  });
  input.addEventListener("change", () => {
    take(input.files);
    input.value = "";
  });
  const choose = h("button", { type: "button", class: "button button--primary", part: "button", "data-testid": "choose-file" }, say("drop-choose"));
  choose.addEventListener("click", () => {
    asking = input;
    asking.click();
  });
  const example = h("button", { type: "button", class: "link", "data-testid": "save-example" }, say("save-example"));
  example.addEventListener("click", () => deeds.example());
  const drop = h(
    "div",
    { class: "drop", part: "drop", "data-testid": "drop" },
    h("span", { class: "drop__icon" }, icon(UPLOAD)),
    h("h2", { class: "step-title", part: "title", id: "drop-title", tabindex: "-1" }, say("drop-title")),
    choose,
    input,
    h("p", { class: "drop__formats" }, say("drop-formats")),
  );
  const over = (is) => () => drop.classList.toggle("drop--over", is);
  drop.addEventListener("dragenter", over(true));
  drop.addEventListener("dragleave", over(false));
  drop.addEventListener("drop", over(false));
  return h(
    "section",
    { class: "drop-step", "aria-labelledby": "drop-title" },
    h("p", { class: "waiting", role: "status", "data-testid": "waiting" }, waiting),
    drop,
    h("p", { class: "drop__example" }, h("span", {}, say("save-example-hint")), example),
    h("p", { class: "drop__privacy" }, icon(LOCK), h("span", {}, say("drop-privacy"))),
  );
}

// Plain messages and arguments are all of Fluent that the first step needs.
function speaker(text, own) {
  const words = {};
  for (const [, key, value] of text.matchAll(/^([a-z][\w-]*) = (.+)$/gm)) words[key] = value;
  return (key, args = {}) =>
    (own[key] ?? words[key] ?? "").trim().replace(/\{ *\$(\w+) *\}/g, (_, name) => args[name] ?? "");
}

function icon(path) {
  const make = (name) => document.createElementNS("http://www.w3.org/2000/svg", name);
  const svg = make("svg");
  const attributes = { class: "icon", viewBox: "0 0 16 16", "aria-hidden": "true", focusable: "false" };
  for (const [name, value] of Object.entries(attributes)) svg.setAttribute(name, value);
  const line = make("path");
  line.setAttribute("d", path);
  svg.append(line);
  return svg;
}

function h(name, attributes, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}
