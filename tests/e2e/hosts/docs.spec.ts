// What docs/embedding.md shows is what the tests of pages open, letter for letter.
// `UPDATE=1` writes the files into the document.

import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { expect, test } from "@playwright/test";

const root = new URL("../../../", import.meta.url);
const path = fileURLToPath(new URL("docs/embedding.md", root));
const SNIPPET = /<!-- (\S+) -->\n```(\w+)\n([\s\S]*?)```/g;

test("the snippets are the files", () => {
  const document = readFileSync(path, "utf8");
  const expected = document.replace(SNIPPET, (_, file: string, language: string) => {
    const text = readFileSync(new URL(file, root), "utf8");
    return `<!-- ${file} -->\n\`\`\`${language}\n${text}\`\`\``;
  });
  if (process.env["UPDATE"]) writeFileSync(path, expected);
  expect([...document.matchAll(SNIPPET)].length).toBeGreaterThan(8);
  expect(process.env["UPDATE"] ? expected : document).toBe(expected);
});
