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

/** Says it where this browser cannot run the importer. */
export function lookAtBrowser() {
  const missing = NEEDED.filter(([, probe]) => !isThere(probe)).map(([name]) => name);
  if (missing.length > 0) throw new LoadError("app.browser", { missing: missing.join(", ") });
}

const applications = new Map();

/** Whether the application has been asked for before. @param {URL | undefined} base */
export const isUnderWay = (base) => applications.has(base?.href ?? "");

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
  const wasm = base ? new URL("app_bg.wasm", base) : new URL("./app_bg.wasm", import.meta.url);
  const [glue, module] = await Promise.all([script("app.js", base, () => import("./app.js")), compiled(wasm, base)]);
  try {
    await glue.default({ module_or_path: module });
  } catch (error) {
    // The two are not of one build, or there is no memory.
    throw new LoadError("app.not_started", { detail: said(error) });
  }
  return glue;
}

/** A module of the importer's, checked while it is fetched. `beside` imports the one beside this module: a
 * bundler makes that a part of its own output, which has other names than ours.
 * @param {string} name @param {URL | undefined} base @param {() => Promise<any>} beside */
export async function script(name, base, beside) {
  const here = new URL(import.meta.url);
  const own = base ?? (isAsBuilt(here, "load.js") ? here : undefined);
  if (own) await verified(new URL(name, own), name);
  try {
    return await (base ? import(/* @vite-ignore */ /* webpackIgnore: true */ new URL(name, base).href) : beside());
  } catch (error) {
    throw new LoadError("app.not_loaded", { file: name, detail: said(error) });
  }
}

/** Whether a module lies where the build has put it, and the files beside it are as they were built. Bundlers
 * give them other names, or say where the sources were; development servers add a question to the address.
 * @param {URL} here where a module is @param {string} name its name */
export const isAsBuilt = (here, name) =>
  here.pathname.endsWith(`/${name}`) && !here.search && here.protocol !== "file:";

const checks = new Map();

/** Has the browser fetch a module and compare it with its hash: the import that follows takes what is
 * there. It is no `fetch`, which the page's policy may forbid.
 * @param {URL} url @param {string} name @returns {Promise<void>} */
export function verified(url, name) {
  const integrity = INTEGRITY[name];
  if (!integrity) return Promise.resolve();
  let check = checks.get(url.href);
  if (!check) {
    check = new Promise((resolve, reject) => {
      const link = document.createElement("link");
      const settle = (settled) => () => {
        link.remove();
        settled();
      };
      Object.assign(link, { rel: "modulepreload", href: url.href, integrity, crossOrigin: "anonymous" });
      link.onload = settle(resolve);
      // The browser does not say why it refuses a module; what the server answers does.
      link.onerror = settle(() => reject(reason(url, name, integrity, "")));
      document.head.append(link);
    }).catch(async (error) => {
      checks.delete(url.href);
      throw await error;
    });
    checks.set(url.href, check);
  }
  return check;
}

async function compiled(wasm, base) {
  const { bytes, response } = await take(wasm, base);
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

async function take(wasm, base) {
  try {
    const response = await fetched(wasm, "app_bg.wasm");
    return { bytes: await response.arrayBuffer(), response };
  } catch (error) {
    // `connect-src` of the page's policy may forbid any fetch: a script brings the bytes then.
    if (!error.unreached) throw error;
    const module = await script("app_bg.wasm.js", base, () => import("./app_bg.wasm.js")).catch(() => {
      throw error;
    });
    return { bytes: await module.bytes(INTEGRITY["app_bg.wasm"]) };
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
  unreachable.unreached = true;
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
  const type = response?.headers.get("Content-Type") ?? "";
  return type.startsWith("text/html") ? new LoadError("app.wrong_type", { file: name, type }) : undefined;
}

const said = (error) => String(error?.message ?? error);
