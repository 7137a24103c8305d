// The client base the guide works on: forty invented people, and one of every usual fault.

import ExcelJS from "exceljs";

export type Language = "ru" | "en";

const NAMES: Record<Language, readonly string[]> = {
  ru: ["Анна Орлова", "Пётр Лысенко", "Мария Котова", "Иван Белый", "Олена Коваль", "Денис Рябов", "Юлия Гай", "Лев Соснин"],
  en: ["Anna Wright", "Peter Lane", "Maria Cole", "John White", "Helen Smith", "Dennis Reed", "Julia Grove", "Leo Pine"],
};

const HEADERS: Record<Language, readonly string[]> = {
  ru: ["Telegram ID", "Viber ID", "Имя", "Телефон", "Email", "Дата создания", "Город"],
  en: ["Telegram ID", "Viber ID", "Name", "Phone", "Email", "Created", "City"],
};

const CITIES: Record<Language, readonly string[]> = {
  ru: ["Киев", "Одесса", "Львов"],
  en: ["Kyiv", "Odesa", "Lviv"],
};

type Row = (string | number)[];

/** Writes the base as a person has it: with the faults a CRM and Excel leave behind. */
export async function writeBase(path: string, language: Language): Promise<void> {
  const workbook = new ExcelJS.Workbook();
  const sheet = workbook.addWorksheet(language === "ru" ? "Клиенты" : "Clients");
  sheet.addRow([...HEADERS[language]]);
  for (const row of rows(language)) sheet.addRow(row);
  await workbook.xlsx.writeFile(path);
}

/** Writes an earlier export of the platform: most of the same people, two under other names. */
export async function writeExport(path: string, language: Language): Promise<void> {
  const workbook = new ExcelJS.Workbook();
  const sheet = workbook.addWorksheet("Clients");
  sheet.addRow(["social_id", "name", "messenger", "phone", "email", "created_at"]);
  for (let index = 0; index < 24; index += 1) {
    const [telegram, viber, name, phone, email, created] = person(language, index);
    const before = index === 1 || index === 12 ? NAMES[language][7] : name;
    sheet.addRow([telegram || viber, before, telegram ? "TELEGRAM" : "VIBER", phone, email, created]);
  }
  await workbook.xlsx.writeFile(path);
}

function rows(language: Language): Row[] {
  const all = Array.from({ length: 40 }, (_, index) => person(language, index));
  const change = (row: number, column: number, value: string | number) => {
    (all[row - 2] as Row)[column] = value;
  };
  change(5, 4, "maria.cole@gmial.com");
  change(6, 3, "067 111 22 33");
  change(8, 0, 208310224003697000);
  change(9, 2, "");
  change(11, 0, "");
  change(15, 0, "208 310 013");
  change(14, 0, "208310004");
  change(17, 5, "31.02.2026");
  change(18, 4, "dennis.reed(at)example.com");
  return all;
}

function person(language: Language, index: number): Row {
  const names = NAMES[language];
  const cities = CITIES[language];
  const viber = index % 3 === 2;
  const key = String(index).padStart(2, "0");
  return [
    viber ? "" : `2083100${key}`,
    viber ? `Vb${key}kQ7mZr4TnYx1LsPw+A==`.slice(-24) : "",
    names[index % names.length] ?? "",
    `+38067${String(2_000_000 + index * 7_919).padStart(7, "0")}`,
    `client${key}@example.com`,
    `${String((index % 27) + 1).padStart(2, "0")}.0${(index % 9) + 1}.2026`,
    cities[index % cities.length] ?? "",
  ];
}
