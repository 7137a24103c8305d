// Starts workers: from this origin, from another one, under Trusted Types, from a bundler's output.
import { INTEGRITY } from "./files.js";
import { isAsBuilt, verified } from "./load.js";

/** `text` is a script that has the wasm in it, for pages that forbid to fetch; `own`, whether the script is the
 * one of the package, to be compared with its hash.
 * @typedef {{ own: boolean, script: URL, wasm: URL, text: URL }} WorkerFiles */

/** Where the worker's files are: beside this module, or in the folder `base`.
 * @param {URL | undefined} base @returns {WorkerFiles} */
export function workerFiles(base) {
  // Bundlers know these by their form and bring the files along.
  if (!base) {
    return {
      own: isAsBuilt(new URL(import.meta.url), "start.js"),
      script: new URL("./engine-worker.js", import.meta.url),
      wasm: new URL("./worker_bg.wasm", import.meta.url),
      text: new URL("./worker_bg.wasm.js", import.meta.url),
    };
  }
  const [script, wasm, text] = ["engine-worker.js", "worker_bg.wasm", "worker_bg.wasm.js"].map((name) => new URL(name, base));
  return { own: true, script, wasm, text };
}

/** Starts a worker, once its script is known to be the one that belongs to this module.
 * @param {WorkerFiles} files @returns {Promise<Worker>} */
export async function startWorker(files) {
  await verify(files);
  const here = isOfThisOrigin(files.script);
  const address = here ? files.script.href : passing(files.script);
  const worker = new Worker(trusted(address), { type: here ? "module" : "classic", name: "leeloo-importer" });
  worker.postMessage({ wasm: files.wasm.href, text: files.text.href, integrity: INTEGRITY["worker_bg.wasm"] ?? "" });
  return worker;
}

// A bundler may shorten the script, and a development server writes into it: that is the page's own.
function verify({ script, own }) {
  const name = "engine-worker.js";
  return own && isAsBuilt(script, name) ? verified(script, name) : undefined;
}

// Not the origin of the page's address: a sandboxed frame has none.
function isOfThisOrigin(script) {
  return script.origin === globalThis.origin || script.protocol === "blob:";
}

const passed = new Map();

// A worker's script has to be of the page's origin. From another one it is imported by a script that
// is, which `worker-src blob:` has to allow. That one is no module: a frame without an origin starts
// none. It keeps what is said to it until the other one listens.
function passing(script) {
  let address = passed.get(script.href);
  if (!address) {
    const text = `const early = [];
onmessage = (event) => early.push(event);
import(${JSON.stringify(script.href)}).then(
  () => early.forEach((event) => onmessage(event)),
  (error) => postMessage({ fatal: "engine-worker.js: " + error.message }),
);`;
    address = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
    passed.set(script.href, address);
  }
  return address;
}

let policy;

// Where the page requires Trusted Types, addresses of scripts have to come from a policy.
function trusted(address) {
  if (!globalThis.trustedTypes) return address;
  try {
    policy ??= globalThis.trustedTypes.createPolicy("leeloo-importer", { createScriptURL: (url) => url });
  } catch {
    // The page allows policies by name, and not this one. Its default policy may do.
    return address;
  }
  return policy.createScriptURL(address);
}
