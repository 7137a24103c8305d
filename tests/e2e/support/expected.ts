// What has to come out of a file, as the script that made the file wrote it down.

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { expect } from "@playwright/test";

import type { StoredClient } from "./backend.ts";

export interface Client {
  messenger: string;
  /** Text, digit for digit. */
  social_id: string;
  name: string | null;
  /** `email`, `phone`, … and custom fields; a field that was never sent is absent. */
  fields: Record<string, string>;
}

interface Expectation {
  clients: (Client & { row: number })[];
  problems?: { row: number; column: string; code: string }[];
}

/** Path of a file in tests/fixtures. */
export function fixture(name: string): string {
  return fileURLToPath(new URL(`../../fixtures/${name}`, import.meta.url));
}

/** `name.expected.json` of tests/fixtures. */
export function expectation(name: string): Expectation {
  return JSON.parse(readFileSync(fixture(`${name}.expected.json`), "utf8"));
}

/** The demo bot of each messenger that the server offers when it was given no others. */
export const BOTS: Record<string, string> = {
  TELEGRAM: "bot-telegram",
  FACEBOOK: "bot-facebook",
  VIBER: "bot-viber",
  INSTAGRAM: "bot-instagram",
  VKONTAKTE: "bot-vk",
  WHATSAPP: "bot-whatsapp",
};

/** The messengers of `clients`, each once. */
export function messengersOf(clients: Client[]): string[] {
  return [...new Set(clients.map((client) => client.messenger))].sort();
}

/** Every field of every card is as in the file, and there is no card besides. */
export function expectSame(stored: StoredClient[], clients: Client[], tags: string[] = []): void {
  const expected = clients
    .map(({ messenger, social_id, name, fields }) => {
      return { messenger, social_id, name, fields, tags, bot: BOTS[messenger] ?? "" };
    })
    .sort(byKey);
  expect([...stored].sort(byKey)).toEqual(expected);
}

function byKey(one: Client, other: Client): number {
  const key = (client: Client) => `${client.messenger} ${client.social_id}`;
  return key(one) < key(other) ? -1 : Number(key(one) > key(other));
}
