import vue from "@vitejs/plugin-vue";
import { defineConfig } from "vite";

export default defineConfig({
  plugins: [vue({ template: { compilerOptions: { isCustomElement: (tag) => tag === "leeloo-importer" } } })],
  // The development server would tear the element from its files.
  optimizeDeps: { exclude: ["leeloo-importer"] },
});
