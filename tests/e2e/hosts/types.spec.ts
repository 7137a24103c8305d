// The declarations of the packages in a strict project, `exactOptionalPropertyTypes` included.

import { execFileSync } from "node:child_process";
import { join } from "node:path";

import { HOSTS } from "../support/host.ts";
import { expect, test } from "../support/hosts.ts";

for (const project of ["types", "react"]) {
  test(`tests/hosts/${project} compiles`, () => {
    const compiler = join(HOSTS, "node_modules/typescript/bin/tsc");
    let said = "";
    try {
      execFileSync(process.execPath, [compiler, "-p", join(HOSTS, project)], { encoding: "utf8" });
    } catch (error) {
      said = String((error as { stdout?: unknown }).stdout ?? error);
    }
    expect(said).toBe("");
  });
}
