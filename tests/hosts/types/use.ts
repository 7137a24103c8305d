// Everything the packages declare, used as a strict project uses it.
import type { Batch, BatchAnswer, Report, Saved } from "leeloo-importer";
import { LeelooImporter } from "leeloo-importer";
import { type SplitResult, check, split } from "leeloo-importer/engine";

const importer = document.createElement("leeloo-importer");
const same: LeelooImporter = importer;
importer.backend = "/api/v1";
importer.theme = "dark";
importer.baseUrl = null;
importer.auth = async () => "token";
importer.auth = undefined;
importer.bots = [{ id: "1", name: "Bot", messenger: "TELEGRAM" }, { id: "2", name: "Any" }];
importer.tunnels = [{ id: "1", name: "Tunnel" }];
importer.tags = undefined;
importer.known = new Blob([]);
importer.config = { country: "UA" };
importer.messages = { ru: { "app-title": "Гости" } };
importer.deliver = (batch: Batch): BatchAnswer => {
  const ids: string[] = batch.clients.map((client) => client.social_id);
  return { created: ids.length, updated: 0, unchanged: 0, rejected: [] };
};

// @ts-expect-error: a bot has a name
importer.bots = [{ id: "1" }];
// @ts-expect-error: an answer counts
importer.deliver = () => ({});

importer.addEventListener("importer-checked", function (event) {
  const ready: number = event.detail.counts.ready;
  this.open(new File([], String(ready)));
});
importer.addEventListener("importer-before-submit", (event) => event.preventDefault());
importer.addEventListener("click", (event) => event.clientX);
importer.addEventListener("importer-error", ({ detail }) => {
  const code: string = detail.code;
  // @ts-expect-error: no such thing
  return [code, detail.nothing];
});

export async function all(file: File): Promise<[Report, File, SplitResult]> {
  const saved: Saved | null = same.save();
  if (saved) importer.restore(saved);
  importer.reset();
  await check(file, { onProgress: (progress) => "Reading" in progress && progress.Reading.rows });
  // @ts-expect-error: formats are few
  await split(file, { as: "pdf" });
  return [await importer.report(), await importer.cleaned("csv"), await split(file, { as: "json" })];
}

export async function rejected(file: File): Promise<File | null> {
  const report = await check(file);
  if (report.counts.rows_with_errors === 0) return null;
  const { rejected } = await split(file, { as: "csv" });
  return rejected;
}
