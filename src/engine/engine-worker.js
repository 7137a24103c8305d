// Starts the worker's wasm, once the page has said where it is. A module of its own, because a strict
// Content-Security-Policy refuses workers made from text.
//
// The wasm is two modules. The primary one opens, checks and shows a table. The secondary one has everything
// else and comes after it, in the background; what needs it before it has come fetches it and waits.
import init, { sha384 } from "./worker.js";

/** @typedef {{ wasm: string, text?: string, integrity?: string }} Place of a module, of the script that has
 * its bytes for pages that may not fetch, and its hash */

self.onmessage = async ({ data: primary }) => {
  self.onmessage = null;
  try {
    const { bytes, fetched } = await take(primary);
    const module = await WebAssembly.compile(bytes);
    const isSplit = WebAssembly.Module.exports(module).some(({ name }) => name === "secondary_is_there");
    const place = primary.secondary ?? { wasm: new URL("worker_secondary.wasm", primary.wasm).href };
    // Who may not fetch cannot do it later, while wasm waits.
    const early = isSplit && !fetched ? await WebAssembly.compile((await take(place)).bytes) : undefined;
    const exports = await init({ module_or_path: module });
    if (isSplit) bringLater(exports, place, early);
  } catch (error) {
    fatal("worker_bg.wasm", error);
  }
};

async function take({ wasm, text, integrity }) {
  let response;
  try {
    response = await fetch(wasm, integrity ? { integrity } : {});
  } catch (error) {
    // `connect-src` of a policy may forbid any fetch: a script brings the bytes then.
    const module = await import(text).catch(() => {
      throw error;
    });
    return { bytes: await module.bytes(integrity), fetched: false };
  }
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  return { bytes: await response.arrayBuffer(), fetched: true };
}

// What wasm asks of this script; nothing is on its way where there is one module only.
self.importerSecondaryComes = () => undefined;

/** Puts the secondary module in its place: at once if it is here, else when it comes, or when it is needed. */
function bringLater(primary, place, early) {
  const isThere = () => primary.secondary_is_there.value !== 0;
  const put = (module) => {
    if (!isThere()) new WebAssembly.Instance(module, { primary });
  };
  self.importerBringSecondary = () => {
    try {
      put(new WebAssembly.Module(takeNow(place)));
    } catch (error) {
      fatal("worker_secondary.wasm", error);
      throw error;
    }
  };
  if (early) return put(early);
  const bring = async () => {
    const { bytes } = await take(place);
    if (!isThere()) put(await WebAssembly.compile(bytes));
  };
  // A network that is gone for now is no reason to stop: whoever needs the module tries again.
  const coming = bring().catch(() => {});
  self.importerSecondaryComes = () => (isThere() ? undefined : coming);
}

/** The bytes, without letting anything else happen meanwhile. */
function takeNow({ wasm, integrity }) {
  const request = new XMLHttpRequest();
  request.open("GET", wasm, false);
  request.responseType = "arraybuffer";
  request.send();
  if (request.status !== 200) throw new Error(`HTTP ${request.status}`);
  const bytes = new Uint8Array(request.response);
  const found = `sha384-${btoa(String.fromCharCode(...sha384(bytes)))}`;
  if (integrity && found !== integrity) throw new Error("of another version");
  return bytes;
}

function fatal(file, error) {
  self.postMessage({ fatal: `${file}: ${error?.message ?? error}` });
}
