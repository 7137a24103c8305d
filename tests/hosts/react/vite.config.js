import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig({
  plugins: [react()],
  // The development server would tear the element from its files.
  optimizeDeps: { exclude: ["leeloo-importer"] },
});
