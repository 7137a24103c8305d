// Runs the worker's wasm, with a probe in each function, as a page would that opens workbooks and shows
// them, and writes down which functions ran.
//
//     node profile.mjs WORKER.mjs WORKER.wasm FIXTURES OUTPUT FIRST-PROBE PROBES
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

const [, , glue, wasm, fixtures, output, first, count] = process.argv;

/** What people bring most: what exports of the programs that we know look like, and what Excel saves. */
const FILES = [
  "amocrm-contacts.csv",
  "amocrm-deals.csv",
  "botmother.csv",
  "leeloo-export.xlsx",
  "leeloo-reimport.xlsx",
  "libreoffice-layout.xlsx",
  "no-id-column.xlsx",
  "one-column.csv",
  "problems.xlsx",
  "wide-two-messengers.xlsx",
  "zoho-contacts.csv",
];

// What a worker has and Node has not.
class Scope {}
globalThis.self = globalThis;
globalThis.WorkerGlobalScope = globalThis.DedicatedWorkerGlobalScope = Scope;
Object.setPrototypeOf(globalThis, Scope.prototype);
const held = new WeakMap();
globalThis.FileReaderSync = class {
  readAsArrayBuffer(blob) {
    const { bytes, from } = held.get(blob);
    return bytes.buffer.slice(bytes.byteOffset + from, bytes.byteOffset + from + blob.size);
  }
};
const slice = Blob.prototype.slice;
Blob.prototype.slice = function (from = 0, to = this.size, type) {
  const part = slice.call(this, from, to, type);
  const { bytes, from: start } = held.get(this);
  held.set(part, { bytes, from: start + from });
  return part;
};

function file(bytes, name) {
  const made = new File([bytes], name);
  held.set(made, { bytes, from: 0 });
  return made;
}

// What the worker's script tells it: the secondary module is on its way, and comes now or never.
let comes = () => new Promise((resolve) => setTimeout(resolve));
globalThis.importerSecondaryComes = () => comes();

const module = await WebAssembly.compile(await readFile(wasm));
let instances = 0;

/** A worker of its own: its exports, and how to ask it something. */
async function start() {
  const { default: init, sha384 } = await import(`${glue}?${(instances += 1)}`);
  const waiting = new Map();
  let last = 0;
  let ready;
  const isReady = new Promise((resolve) => (ready = resolve));
  globalThis.postMessage = (message) => {
    if (message === "ready") return ready();
    const kind = typeof message.body === "string" ? message.body : Object.keys(message.body)[0];
    if (kind === "Progress" || kind === "Asked") return;
    waiting.get(message.id)(kind === "Failed" ? { failed: message.body.Failed } : { value: message.body[kind], blob: message.blob });
  };
  const exports = await init({ module_or_path: module });
  await isReady;
  sha384(new Uint8Array(8));
  const hear = globalThis.onmessage;
  const ask = async (body, file) => {
    const id = (last += 1);
    const answer = new Promise((resolve) => waiting.set(id, resolve));
    hear({ data: file ? { id, body, file } : { id, body } });
    const { failed, ...answered } = await answer;
    if (failed) throw new Error(`${JSON.stringify(body)}: ${JSON.stringify(failed)}`);
    return answered;
  };
  return { exports, ask };
}

const options = { sheet: null, encoding: null, delimiter: null, config: null };
const view = { filter: "All", text: "", sort: null };
const rows = (view, from) => ({ Rows: { view, from, count: 40, columns: null, mark: null } });

/** What a person may ask for before the secondary module is there: taken in, and kept until it is. */
const LATER = [
  { Act: { Edit: [{ row: 2, column: 1, text: "x" }] } },
  { SetTarget: { column: 0, target: "social_id" } },
  "Undo",
];

/** What a page asks for by itself once a file is open, and for the first things a person does. */
async function look({ ask }, file) {
  const { value: overview } = await ask({ Open: options }, file);
  await ask("Map");
  await ask(rows(view, 0));
  await ask(rows(view, 20));
  await ask(rows({ ...view, filter: "Problems" }, 0));
  const { value: found } = await ask({ NextProblem: { view, row: 0, code: null, back: false } });
  if (found) await ask({ Cell: { row: found.row, column: found.column } });
  for (const column of [0, 1, 2]) await ask({ Cell: { row: 2, column } });
  return overview;
}

/** A base with everything in it often enough for every loop to come to its end. */
function many() {
  const lines = ["social_id,name,phone,email,telegram_id,birthday,city"];
  for (let row = 0; row < 20_000; row += 1) {
    const id = row % 50 === 0 ? "24432758401644931" : `2443275840${String(1_000_000 + row)}`;
    const day = String(1 + (row % 28)).padStart(2, "0");
    lines.push(`${id},"Иван ${row}, мл.",+38050${String(1_000_000 + row)},ivan${row}@example.com,${row},${day}.03.1990,Київ`);
  }
  return Buffer.from(lines.join("\n"));
}

const ran = Buffer.alloc(Number(count));

function note({ exports }) {
  const probes = new Uint8Array(exports.memory.buffer, Number(first), ran.length);
  probes.forEach((byte, at) => (ran[at] |= byte));
}

for (const name of FILES) {
  const worker = await start();
  const bytes = await readFile(join(fixtures, name));
  await look(worker, file(bytes, name));
  // By its name one to wait for the secondary module with.
  await look(worker, file(bytes, `${name}.xls`));
  // What a page asks for by itself and only the secondary module can tell waits; the rest goes on.
  comes = () => new Promise(() => {});
  void worker.ask({ Pickers: { backend: "/api/v1", token: null } });
  await worker.ask("Map");
  for (const request of LATER) void worker.ask(request);
  await new Promise((resolve) => setTimeout(resolve));
  comes = () => new Promise((resolve) => setTimeout(resolve));
  note(worker);
}
// A big one, as text and as a workbook; the worker that makes the workbook is not looked at.
const text = file(many(), "many.csv");
const maker = await start();
const overview = await look(maker, text);
const { blob } = await maker.ask({ Make: { Split: { messenger: overview.groups[0].messenger, format: "xlsx" } } });
const workbook = file(Buffer.from(await blob.arrayBuffer()), "many.xlsx");
for (const big of [text, workbook]) {
  const worker = await start();
  await look(worker, big);
  note(worker);
}
await writeFile(output, ran);
console.log(`${ran.filter((byte) => byte !== 0).length} of ${ran.length} functions are in the primary module`);
process.exit(0);
