import type { Report } from "./leeloo-importer.js";

export type { Counts, Group, Problem, ProblemCount, Report } from "./leeloo-importer.js";

/** How a file is read; everything has a default. */
export interface ReadOptions {
  /** What `importer.json` holds, as an object or its text. */
  config?: object | string | undefined;
  /** Sheet by position, from 0; the first visible one with rows by default. */
  sheet?: number | undefined;
  /** Of delimited text; found from the bytes by default. */
  encoding?: string | undefined;
  /** Of delimited text, one character. */
  delimiter?: string | undefined;
  /** Takes every client for one of this messenger: `TELEGRAM`, … */
  messenger?: string | undefined;
  /** Ends the worker; the promise rejects with the signal's reason. */
  signal?: AbortSignal | undefined;
  /** Some twenty times a second. */
  onProgress?: ((progress: Progress) => void) | undefined;
  /** Folder of the worker's files; that of this module by default. */
  baseUrl?: string | URL | undefined;
}

export type Progress =
  | { Reading: { done: number; total: number; rows: number } }
  | { Checking: { done: number; total: number } }
  | { Making: { done: number; total: number } };

export interface SplitOptions extends ReadOptions {
  /** Format of the files, xlsx by default. */
  as?: "xlsx" | "csv" | "json" | undefined;
  /** Language of the headers that are words, en by default. */
  language?: "ru" | "uk" | "en" | undefined;
}

export interface SplitResult {
  /** A file for each messenger that has clients to send. */
  files: { messenger: string | null; clients: number; ready: number; file: File }[];
  /** The rows that stay behind, with the reason beside each; null where there are none. */
  rejected: File | null;
}

/** What went wrong; the codes are those of the element: `file.damaged`, `host.config`, … */
export declare class ImporterError extends Error {
  code: string;
  arguments: Record<string, string>;
}

/** Reads and checks a file in a worker of its own. Nothing is sent anywhere.
 * @throws {ImporterError} where the file cannot be read at all; bad rows are in the report. */
export declare function check(file: Blob, options?: ReadOptions): Promise<Report>;

/** Reads a file and divides its clients by messenger.
 * @throws {ImporterError} where the file cannot be read at all. */
export declare function split(file: Blob, options?: SplitOptions): Promise<SplitResult>;
