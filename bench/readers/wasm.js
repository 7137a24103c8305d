// Inflate alone, the importer and calamine, from one wasm module.

import init, * as readers from "/wasm/importer_bench.js";

export const load = () => init();

export function read(file, sample, name) {
  const progress = (rows) => self.postMessage(rows);
  return JSON.parse(readers[name](file, new Uint32Array(sample), progress));
}
