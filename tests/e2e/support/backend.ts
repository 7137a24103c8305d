// The real server over an SQLite file of its own, and what it holds after it was stopped.

import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

import initSqlJs, { type SqlValue } from "sql.js";

import type { Client } from "./expected.ts";

/** A client as the database holds it, in the form of the expectations. */
export interface StoredClient extends Client {
  bot: string;
  tags: string[];
}

export class Backend {
  readonly #folder: string;
  #options: readonly string[];
  #server: ChildProcess | undefined;
  #url = "";

  private constructor(folder: string, options: readonly string[]) {
    this.#folder = folder;
    this.#options = options;
  }

  /** Starts on any free port with a new database, with more options of the program where given. */
  static async start(options: readonly string[] = []): Promise<Backend> {
    const backend = new Backend(await mkdtemp(join(tmpdir(), "importer-e2e-")), options);
    await backend.#listen("127.0.0.1:0");
    return backend;
  }

  /** Where the app and the API are: `http://127.0.0.1:PORT`. */
  get url(): string {
    return this.#url;
  }

  /** Starts again after `stop`, with the same database, at any free port, with other options where given. */
  async restart(options = this.#options): Promise<void> {
    this.#options = options;
    await this.#listen("127.0.0.1:0");
  }

  /** Starts again after `stop`, for those who know the address. */
  async comeBack(): Promise<void> {
    await this.#listen(new URL(this.#url).host);
  }

  /** Asks the server to end and waits until it has. */
  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (!server || server.exitCode !== null || server.signalCode !== null) return;
    const ended = new Promise((resolve) => server.once("exit", resolve));
    server.kill("SIGTERM");
    const slow = setTimeout(() => server.kill("SIGKILL"), 10_000);
    await ended;
    clearTimeout(slow);
  }

  /** Ends the server at once, in the middle of whatever it is doing. */
  async kill(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (!server) return;
    const ended = new Promise((resolve) => server.once("exit", resolve));
    server.kill("SIGKILL");
    await ended;
  }

  /** Stops and removes the database. */
  async remove(): Promise<void> {
    await this.stop();
    await rm(this.#folder, { recursive: true, force: true });
  }

  /** Stops, and reads every card from the database file; sorted by messenger and id. */
  async stopAndRead(): Promise<StoredClient[]> {
    await this.stop();
    const sql = await initSqlJs();
    const database = new sql.Database(await readFile(this.#database));
    try {
      const statement = database.prepare(
        `SELECT messenger, social_id, name, email, phone, fields, custom_fields, tags, bot_id
           FROM client ORDER BY messenger, social_id`,
      );
      const clients: StoredClient[] = [];
      while (statement.step()) clients.push(stored(statement.get()));
      return clients;
    } finally {
      database.close();
    }
  }

  /** Stops, and reads where the clients of each messenger were put. */
  async stopAndReadPlaces(): Promise<{ messenger: string; tunnel: string | null; lgt: string | null }[]> {
    await this.stop();
    const sql = await initSqlJs();
    const database = new sql.Database(await readFile(this.#database));
    try {
      const rows = database.exec("SELECT DISTINCT messenger, tunnel, lgt FROM client ORDER BY messenger")[0]?.values ?? [];
      const text = (value: SqlValue | undefined) => (value === null || value === undefined ? null : String(value));
      return rows.map(([messenger, tunnel, lgt]) => ({ messenger: String(messenger), tunnel: text(tunnel), lgt: text(lgt) }));
    } finally {
      database.close();
    }
  }

  get #database(): string {
    return join(this.#folder, "importer.sqlite");
  }

  async #listen(address: string): Promise<void> {
    const program = required("IMPORTER_SERVER");
    const server = spawn(
      program,
      ["--listen", address, "--database", `sqlite://${this.#database}`, "--app", required("IMPORTER_APP"), ...this.#options],
      { stdio: ["ignore", "pipe", "inherit"] },
    );
    this.#server = server;
    this.#url = await new Promise<string>((resolve, reject) => {
      createInterface({ input: server.stdout }).on("line", (line) => {
        const listening = /^listening on (http:\/\/\S+)$/.exec(line);
        if (listening?.[1]) resolve(listening[1]);
      });
      server.once("error", reject);
      server.once("exit", (code) => reject(new Error(`${program} ended with ${code} before it listened`)));
    });
  }
}

/** A variable that `cargo xtask test --only e2e` sets. */
export function required(variable: string): string {
  const value = process.env[variable];
  if (!value) throw new Error(`${variable} is not set: run the tests by \`cargo xtask test --only e2e\``);
  return value;
}

function stored(values: SqlValue[]): StoredClient {
  const [messenger, social_id, name, email, phone, fields, custom, tags, bot] = values.map((value) =>
    value === null ? null : String(value),
  );
  const all: Record<string, string> = { ...JSON.parse(fields ?? "{}"), ...JSON.parse(custom ?? "{}") };
  if (email) all["email"] = email;
  if (phone) all["phone"] = phone;
  return {
    messenger: messenger ?? "",
    social_id: social_id ?? "",
    name: name ?? null,
    fields: all,
    tags: JSON.parse(tags ?? "[]"),
    bot: bot ?? "",
  };
}
