// The page's side of the app's own worker, with a clock around each request: what a person waits for
// from the press of a key to the new counts, messages included.

const EDITS = 21;
/** Demo bots whose names are not their messenger's code. */
const BOTS = { VKONTAKTE: "vk" };

let worker;
let last = 0;
let longest = 0;
const open = new Map();

new PerformanceObserver((list) => {
  for (const task of list.getEntries()) longest = Math.max(longest, task.duration);
}).observe({ type: "longtask" });

/** Starts the worker; the clock of a run does not count that. */
window.prepare = () =>
  new Promise((resolve, reject) => {
    worker = new Worker("app/engine-worker.js", { type: "module" });
    worker.postMessage({ wasm: new URL("app/worker_bg.wasm", location.href).href, integrity: "" });
    worker.onerror = (event) => reject(new Error(event.message || "the worker did not start"));
    worker.onmessage = ({ data }) => {
      if (data === "ready") return resolve();
      if (data.fatal) return reject(new Error(data.fatal));
      const [kind, value] = Object.entries(typeof data.body === "string" ? { [data.body]: null } : data.body)[0];
      if (kind === "Progress") return (document.title = JSON.stringify(value));
      // Where the import stands, for a page that keeps it; this one does not.
      if (kind === "Asked") return;
      const { start, settle, fail } = open.get(data.id);
      open.delete(data.id);
      if (kind === "Failed") return fail(new Error(value.code));
      return settle({ value, ms: performance.now() - start, blob: data.blob });
    };
  });

function ask(body, file) {
  const id = (last += 1);
  return new Promise((settle, fail) => {
    open.set(id, { start: performance.now(), settle, fail });
    worker.postMessage(file ? { id, body, file } : { id, body });
  });
}

const view = (sort = null) => ({ filter: "All", text: "", sort });
const rows = async (from, count, sort) => (await ask({ Rows: { view: view(sort), from, count, columns: null, mark: null } })).value.rows;
const edit = (row, column, text) => ask({ Act: { Edit: [{ row, column, text }] } });
const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];

/** One id made equal to another's of its messenger and given back: two rows have errors, then none. */
async function checkCounts(column, messenger, facts, before) {
  const text = (row, column) => row.cells.find((cell) => cell.column === column)?.text;
  const [one, ...others] = await rows(Math.floor(facts.rows / 2), 64);
  const id = text(others.find((other) => text(other, messenger) === text(one, messenger)), column);
  const made = (await edit(one.number, column, id)).value;
  const back = (await ask("Undo")).value;
  if (made.error_rows !== before.error_rows + 2) throw new Error(`WRONG: ${made.error_rows} rows with errors`);
  if (back.error_rows !== before.error_rows) throw new Error("WRONG: the undone edit left errors");
}

/** Takes the file itself for the known clients: read by a worker of its own, then every row compared. */
async function reconcile(file, overview) {
  const mine = worker;
  await window.prepare();
  const reader = worker;
  const read = await ask({ ReadKnown: { config: null } }, file);
  reader.terminate();
  worker = mine;
  const { value, ms } = await ask("AddKnown", new File([read.blob], file.name));
  const { same, changed } = value.known;
  if (same + changed !== overview.ready || changed > EDITS) throw new Error(`WRONG: ${same} same, ${changed} changed`);
  const megabytes = Math.round(read.blob.size / 1e6);
  const note = `${value.known.clients} known in ${megabytes} MB, read by another worker in ${Math.round(read.ms)} ms`;
  return { ms, note };
}

const file = () => document.querySelector("input").files[0];
const DECIDED_BY_THE_FILE = { sheet: null, encoding: null, delimiter: null };

/** Opens the chosen file and brings its clients to a backend. */
window.deliver = async (backend) => {
  const { value: overview } = await ask({ Open: DECIDED_BY_THE_FILE }, file());
  const assignments = overview.groups.map(({ messenger }) => [
    messenger,
    { bot: `bot-${BOTS[messenger] ?? messenger.toLowerCase()}`, tunnel: null, tags: [] },
  ]);
  const send = {
    backend,
    token: null,
    assignments: new Map(assignments),
    bots: new Map(),
    tunnels: new Map(),
    sender: location.href,
    online: true,
    seed: 1,
    what: "Everything",
  };
  const { value: sent, ms } = await ask({ Send: send });
  if (sent.failure) throw new Error(`${sent.failure.code} ${JSON.stringify([...Object.entries(sent.failure.arguments)])}`);
  const { created, rejected, undelivered } = sent;
  if (created !== overview.ready) throw new Error(`WRONG: ${created} of ${overview.ready} clients created`);
  return { ms, note: `${created} clients created, ${rejected} refused, ${undelivered} left` };
};

/** Opens the chosen file and does what people do with it. */
window.measure = async (facts) => {
  longest = 0;
  const opened = await ask({ Open: DECIDED_BY_THE_FILE }, file());
  const overview = opened.value;
  const column = (target) => overview.columns.find((column) => column.target === target).index;
  const also = {};

  await checkCounts(column("social_id"), column("messenger"), facts, overview);
  const edits = [];
  for (let at = 0; at < EDITS; at += 1) {
    const [row] = await rows(Math.floor(((facts.rows - 2) * at) / EDITS), 1);
    edits.push((await edit(row.number, column("name"), at % 3 ? `Name ${at}` : "")).ms);
  }
  also.edit = { ms: median(edits), note: `${EDITS} edits, slowest ${Math.max(...edits).toFixed(1)} ms` };

  const replace = { find: "a", with: "o", regex: false, match_case: false, whole_cell: false };
  const replaced = await ask({ Act: { Replace: { ...replace, column: column("email") } } });
  also.replace = { ms: replaced.ms, note: `${replaced.value.changed_cells} cells changed` };
  const undone = await ask("Undo");
  also.replace.note += `, undone in ${Math.round(undone.ms)} ms`;

  const sort = { column: column("name"), descending: false };
  const sorted = await ask({ Rows: { view: view(sort), from: 0, count: 64, columns: null, mark: null } });
  also.sort = { ms: sorted.ms, note: "by name, with the first rows" };

  also.reconcile = await reconcile(file(), overview);

  await new Promise((resolve) => setTimeout(resolve, 100));
  const note = `${overview.ready} clients ready, ${overview.error_rows} rows with errors`;
  return { rows: overview.rows, ids: [], ms: opened.ms, note, also, longest: Math.round(longest) };
};
