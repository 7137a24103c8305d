// Starts the worker's wasm. A module of its own, because a strict Content-Security-Policy refuses
// workers made from text.
import init from "./worker.js";

init({ module_or_path: new URL("worker_bg.wasm", import.meta.url) }).catch((error) => {
  self.postMessage({ fatal: String(error?.message ?? error) });
});
