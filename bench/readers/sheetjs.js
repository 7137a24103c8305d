import { read as open, utils } from "@e965/xlsx";

export async function read(file, sample) {
  const book = open(await file.arrayBuffer(), { dense: true });
  const sheet = book.Sheets[book.SheetNames[0]];
  if (!sheet) throw new Error("no sheet and no error");
  const cell = (row) => sheet["!data"]?.[row - 1]?.[0];
  const rows = sheet["!ref"] ? utils.decode_range(sheet["!ref"]).e.r + 1 : 0;
  return { rows, ids: sample.map((row) => String(cell(row)?.v ?? "")), note: "dense" };
}
