// A backend for the importer: the whole contract in one file, for Node 20, without packages.
//
//     IMPORTER_TOKEN=secret node backend.mjs clients.jsonl 8080
//
// Everything that happens is one line of a journal: announced, a batch, complete. A line that is on the
// disk happened, one that was cut off did not: that makes a batch one transaction. Replaying the journal
// at the start gives the cards and answers back. Put your own database in the place of `commit`.
import { createHash, randomUUID } from "node:crypto";
import { appendFileSync, existsSync, fstatSync, fsyncSync, ftruncateSync, openSync, readFileSync, truncateSync } from "node:fs";
import { createServer } from "node:http";

const [journal = "clients.jsonl", port = "8080"] = process.argv.slice(2);
const token = process.env.IMPORTER_TOKEN;
const BOTS = ["telegram", "viber", "facebook", "instagram", "vkontakte", "whatsapp"].map((name) => {
  return { id: `bot-${name}`, name: `Demo ${name}`, messenger: name.toUpperCase() };
});

const cards = new Map(); // "MESSENGER social_id" -> card
const imports = new Map(); // import_id -> {announced, batches: Map(number -> {key, sha256, answer, arrived}), complete}

const happened = {
  announced: ({ import_id, announced }) => imports.set(import_id, { announced, batches: new Map(), complete: false }),
  batch: ({ import_id, number, changed, ...batch }) => {
    for (const card of changed) cards.set(`${card.messenger} ${card.social_id}`, card);
    imports.get(import_id).batches.set(number, batch);
  },
  complete: ({ import_id }) => (imports.get(import_id).complete = true),
};

replay();
const out = openSync(journal, "a");

/** On the disk first, in memory after: what cannot be written did not happen. */
function commit(what, event) {
  const { size } = fstatSync(out);
  try {
    appendFileSync(out, `${JSON.stringify({ what, ...event })}\n`);
    fsyncSync(out);
  } catch (error) {
    ftruncateSync(out, size);
    throw error;
  }
  happened[what](event);
}

function replay() {
  const bytes = existsSync(journal) ? readFileSync(journal) : Buffer.alloc(0);
  const whole = bytes.subarray(0, bytes.lastIndexOf("\n") + 1);
  if (whole.length < bytes.length) truncateSync(journal, whole.length); // a line the power cut in two
  for (const line of whole.toString().split("\n").filter(Boolean)) {
    const { what, ...event } = JSON.parse(line);
    happened[what](event);
  }
}

class Refusal extends Error {
  constructor(status, code, detail) {
    super(detail);
    Object.assign(this, { status, code });
  }
}

const calls = [
  ["GET", /^\/bots$/, () => BOTS],
  ["GET", /^\/(tunnels|tags)$/, () => []],
  ["POST", /^\/clients\/lookup$/, lookup],
  ["POST", /^\/imports$/, announce],
  ["GET", /^\/imports\/([^/]+)$/, ({ found: [id] }) => status(id)],
  ["PUT", /^\/imports\/([^/]+)\/batches\/(\d+)$/, putBatch],
  ["POST", /^\/imports\/([^/]+)\/complete$/, complete],
];

function lookup({ json: { messenger, social_ids } }) {
  const known = [...new Set(social_ids)].sort().flatMap((id) => cards.get(`${messenger} ${id}`) ?? []);
  return { clients: known };
}

function announce({ json: announced }) {
  const import_id = randomUUID();
  commit("announced", { import_id, announced });
  return { import_id };
}

function status(import_id) {
  const { announced, batches, complete } = find(import_id);
  const arrived = [...batches].sort(([a], [b]) => a - b).map(([number, batch]) => ({ number, ...batch.arrived }));
  return { import_id, state: complete ? "complete" : "open", announced, arrived };
}

function putBatch({ found: [import_id, digits], headers, body, json: batch }) {
  const { announced, batches } = find(import_id);
  const [number, key] = [Number(digits), headers["idempotency-key"]];
  const sha256 = createHash("sha256").update(body).digest("hex");
  if (!key) throw new Refusal(400, "idempotency_key.missing", "the header Idempotency-Key is needed");

  // The same call again gives the first answer; anything else under its number or key is a conflict.
  const before = batches.get(number) ?? [...batches.values()].find((other) => other.key === key);
  if (before && (before !== batches.get(number) || before.key !== key || before.sha256 !== sha256)) {
    throw new Refusal(409, "batch.conflict", "this batch or key came before with something else");
  }
  if (before) return before.answer;

  if (number >= announced.batches) throw new Refusal(422, "batch.out_of_range", "no such batch was announced");
  if (batch.clients.length > 1000) throw new Refusal(413, "batch.too_large", "at most 1000 clients in a batch");
  const bot = BOTS.find(({ id }) => id === batch.bot_id);
  if (bot?.messenger !== batch.messenger) throw new Refusal(422, "bot.not_found", "no such bot for this messenger");

  const answer = { created: 0, updated: 0, unchanged: 0, rejected: [] };
  const changed = new Map(); // a client may be in a batch twice: the second one meets the first one's card
  for (const client of batch.clients) {
    const fault = check(client);
    if (fault) {
      answer.rejected.push({ row: client.row, social_id: client.social_id, ...fault });
      continue;
    }
    const name = `${batch.messenger} ${client.social_id}`;
    const known = changed.get(name) ?? cards.get(name);
    const card = merge(known, batch, client);
    const outcome = !known ? "created" : JSON.stringify(card) === JSON.stringify(known) ? "unchanged" : "updated";
    answer[outcome] += 1;
    if (outcome !== "unchanged") changed.set(name, card);
  }
  const refused = new Set(answer.rejected.map(({ row, social_id }) => `${row} ${social_id}`)).size;
  const arrived = { clients: batch.clients.length, ...answer, rejected: refused };
  commit("batch", { import_id, number, key, sha256, answer, arrived, changed: [...changed.values()] });
  return answer;
}

function complete({ found: [import_id] }) {
  const { announced, batches } = find(import_id);
  const clients = [...batches.values()].reduce((sum, { arrived }) => sum + arrived.clients, 0);
  if (batches.size !== announced.batches || clients !== announced.clients) {
    throw new Refusal(409, "import.incomplete", `${batches.size} batches with ${clients} clients arrived`);
  }
  if (!find(import_id).complete) commit("complete", { import_id });
  return status(import_id);
}

function find(import_id) {
  const found = imports.get(import_id);
  if (!found) throw new Refusal(404, "import.not_found", `no import ${import_id}`);
  return found;
}

/** Rules of your own: what is said here is shown at the row. */
function check({ social_id }) {
  if (social_id.trim() !== "") return undefined;
  return { field: "social_id", code: "social_id.missing", message: "no messenger id" };
}

/** Absent says nothing; `clear` takes away; tags are added. */
function merge(known, { messenger, bot_id, tunnel, lgt, tags }, { social_id, name, fields, custom_fields, clear = [] }) {
  const kept = structuredClone(known ?? { fields: {}, custom_fields: {}, tags: [] });
  for (const key of clear) {
    if (key === "name") delete kept.name;
    else if (key.startsWith("custom:")) delete kept.custom_fields[key.slice("custom:".length)];
    else delete kept.fields[key];
  }
  return {
    messenger,
    social_id,
    name: name ?? kept.name,
    fields: { ...kept.fields, ...fields },
    custom_fields: { ...kept.custom_fields, ...custom_fields },
    tags: [...new Set([...kept.tags, ...tags])].sort(),
    bot_id,
    ...(tunnel || lgt ? { tunnel, lgt } : { tunnel: kept.tunnel, lgt: kept.lgt }),
  };
}

async function answer(request) {
  if (token && request.headers.authorization !== `Bearer ${token}`) {
    throw new Refusal(401, "token.missing", "a bearer token is needed");
  }
  const path = new URL(request.url, "http://host").pathname.replace("/api/v1", "");
  const call = calls.find(([method, form]) => method === request.method && form.test(path));
  if (!call) throw new Refusal(404, "path.not_found", "nothing is here");
  const [, form, run] = call;

  const pieces = [];
  let size = 0;
  for await (const piece of request) {
    size += piece.length;
    if (size > 2_000_000) throw new Refusal(413, "body.too_large", "at most 2 MB");
    pieces.push(piece);
  }
  const body = Buffer.concat(pieces);
  // Only JSON may change anything: a form of another site cannot send it.
  if (size > 0 && !request.headers["content-type"]?.startsWith("application/json")) {
    throw new Refusal(415, "body.not_json", "the body must be application/json");
  }
  const json = size > 0 ? parsed(body) : {};
  return run({ found: form.exec(path).slice(1), headers: request.headers, body, json });
}

function parsed(body) {
  try {
    return JSON.parse(body);
  } catch {
    throw new Refusal(400, "body.malformed", "the body is not JSON");
  }
}

const server = createServer((request, response) => {
  answer(request).then(
    (json) => reply(response, request.method === "POST" && json.import_id && !json.state ? 201 : 200, json),
    (error) => {
      if (!(error instanceof Refusal)) console.error(error);
      const { status = 500, code = "server.failed", message } = error;
      const detail = error instanceof Refusal ? message : "the server failed; its log says why";
      reply(response, status, { type: "about:blank", title: code, status, code, detail });
    },
  );
});

function reply(response, status, json) {
  const type = status < 400 ? "application/json" : "application/problem+json";
  response.writeHead(status, { "content-type": type }).end(JSON.stringify(json));
}

server.listen(Number(port), "127.0.0.1", () => {
  console.log(`listening on http://127.0.0.1:${server.address().port}`);
});
