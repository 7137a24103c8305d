import * as library from "read-excel-file/web-worker";

export async function read(file, sample) {
  const open = library.readSheet ?? library.default;
  const rows = await open(file);
  return { rows: rows.length, ids: sample.map((row) => String(rows[row - 1]?.[0] ?? "")) };
}
