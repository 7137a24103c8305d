import { fileURLToPath } from "node:url";

export default {
  mode: "production",
  context: fileURLToPath(new URL(".", import.meta.url)),
  entry: "./main.js",
  output: { path: fileURLToPath(new URL("dist", import.meta.url)), clean: true },
  // The wasm and the worker's program come when they are needed: their size is no matter of the first paint.
  performance: { hints: false },
};
