// A server for a page that embeds the importer: folders under prefixes, headers of the page's own, and
// a backend behind it where the test has one.

import { readFile } from "node:fs/promises";
import { type IncomingMessage, type Server, type ServerResponse, createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";


/** Where the pages are. */
export const HOSTS = fileURLToPath(new URL("../../hosts", import.meta.url));
/** Where `cargo xtask dist` puts the npm packages; tests of the app alone have none. */
export const PACKAGES = process.env["IMPORTER_PACKAGES"] ?? "";
/** The element's package. */
export const ELEMENT = join(PACKAGES, "leeloo-importer");

const TYPES: Record<string, string> = {
  ".css": "text/css",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
  ".webmanifest": "application/manifest+json",
};

/** What is answered instead of a file. */
export interface Instead {
  status?: number;
  type?: string;
  body?: string;
}

export interface HostOptions {
  /** Folders by the prefix they are served under, ending with a slash; the longest one counts. */
  folders: Record<string, string>;
  /** Headers of every answer. */
  headers?: Record<string, string>;
  /** Address of a backend for `/api/`. */
  backend?: string;
  /** Text to replace in pages. */
  replace?: Record<string, string>;
  /** Files, by the end of their path, that something is wrong with. */
  instead?: Record<string, Instead>;
}

export class Host {
  /** What was asked for, in order: `GET /importer/app.js`. */
  readonly asked: string[] = [];
  readonly posted: { path: string; body: string; key: string | undefined }[] = [];
  readonly #server: Server;
  readonly #options: HostOptions;

  private constructor(options: HostOptions) {
    this.#options = options;
    this.#server = createServer((incoming, outgoing) => {
      this.#serve(incoming, outgoing).catch(() => outgoing.destroy());
    });
  }

  static async start(options: HostOptions): Promise<Host> {
    const host = new Host(options);
    await new Promise<void>((resolve) => host.#server.listen(0, "127.0.0.1", resolve));
    return host;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  async #serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const path = new URL(incoming.url ?? "/", "http://host").pathname;
    this.asked.push(`${incoming.method} ${path}`);
    const { backend, headers = {}, instead = {} } = this.#options;
    if (backend && path.startsWith("/api/")) return void this.#forward(incoming, outgoing, backend);
    if (incoming.method === "POST") return void (await this.#take(path, incoming, outgoing));
    const wrong = Object.entries(instead).find(([end]) => path.endsWith(end))?.[1];
    const file = this.#file(path);
    const body = wrong?.body ?? (file && (await readFile(file).catch(() => undefined)));
    const type = wrong?.type ?? TYPES[extname(file ?? "")] ?? "application/octet-stream";
    if (body === undefined || wrong?.status) {
      outgoing.writeHead(wrong?.status ?? 404, { "Content-Type": "text/plain", ...headers });
      return void outgoing.end("not found");
    }
    outgoing.writeHead(200, { "Content-Type": type, "Cache-Control": "no-cache", ...headers });
    outgoing.end(type.startsWith("text/html") ? this.#replaced(String(body)) : body);
  }

  #file(path: string): string | undefined {
    const prefixes = Object.keys(this.#options.folders).filter((prefix) => path.startsWith(prefix));
    const prefix = prefixes.sort((one, other) => other.length - one.length)[0];
    if (prefix === undefined) return undefined;
    const rest = path.slice(prefix.length) || "index.html";
    return join(this.#options.folders[prefix] ?? "", rest);
  }

  #replaced(page: string): string {
    const replace = Object.entries(this.#options.replace ?? {});
    return replace.reduce((text, [from, to]) => text.replaceAll(from, to), page);
  }

  /** A backend of the page's own: takes every client of a batch. */
  async #take(path: string, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const pieces: Buffer[] = [];
    for await (const piece of incoming) pieces.push(piece as Buffer);
    const body = Buffer.concat(pieces).toString();
    this.posted.push({ path, body, key: incoming.headers["idempotency-key"] as string | undefined });
    const { clients } = JSON.parse(body) as { clients: unknown[] };
    outgoing.writeHead(200, { "Content-Type": "application/json" });
    outgoing.end(JSON.stringify({ created: clients.length, updated: 0, unchanged: 0, rejected: [] }));
  }

  #forward(incoming: IncomingMessage, outgoing: ServerResponse, backend: string): void {
    const { method, headers, url } = incoming;
    const onward = request(new URL(url ?? "/", backend), { method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    onward.on("error", () => incoming.socket.destroy());
    incoming.pipe(onward);
  }
}
