// Installs the packages in tests/hosts as npm would, and has the frameworks build their pages.

import { execFileSync } from "node:child_process";
import { cpSync, rmSync } from "node:fs";
import { join } from "node:path";

import { HOSTS, PACKAGES } from "./host.ts";

export default function build(): void {
  const modules = join(HOSTS, "node_modules");
  for (const name of ["leeloo-importer", "leeloo-importer-react"]) {
    rmSync(join(modules, name), { recursive: true, force: true });
    cpSync(join(PACKAGES, name), join(modules, name), { recursive: true });
  }
  const run = (args: string[]): void => void execFileSync(process.execPath, args, { cwd: HOSTS, stdio: "inherit" });
  for (const page of ["react", "vue"]) run([join(modules, "vite/bin/vite.js"), "build", page, "--logLevel", "warn"]);
  run(["webpack/build.mjs"]);
}
