// Starts the worker's wasm, once the page has said where it is. A module of its own, because a strict
// Content-Security-Policy refuses workers made from text.
import init from "./worker.js";

self.onmessage = async ({ data: { wasm, integrity } }) => {
  self.onmessage = null;
  try {
    const response = await fetch(wasm, integrity ? { integrity } : {});
    if (!response.ok) throw new Error(`worker_bg.wasm: HTTP ${response.status}`);
    await init({ module_or_path: await WebAssembly.compile(await response.arrayBuffer()) });
  } catch (error) {
    self.postMessage({ fatal: `worker_bg.wasm: ${error?.message ?? error}` });
  }
};
