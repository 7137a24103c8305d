import ExcelJS from "exceljs";

export async function read(file, sample) {
  const book = new ExcelJS.Workbook();
  await book.xlsx.load(await file.arrayBuffer());
  const sheet = book.worksheets[0];
  if (!sheet) throw new Error("no sheet and no error");
  return { rows: sheet.actualRowCount, ids: sample.map((row) => String(sheet.getCell(row, 1).value ?? "")) };
}
