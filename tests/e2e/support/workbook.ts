// Workbooks written at test time, because they are too big to be kept or differ a little.

import { writeFile } from "node:fs/promises";

import ExcelJS from "exceljs";

import type { Client } from "./expected.ts";

const HEADER = ["social_id", "name", "email", "phone", "messenger", "utm_source"];
const MESSENGERS = ["TELEGRAM", "VKONTAKTE", "FACEBOOK"];

/** Writes `count` clients of three messengers by ExcelJS and says who they are. */
export async function writeMany(path: string, count: number): Promise<Client[]> {
  const workbook = new ExcelJS.stream.xlsx.WorkbookWriter({ filename: path, useSharedStrings: true });
  const sheet = workbook.addWorksheet("Clients");
  sheet.addRow(HEADER).commit();
  const clients: Client[] = [];
  for (let index = 0; index < count; index += 1) {
    const client = invented(index);
    const { email, phone, utm_source } = client.fields;
    sheet.addRow([client.social_id, client.name, email, phone, client.messenger, utm_source]).commit();
    clients.push(client);
  }
  await workbook.commit();
  return clients;
}

/** Writes the clients as csv in UTF-8 with commas. */
export async function writeCsv(path: string, clients: Client[]): Promise<void> {
  const lines = clients.map(({ social_id, name, fields, messenger }) =>
    [social_id, name ?? "", fields["email"] ?? "", fields["phone"] ?? "", messenger, fields["utm_source"] ?? ""]
      .map((cell) => (/[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell))
      .join(","),
  );
  await writeFile(path, `${[HEADER.join(","), ...lines].join("\r\n")}\r\n`);
}

/** A client who exists nowhere else; the same for the same index. */
export function invented(index: number): Client {
  const messenger = MESSENGERS[index % MESSENGERS.length] ?? "";
  // 17 digits for Facebook, never the digits that a double would round to.
  const social_id =
    messenger === "FACEBOOK" ? `262032921${String(index).padStart(7, "0")}7` : String(100_000_001 + index);
  const fields: Record<string, string> = {
    email: `client.${index}@example.com`,
    phone: `+38050${String(index).padStart(7, "0")}`,
  };
  if (index % 4 === 0) fields["utm_source"] = `кампания ${index % 40}`;
  return { messenger, social_id, name: `Клієнт №${index}, «Ім’я»`, fields };
}
