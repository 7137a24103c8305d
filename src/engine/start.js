// Starts workers: from this origin, from another one, under Trusted Types, from a bundler's output.
import { INTEGRITY } from "./files.js";
import { folder, verified } from "./load.js";

/** A module of wasm: where it is, and a script that has it in it, for pages that forbid to fetch.
 * @typedef {{ wasm: URL, text: URL, integrity: string }} Wasm */

/** `secondary` comes after `primary`; `asBuilt`: nobody has made others of these files since.
 * @typedef {{ script: URL, primary: Wasm, secondary: Wasm, asBuilt: boolean }} WorkerFiles */

/** Where the worker's files are: beside this module, or in the folder `base`.
 * @param {URL | undefined} base @returns {WorkerFiles} */
export function workerFiles(base) {
  const asBuilt = folder(base) !== undefined;
  const wasm = (wasm, text, name) => ({ wasm, text, integrity: INTEGRITY[name] ?? "" });
  // Bundlers know these by their form and bring the files along.
  const [script, one, oneText, two, twoText] = base
    ? NAMES.map((name) => new URL(name, base))
    : [
        new URL("./engine-worker.js", import.meta.url),
        new URL("./worker_bg.wasm", import.meta.url),
        new URL("./worker_bg.wasm.js", import.meta.url),
        new URL("./worker_secondary.wasm", import.meta.url),
        new URL("./worker_secondary.wasm.js", import.meta.url),
      ];
  return { script, primary: wasm(one, oneText, NAMES[1]), secondary: wasm(two, twoText, NAMES[3]), asBuilt };
}

const NAMES = [
  "engine-worker.js",
  "worker_bg.wasm",
  "worker_bg.wasm.js",
  "worker_secondary.wasm",
  "worker_secondary.wasm.js",
];

/** Starts a worker, once its script is known to be the one that belongs to this module.
 * @param {WorkerFiles} files @returns {Promise<Worker>} */
export async function startWorker(files) {
  if (files.asBuilt) await verified(files.script, "engine-worker.js");
  const here = isOfThisOrigin(files.script);
  const address = here ? files.script.href : passing(files.script);
  const worker = new Worker(trusted(address), { type: here ? "module" : "classic", name: "leeloo-importer" });
  const plain = ({ wasm, text, integrity }) => ({ wasm: wasm.href, text: text.href, integrity });
  worker.postMessage({ ...plain(files.primary), secondary: plain(files.secondary) });
  return worker;
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
