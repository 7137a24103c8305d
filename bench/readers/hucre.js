import { readXlsx } from "hucre/xlsx";

export async function read(file, sample) {
  const book = await readXlsx(new Uint8Array(await file.arrayBuffer()));
  const rows = book.sheets[0]?.rows;
  if (!rows) throw new Error("no sheet and no error");
  return { rows: rows.length, ids: sample.map((row) => String(rows[row - 1]?.[0] ?? "")) };
}
