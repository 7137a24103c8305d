// The development server of Vite over a page in tests/hosts, as a person runs it while writing the page.

import { type ChildProcess, spawn } from "node:child_process";
import { createServer } from "node:net";
import { join } from "node:path";

import { HOSTS } from "./host.ts";

export interface Developing {
  url: string;
  stop(): Promise<void>;
}

/** Starts it for the page of this name, on any free port. */
export async function developing(page: string): Promise<Developing> {
  const port = await freePort();
  const vite = join(HOSTS, "node_modules/vite/bin/vite.js");
  const options = ["--port", String(port), "--strictPort", "--host", "127.0.0.1", "--logLevel", "error", "--force"];
  const server = spawn(process.execPath, [vite, page, ...options], {
    cwd: HOSTS,
    stdio: ["ignore", "ignore", "inherit"],
  });
  const url = `http://127.0.0.1:${port}/`;
  await answers(url, server);
  return { url, stop: () => stopped(server) };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}

async function answers(url: string, server: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 300; tries += 1) {
    if (server.exitCode !== null) throw new Error(`the development server ended with ${server.exitCode}`);
    const there = await fetch(url).then(({ ok }) => ok, () => false);
    if (there) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("the development server does not answer");
}

function stopped(server: ChildProcess): Promise<void> {
  const ended = new Promise<void>((resolve) => server.once("exit", () => resolve()));
  server.kill("SIGTERM");
  return ended;
}
