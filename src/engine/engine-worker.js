// Starts the worker's wasm, once the page has said where it is. A module of its own, because a strict
// Content-Security-Policy refuses workers made from text.
import init from "./worker.js";

self.onmessage = async ({ data: { wasm, text, integrity } }) => {
  self.onmessage = null;
  try {
    await init({ module_or_path: await WebAssembly.compile(await bytes(wasm, text, integrity)) });
  } catch (error) {
    self.postMessage({ fatal: `worker_bg.wasm: ${error?.message ?? error}` });
  }
};

async function bytes(wasm, text, integrity) {
  let response;
  try {
    response = await fetch(wasm, integrity ? { integrity } : {});
  } catch (error) {
    // `connect-src` of a policy may forbid any fetch: a script brings the bytes then.
    const module = await import(text).catch(() => {
      throw error;
    });
    return module.bytes(integrity);
  }
  if (!response.ok) throw new Error(`worker_bg.wasm: HTTP ${response.status}`);
  return response.arrayBuffer();
}
