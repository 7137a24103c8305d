// The worker that one run is made in. A reader is a module of readers/: `load` gets ready, `read`
// gives {rows, ids, note}.

let reader;

const READERS = {
  exceljs: () => import("./readers/exceljs.js"),
  hucre: () => import("./readers/hucre.js"),
  papaparse: () => import("./readers/papaparse.js"),
  "read-excel-file": () => import("./readers/read-excel-file.js"),
  sheetjs: () => import("./readers/sheetjs.js"),
  wasm: () => import("./readers/wasm.js"),
};

self.onmessage = async ({ data }) => {
  if (data.reader) {
    reader = await READERS[data.reader.module]();
    await reader.load?.();
    self.function = data.reader.function;
    self.postMessage({ ready: true });
    return;
  }
  const start = performance.now();
  try {
    const found = await reader.read(data.file, data.sample, self.function);
    self.postMessage({ ...found, ms: performance.now() - start });
  } catch (error) {
    self.postMessage({ error: String(error?.message ?? error), ms: performance.now() - start });
  }
};
