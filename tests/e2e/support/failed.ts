// Writes what failed to a file, a line a test, so that `cargo xtask test` can repeat it at its end.

import { writeFileSync } from "node:fs";

import type { FullResult, Reporter, TestCase, TestResult } from "@playwright/test/reporter";

/** The first line of what went wrong, without colours. */
function reason({ error, status }: TestResult): string {
  const text = (error?.message ?? status).replace(/\u001b\[[0-9;]*m/g, "");
  return text.split("\n").find((line) => line.trim() !== "")?.trim() ?? status;
}

export default class Failed implements Reporter {
  #lines: string[] = [];

  onTestEnd(test: TestCase, result: TestResult): void {
    if (result.status === test.expectedStatus || result.status === "skipped") return;
    const [, , file, ...titles] = test.titlePath();
    this.#lines.push(`${file} › ${titles.join(" › ")}: ${reason(result)}`);
  }

  onEnd(_: FullResult): void {
    const path = process.env["FAILED_TESTS"];
    if (path) writeFileSync(path, this.#lines.map((line) => `${line}\n`).join(""));
  }

  printsToStdio(): boolean {
    return false;
  }
}
