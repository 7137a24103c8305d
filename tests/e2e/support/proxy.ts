// A proxy in front of the real server that misbehaves as a script tells it: a stand-in for networks,
// proxies and backends that the real server cannot be made to play.

import { type IncomingMessage, type Server, type ServerResponse, createServer, request } from "node:http";
import type { AddressInfo } from "node:net";

/** What becomes of a call. */
export type Act =
  /** The server answers it. */
  | "pass"
  /** The server takes it, and the answer is lost. */
  | "lose"
  /** The connection breaks before the server sees it. */
  | "cut"
  /** The server answers after so many milliseconds. */
  | { delay: number }
  /** Something else answers. */
  | { status: number; body: string; type?: string };

/** A call to the API: `PUT /imports/…/batches/0`. */
export interface Call {
  method: string;
  path: string;
  body: string;
  token: string | undefined;
}

export class Proxy {
  readonly calls: Call[] = [];
  behave: (call: Call, number: number) => Act = () => "pass";
  readonly #server: Server;
  readonly #target: () => string;

  private constructor(target: () => string) {
    this.#target = target;
    this.#server = createServer((incoming, outgoing) => {
      // A page that is left cuts its calls off.
      this.#serve(incoming, outgoing).catch(() => incoming.socket.destroy());
    });
  }

  /** Stands in front of the server at the address that `target` gives at the moment. */
  static async start(target: () => string): Promise<Proxy> {
    const proxy = new Proxy(target);
    await new Promise<void>((resolve) => proxy.#server.listen(0, "127.0.0.1", resolve));
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Calls that brought a batch. */
  get batches(): Call[] {
    return this.calls.filter((call) => call.method === "PUT");
  }

  stop(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  async #serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const pieces: Buffer[] = [];
    for await (const piece of incoming) pieces.push(piece as Buffer);
    const body = Buffer.concat(pieces);
    const path = incoming.url ?? "/";
    let act: Act = "pass";
    if (path.startsWith("/api/v1")) {
      const call = {
        method: incoming.method ?? "",
        path: path.slice("/api/v1".length),
        body: body.toString(),
        token: incoming.headers.authorization,
      };
      act = this.behave(call, this.calls.length);
      this.calls.push(call);
    }
    if (act === "cut") return void incoming.socket.destroy();
    if (typeof act === "object" && "status" in act) {
      outgoing.writeHead(act.status, { "Content-Type": act.type ?? "application/json" });
      return void outgoing.end(act.body);
    }
    if (typeof act === "object") await new Promise((resolve) => setTimeout(resolve, (act as { delay: number }).delay));
    this.#forward(incoming, body, outgoing, act === "lose");
  }

  #forward(incoming: IncomingMessage, body: Buffer, outgoing: ServerResponse, lose: boolean): void {
    const { method, headers, url } = incoming;
    const onward = request(new URL(url ?? "/", this.#target()), { method, headers }, (answer) => {
      if (lose) {
        answer.resume();
        return void incoming.socket.destroy();
      }
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    onward.on("error", () => incoming.socket.destroy());
    onward.end(body);
  }
}
