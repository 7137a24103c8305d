// Runs every reader over every file in one Chromium and writes the medians.
//
//   node run.mjs SITE FILES REPORT ROWS[,ROWS…] [WHAT/WHO[,WHAT/WHO…]]
//
// Each run has a page and a worker of its own. Runs are interleaved: one of each reader, then the
// next round. A reader that fails on a file is not asked again.

import { createServer } from "node:http";
import { createReadStream, existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { extname, join } from "node:path";
import { chromium } from "playwright-core";

import { deliver } from "./deliver.mjs";
import { scroll } from "./scroll.mjs";

const [site, files, report, rowsWanted, only] = process.argv.slice(2);
const isWanted = (entry) => !only || only.split(",").includes(entry);

/** Milliseconds after which a reader is stopped. */
const TIMEOUT = 60_000;
/** Runs of a reader on a file: many for what is quick, fewer for what is slow. */
const RUNS = (ms) => (ms < 5_000 ? 5 : 3);

const WASM = (name) => ({ module: "wasm", function: name });
const XLSX = [
  { what: "inflate", who: "wasm", reader: WASM("inflate") },
  { what: "open", who: "importer", reader: WASM("importer") },
  { what: "report", who: "importer", page: "app.html" },
  { what: "open", who: "calamine", reader: WASM("calamine") },
  { what: "open", who: "sheetjs", reader: { module: "sheetjs" } },
  { what: "open", who: "exceljs", reader: { module: "exceljs" } },
  { what: "open", who: "read-excel-file", reader: { module: "read-excel-file" } },
  { what: "open", who: "hucre", reader: { module: "hucre" } },
];
const CSV = [
  { what: "open", who: "importer", reader: WASM("importer") },
  { what: "open", who: "papaparse", reader: { module: "papaparse" } },
];

const MIME = { ".html": "text/html", ".js": "text/javascript", ".wasm": "application/wasm" };

function serve() {
  const server = createServer((request, response) => {
    const path = join(site, new URL(request.url, "http://localhost").pathname);
    if (!path.startsWith(site) || !existsSync(path)) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { "content-type": MIME[extname(path)] ?? "application/octet-stream" });
    createReadStream(path).pipe(response);
  });
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}

/** Resident memory of a process in MB: now, and at its highest. Known on Linux alone. */
function resident(pid) {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    const kilobytes = (key) => Number(new RegExp(`${key}:\\s+(\\d+)`).exec(status)[1]);
    return { now: kilobytes("VmRSS") / 1024, highest: kilobytes("VmHWM") / 1024 };
  } catch {
    return null;
  }
}

async function renderers(cdp) {
  const { processInfo } = await cdp.send("SystemInfo.getProcessInfo");
  const found = new Map();
  for (const { type, id } of processInfo) {
    const memory = type === "renderer" && resident(id);
    if (memory) found.set(id, memory);
  }
  return found;
}

/** By how much the process that grew most has grown at its highest. */
async function growth(cdp, before) {
  const after = await renderers(cdp);
  const grown = [...after].map(([id, memory]) => memory.highest - (before.get(id)?.now ?? Infinity));
  const most = Math.max(...grown);
  return Number.isFinite(most) ? Math.round(most) : null;
}

/** One run: {ms, peak_mb, rows, ids, note} or {error}. */
async function run(browser, cdp, address, entry, file, facts) {
  const context = await browser.newContext();
  const page = await context.newPage();
  let timer;
  const ends = new Promise((resolve) => {
    page.on("crash", () => resolve({ error: "the tab crashed" }));
    timer = setTimeout(() => resolve({ error: `stopped after ${TIMEOUT / 1000} s` }), TIMEOUT);
  });
  try {
    await page.goto(`${address}/${entry.page ?? "page.html"}`);
    await page.setInputFiles("input", file);
    await page.evaluate((reader) => window.prepare(reader), entry.reader);
    const before = await renderers(cdp);
    const reading = entry.page
      ? page.evaluate((facts) => window.measure(facts), facts)
      : page.evaluate((sample) => window.read(sample), facts.sample);
    const found = await Promise.race([ends, reading.catch((error) => ({ error: error.message.split("\n")[0] }))]);
    return { ...found, peak_mb: await growth(cdp, before).catch(() => null) };
  } finally {
    clearTimeout(timer);
    await context.close().catch(() => {});
  }
}

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];

/** What a reader made of the file, against what is in it. */
function verdict(entry, found, facts) {
  if (found.error) return found.error;
  if (entry.what === "inflate") return found.note;
  const notes = [];
  // The report counts the rows under the header.
  const rows = entry.what === "report" ? facts.rows - 1 : facts.rows;
  if (found.rows !== rows) notes.push(`WRONG: ${found.rows} of ${rows} rows`);
  const lost = found.ids.filter((id, index) => id !== facts.ids[index]).length;
  if (lost) notes.push(`ids ruined: ${facts.ids[0]} became ${found.ids[0] || "nothing"}`);
  if (found.note) notes.push(found.note);
  return notes.join("; ");
}

async function measure(browser, cdp, address, file, rows) {
  const facts = JSON.parse(readFileSync(`${join(files, file)}.json`, "utf8"));
  const entries = (extname(file) === ".csv" ? CSV : XLSX).filter(({ what, who }) => isWanted(`${what}/${who}`)).map((entry) => ({ ...entry, runs: [] }));
  for (let round = 0; round < 5; round += 1) {
    for (const entry of entries) {
      const [first] = entry.runs;
      if (first && (first.error || round >= RUNS(first.ms))) continue;
      const found = await run(browser(), await cdp(), address, entry, join(files, file), facts);
      process.stderr.write(`${file} ${entry.what}/${entry.who} ${found.error ?? Math.round(found.ms)}\n`);
      entry.runs.push(found);
    }
  }
  return entries.flatMap(({ runs, ...entry }) => {
    const failed = runs.find((found) => found.error);
    const worst = Math.max(...runs.map((found) => found.longest ?? 0));
    const page = failed ? "" : `page ${worst >= 50 ? `blocked ${worst} ms` : "under 50 ms"}`;
    const peaks = runs.map((found) => found.peak_mb).filter((peak) => peak !== null);
    const measured = {
      what: entry.what,
      who: entry.who,
      file,
      rows,
      ms: failed ? null : Math.round(median(runs.map((found) => found.ms))),
      peak_mb: peaks.length ? median(peaks) : null,
      note: [verdict(entry, failed ?? runs[0], facts), page].filter(Boolean).join("; "),
    };
    return [measured, ...(failed ? [] : further(entry, runs, file, rows))];
  });
}

/** What else the runs of an entry measured, once the file was open. */
function further(entry, runs, file, rows) {
  return Object.keys(runs[0].also ?? {}).map((what) => ({
    what,
    who: entry.who,
    file,
    rows,
    ms: Math.round(median(runs.map((found) => found.also[what].ms)) * 10) / 10,
    peak_mb: null,
    note: runs[0].also[what].note,
  }));
}

const text = (value) => (value === null ? "-" : String(value));

function table(runs) {
  const lines = ["| file | what | who | ms | of inflate | peak MB | note |", "|---|---|---|--:|--:|--:|---|"];
  for (const { what, who, file, ms, peak_mb, note } of runs) {
    const floor = runs.find((other) => other.what === "inflate" && other.file === file)?.ms;
    const ratio = floor && ms ? (ms / floor).toFixed(2) : "-";
    lines.push(`| ${file} | ${what} | ${who} | ${text(ms)} | ${ratio} | ${text(peak_mb)} | ${note} |`);
  }
  return lines.join("\n");
}

const server = await serve();
const address = `http://127.0.0.1:${server.address().port}`;
const launch = () =>
  chromium.launch({
    executablePath: process.env.CHROMIUM,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
let browser = await launch();
const session = async () => {
  // A reader that takes the whole browser with it must not end the bench.
  if (!browser.isConnected()) browser = await launch();
  return browser.newBrowserCDPSession();
};
const runs = [];
const machine = `${cpus().length} x ${cpus()[0]?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB, Chromium ${browser.version()}`;
for (const count of rowsWanted.split(",").map(Number)) {
  for (const file of [`${count}-shared.xlsx`, `${count}-inline.xlsx`, `${count}.csv`]) {
    if (!readdirSync(files).includes(file)) throw new Error(`${file} is missing`);
    runs.push(...(await measure(() => browser, session, address, file, count)));
  }
}
if (isWanted("scroll/importer")) {
  const most = Math.max(...rowsWanted.split(",").map(Number));
  const file = `${most}-shared.xlsx`;
  if (!browser.isConnected()) browser = await launch();
  const { ms, note } = await scroll(browser, address, join(files, file));
  runs.push({ what: "scroll", who: "importer", file, rows: most, ms: Math.round(ms * 10) / 10, peak_mb: null, note });
}
if (isWanted("deliver/importer")) {
  const clients = rowsWanted.split(",").map(Number).findLast((count) => count <= 100_000);
  const file = `${clients}-shared.xlsx`;
  if (!browser.isConnected()) browser = await launch();
  const { ms, note } = await deliver(browser, address, process.env.IMPORTER_SERVER, join(files, file));
  const persecond = Math.round(clients / (ms / 1_000));
  runs.push({ what: "deliver", who: "importer", file, rows: clients, ms: Math.round(ms), peak_mb: null, note: `${note}; ${persecond} a second` });
}
await browser.close();
server.close();
writeFileSync(report, `${JSON.stringify({ machine, runs }, null, 2)}\n`);
console.log(`${machine}\n\n${table(runs)}`);
