// Installs the packages in tests/hosts as npm would, and has the frameworks build their pages.

import { execFileSync } from "node:child_process";
import { cpSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { HOSTS, PACKAGES } from "./host.ts";

export default async function build(): Promise<void> {
  const modules = join(HOSTS, "node_modules");
  for (const name of ["leeloo-importer", "leeloo-importer-react"]) {
    rmSync(join(modules, name), { recursive: true, force: true });
    cpSync(join(PACKAGES, name), join(modules, name), { recursive: true });
  }
  for (const page of ["react", "vue"]) {
    execFileSync(process.execPath, [join(modules, "vite/bin/vite.js"), "build", page, "--logLevel", "warn"], {
      cwd: HOSTS,
      stdio: "inherit",
    });
  }
  await webpack(modules);
}

interface Stats {
  hasErrors(): boolean;
  toString(what: string): string;
}

/** By its own interface: the command line is another package. */
async function webpack(modules: string): Promise<void> {
  const run = createRequire(join(modules, "webpack/package.json"))("webpack") as (
    config: unknown,
    done: (error: Error | null, stats?: Stats) => void,
  ) => void;
  const { default: config } = await import(pathToFileURL(join(HOSTS, "webpack/webpack.config.js")).href);
  await new Promise<void>((resolve, reject) => {
    run(config, (error, stats) => {
      if (error || stats?.hasErrors()) reject(error ?? new Error(stats?.toString("errors-only")));
      else resolve();
    });
  });
}
