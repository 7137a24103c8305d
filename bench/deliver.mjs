// A base delivered end to end: the app's own worker in the browser, the server itself, an SQLite file.

import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

const RUNS = 3;

/** The server over a new database, its address once it listens. */
async function start(program, origin, folder) {
  const options = ["--listen", "127.0.0.1:0", "--database", `sqlite://${join(folder, "deliver.sqlite")}`];
  const server = spawn(program, [...options, "--allow-origin", origin, "--rate", "0"], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, RUST_LOG: "error" },
  });
  for await (const line of createInterface({ input: server.stdout })) {
    const address = /http:\/\/[^\s/]+/.exec(line)?.[0];
    if (address) return { server, address };
  }
  throw new Error("the server did not start");
}

async function once(browser, address, program, file) {
  const folder = mkdtempSync(join(tmpdir(), "importer-deliver-"));
  const { server, address: backend } = await start(program, address, folder);
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    await page.goto(`${address}/app.html`);
    await page.setInputFiles("input", file);
    await page.evaluate(() => window.prepare());
    return await page.evaluate((backend) => window.deliver(backend), `${backend}/api/v1`);
  } finally {
    await context.close().catch(() => {});
    server.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** {ms, note}: from the press of the button to the last answer, the median of some runs. */
export async function deliver(browser, address, program, file) {
  const runs = [];
  for (let run = 0; run < RUNS; run += 1) runs.push(await once(browser, address, program, file));
  return runs.toSorted((one, other) => one.ms - other.ms)[Math.floor(RUNS / 2)];
}
