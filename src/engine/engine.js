// The importer without a view: `import { check, split } from "leeloo-importer/engine"`. Files are read
// by a worker of their own, as the element does it; nothing is sent anywhere.
import { language as spoken, words } from "./locales.js";
import { startWorker, workerFiles } from "./start.js";

/** What went wrong: `code` is stable, `arguments` say more. */
export class ImporterError extends Error {
  constructor({ code, arguments: args = {} }) {
    super([code, args.detail].filter(Boolean).join(": "));
    this.name = "ImporterError";
    this.code = code;
    this.arguments = args;
  }
}

/** Reads and checks a file; resolves to the report that `importer check --json` prints.
 * @param {File} file @param {object} [options] */
export function check(file, options = {}) {
  return reading(file, options, async (worker) => JSON.parse(await (await worker.make("Report")).blob.text()));
}

/** Reads a file and divides its clients by messenger, a file each, with the rows that stay behind.
 * @param {File} file @param {object} [options] */
export function split(file, options = {}) {
  const { as: format = "xlsx", language = "en" } = options;
  if (!["xlsx", "csv", "json"].includes(format)) throw new TypeError('split: as is "xlsx", "csv" or "json"');
  return reading(file, options, async (worker, overview) => {
    const tag = spoken(language);
    await worker.ask({ Speak: { language: tag, words: await words(tag, baseOf(options)) } });
    const files = [];
    for (const { messenger, clients, ready } of overview.groups) {
      if (ready === 0) continue;
      const made = await worker.make({ Split: { messenger, format } });
      files.push({ messenger, clients, ready, file: made.file() });
    }
    const behind = overview.error_rows > 0 ? (await worker.make("Rejected")).file() : null;
    return { files, rejected: behind };
  });
}

async function reading(file, options, use) {
  if (!(file instanceof Blob)) throw new TypeError("the first argument is a File");
  const named = file instanceof File ? file : new File([file], "clients");
  const { config, sheet, encoding, delimiter, messenger, signal, onProgress } = options;
  const worker = new Conversation(await startWorker(workerFiles(baseOf(options))), signal, onProgress);
  try {
    const json = config == null || typeof config === "string" ? (config ?? null) : JSON.stringify(config);
    const opening = { sheet: sheet ?? null, encoding: encoding ?? null, delimiter: delimiter ?? null, config: json };
    let { Opened: overview } = await worker.ask({ Open: opening }, named);
    if (messenger) {
      for (const { messenger: from } of overview.groups) {
        ({ Opened: overview } = await worker.ask({ SetMessenger: { from, to: messenger } }));
      }
    }
    return await use(worker, overview);
  } finally {
    worker.end();
  }
}

const baseOf = ({ baseUrl }) => (baseUrl ? new URL(baseUrl, document.baseURI) : undefined);

/** Requests to a worker, one after another, and their answers. */
class Conversation {
  #worker;
  #signal;
  #tell;
  #ready;
  #last = 0;
  #fail = () => {};
  #answer = () => {};

  constructor(worker, signal, tell) {
    this.#worker = worker;
    this.#signal = signal;
    this.#tell = tell;
    const { promise, resolve, reject } = deferred();
    this.#ready = promise;
    this.#fail = reject;
    // Whoever asks hears of it; nobody may have asked yet.
    promise.catch(() => {});
    worker.onmessage = ({ data }) => {
      if (data === "ready") resolve();
      else if (data.fatal) this.#broken(data.fatal);
      else this.#answer(data);
    };
    worker.onerror = (event) => this.#broken(event.message || "engine-worker.js");
    signal?.addEventListener("abort", this.#stop);
  }

  async ask(body, file) {
    this.#signal?.throwIfAborted();
    await this.#ready;
    this.#signal?.throwIfAborted();
    const id = ++this.#last;
    const { promise, resolve, reject } = deferred();
    this.#fail = reject;
    this.#answer = ({ id: of, body: reply, blob }) => {
      if (of !== id) return;
      if (reply.Progress) this.#tell?.(reply.Progress);
      else if (reply.Failed) reject(new ImporterError(reply.Failed));
      else resolve(reply === "Done" ? {} : { ...reply, blob });
    };
    this.#worker.postMessage({ id, body, ...(file && { file }) });
    return promise;
  }

  async make(product) {
    const { Made, blob } = await this.ask({ Make: product });
    return { blob, file: () => new File([blob], Made.name, { type: blob.type }) };
  }

  end() {
    this.#signal?.removeEventListener("abort", this.#stop);
    this.#worker.terminate();
  }

  #stop = () => this.#fail(this.#signal.reason);

  #broken(detail) {
    this.#fail(new ImporterError({ code: this.#last ? "worker.crashed" : "worker.not_started", arguments: { detail } }));
  }
}

function deferred() {
  const out = {};
  out.promise = new Promise((resolve, reject) => Object.assign(out, { resolve, reject }));
  return out;
}
