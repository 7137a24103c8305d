// Fetches the application: says what is missing in the browser, checks what comes, and tells the ways
// in which it can fail apart.
import { INTEGRITY } from "./files.js";

/** Why the application, or a worker, did not come. */
export class LoadError extends Error {
  /** @param {string} code @param {Record<string, string>} args */
  constructor(code, args) {
    super([code, ...Object.values(args)].join(": "));
    this.name = "LoadError";
    this.code = code;
    this.arguments = args;
  }
}

/** What the importer needs and not every browser has: name, and whether it is there. */
const NEEDED = [
  ["WebAssembly", () => typeof WebAssembly?.compile === "function"],
  ["adoptedStyleSheets", () => "adoptedStyleSheets" in Document.prototype],
  ["dialog", () => typeof HTMLDialogElement === "function"],
  ["AbortSignal.any", () => typeof AbortSignal.any === "function"],
  ["light-dark()", () => CSS.supports("color", "light-dark(red, red)")],
];

const isThere = (probe) => {
  try {
    return probe();
  } catch {
    return false;
  }
};

const applications = new Map();

/** The application, one for all elements that take it from the same folder; tried anew after a failure.
 * @param {URL | undefined} base the folder; beside this module by default */
export function load(base) {
  const key = base?.href ?? "";
  let application = applications.get(key);
  if (!application) {
    application = start(base);
    applications.set(key, application);
    application.catch(() => applications.delete(key));
  }
  return application;
}

async function start(base) {
  const missing = NEEDED.filter(([, probe]) => !isThere(probe)).map(([name]) => name);
  if (missing.length > 0) throw new LoadError("app.browser", { missing: missing.join(", ") });
  const wasm = base ? new URL("app_bg.wasm", base) : new URL("./app_bg.wasm", import.meta.url);
  const [glue, module] = await Promise.all([script(base), compiled(wasm)]);
  try {
    await glue.default({ module_or_path: module });
  } catch (error) {
    // The two are not of one build, or there is no memory.
    throw new LoadError("app.not_started", { detail: said(error) });
  }
  return glue;
}

async function script(base) {
  // A bundler makes the script a part of its own output, which has other names than ours.
  const here = new URL(import.meta.url);
  const own = base ?? (here.pathname.endsWith("/load.js") && !here.search ? here : undefined);
  if (own && INTEGRITY["app.js"]) await fetched(new URL("app.js", own), "app.js");
  try {
    return await (base
      ? import(/* @vite-ignore */ /* webpackIgnore: true */ new URL("app.js", base).href)
      : import("./app.js"));
  } catch (error) {
    throw new LoadError("app.not_loaded", { file: "app.js", detail: said(error) });
  }
}

async function compiled(wasm) {
  const response = await fetched(wasm, "app_bg.wasm");
  const bytes = await response.arrayBuffer();
  try {
    return await WebAssembly.compile(bytes);
  } catch (error) {
    const detail = said(error);
    if (/content.security.policy|\bCSP\b|unsafe-eval/i.test(detail)) {
      throw new LoadError("app.wasm_blocked", { detail });
    }
    throw wrong(response, "app_bg.wasm") ?? new LoadError("app.not_started", { detail });
  }
}

/** Fetches a file and makes sure that it is the one this module was built with. The browser does not
 * say why it refuses one, so it is asked for again without the check.
 * @param {URL} url @param {string} name @returns {Promise<Response>} */
export async function fetched(url, name) {
  const integrity = INTEGRITY[name];
  try {
    const response = await fetch(url, integrity ? { integrity } : {});
    if (response.ok) return response;
    throw new LoadError("app.not_loaded", { file: name, detail: `HTTP ${response.status}` });
  } catch (error) {
    if (error instanceof LoadError) throw error;
    throw await reason(url, name, integrity, error);
  }
}

async function reason(url, name, integrity, error) {
  const unreachable = new LoadError("app.not_loaded", { file: name, detail: said(error) });
  if (!integrity) return unreachable;
  try {
    const response = await fetch(url);
    if (!response.ok) return new LoadError("app.not_loaded", { file: name, detail: `HTTP ${response.status}` });
    return wrong(response, name) ?? new LoadError("app.integrity", { file: name });
  } catch {
    return unreachable;
  }
}

// Servers of single-page applications answer with their page whatever they do not know.
function wrong(response, name) {
  const type = response.headers.get("Content-Type") ?? "";
  return type.startsWith("text/html") ? new LoadError("app.wrong_type", { file: name, type }) : undefined;
}

const said = (error) => String(error?.message ?? error);
