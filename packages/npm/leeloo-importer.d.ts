/** Something to choose from. */
export interface Choice {
  id: string;
  name: string;
}

/** A bot; without a messenger it is offered for all of them. */
export interface Bot extends Choice {
  messenger?: string | null;
}

/** A client as it is sent. */
export interface Client {
  /** Physical row in the file, from 1. */
  row: number;
  action?: string;
  social_id: string;
  name?: string;
  /** `email`, `phone`, `utm_source`, … */
  fields?: Record<string, string>;
  custom_fields?: Record<string, string>;
}

/** What `deliver` is given: clients of one messenger, in order of rows, 1000 at most. */
export interface Batch {
  /** The same for all batches of an import. */
  import_id: string;
  /** From 0. */
  number: number;
  /** The same for the same content: a batch that comes again with it must change nothing. */
  key: string;
  messenger: string;
  bot_id: string;
  tunnel?: string;
  lgt?: string;
  tags: string[];
  clients: Client[];
}

/** A row that was not taken. */
export interface Rejection {
  row: number;
  social_id: string;
  field?: string;
  code: string;
  message: string;
}

/** What became of a batch; the four counts together are its clients. */
export interface BatchAnswer {
  created: number;
  updated: number;
  unchanged: number;
  rejected: Rejection[];
}

export type Severity = "blocks" | "error" | "warning";

export interface ProblemCount {
  /** `social_id.missing`, `row.duplicate`, … */
  code: string;
  severity: Severity;
  count: number;
}

export interface SourceFile {
  name: string;
  /** `xlsx`, `csv`, … */
  format: string;
  encoding: string | null;
  delimiter: string | null;
}

export interface Counts {
  rows: number;
  blank_rows: number;
  hidden_rows: number;
  clients: number;
  /** Clients that can be sent. */
  ready: number;
  rows_with_errors: number;
  rows_with_warnings: number;
  problems: ProblemCount[];
}

export interface Group {
  /** Null where the messenger is not known. */
  messenger: string | null;
  clients: number;
  ready: number;
}

/** A column of the file. */
export interface Column {
  /** From 0. */
  index: number;
  /** `A`, `B`, … */
  letter: string;
  header: string;
  /** Field it is mapped to. */
  target: string | null;
  /** How sure that is, in percent. */
  confidence: number;
  evidence: string;
  [more: string]: unknown;
}

/** A problem at its place. */
export interface Problem {
  /** Physical row from 1; null where the problem is the sheet's. */
  row: number | null;
  /** Letters; null where it is the whole row's. */
  column: string | null;
  code: string;
  severity: Severity;
  value: string | null;
  args: Record<string, string>;
}

/** The report of a check: what `importer check --json` prints. */
export interface Report {
  file: SourceFile;
  sheet: string;
  header: { row: number | null; [evidence: string]: unknown };
  /** The export the headers were recognised as: `amocrm_contacts`, … */
  preset: string | null;
  /** Country of phone numbers without a calling code. */
  country: string | null;
  columns: Column[];
  counts: Counts;
  split: Group[];
  problems: Problem[];
}

/** What `save` gives: choices, and nothing of a client. */
export interface Saved {
  version: number;
  language: string;
  mapping: unknown;
  assignments: Record<string, { bot: string | null; tunnel: string | null; tags: string[] }>;
}

export type Language = "ru" | "uk" | "en";
export type Step = "file" | "columns" | "review" | "split" | "done";
export type Theme = "auto" | "light" | "dark";

/** A failure: `code` is stable, words are in the element. */
export interface Failure {
  code: string;
  arguments: Record<string, string>;
}

/** How far sending has come, in clients. */
export interface SendProgress {
  Sending: { done: number; total: number; held: unknown };
}

/** Details of the events. */
export interface ImporterEventDetails {
  "importer-ready": { version: string };
  "importer-step": { step: Step };
  "importer-checked": {
    file: SourceFile & { size: number };
    sheet: string | null;
    header: number | null;
    preset: string | null;
    counts: Counts;
    split: Group[];
  };
  /** `preventDefault()` keeps the import from beginning. */
  "importer-before-submit": { file: string; clients: number; what: "everything" | "rest" | "repaired" | "refused" };
  "importer-progress": SendProgress;
  "importer-complete": {
    import_id: string | null;
    created: number;
    updated: number;
    unchanged: number;
    rejected: number;
  };
  "importer-error": Failure;
}

export type ImporterEventMap = {
  [Name in keyof ImporterEventDetails]: CustomEvent<ImporterEventDetails[Name]>;
};

/** `<leeloo-importer>`. Every property may be set before the element is defined. */
export declare class LeelooImporter extends HTMLElement {
  /** Address of the backend, to the page or absolute: `/api/v1`. */
  get backend(): string | null;
  set backend(value: string | null | undefined);
  /** The browser's by default. */
  get theme(): string | null;
  set theme(value: Theme | (string & {}) | null | undefined);
  /** Folder of the application's files; that of this module by default. Read when the element comes
   * to the page. */
  get baseUrl(): string | null;
  set baseUrl(value: string | null | undefined);

  /** Gives a bearer token for the backend; asked again, once, when the backend refuses one. */
  auth: (() => string | Promise<string>) | undefined;
  /** Brings batches to a backend of the page's own, instead of calls to `backend`. */
  deliver: ((batch: Batch) => BatchAnswer | Promise<BatchAnswer>) | undefined;
  /** To choose from, instead of what the backend has. */
  bots: Bot[] | undefined;
  tunnels: Choice[] | undefined;
  tags: Choice[] | undefined;
  /** Clients there are already: a file of them, or rows. */
  known: Blob | object[] | undefined;
  /** Configuration over the built-in one: what `importer.json` holds, as an object or its text. */
  config: object | string | undefined;
  /** Words instead of the importer's own: language, message key, Fluent pattern. */
  messages: Partial<Record<Language, Record<string, string>>> | undefined;

  /** Opens a file as if it had been dropped. */
  open(file: File): void;
  /** Drops the open file and starts over. */
  reset(): void;
  /** The report of the check; rejects with `code` `host.no_file` where no file is open. */
  report(): Promise<Report>;
  /** The rows as they are now. */
  cleaned(format?: "xlsx" | "csv"): Promise<File>;
  /** The choices made so far; null before the element has started. */
  save(): Saved | null;
  /** Takes over choices that `save` gave: at once, or with the next file. */
  restore(saved: Saved): void;

  addEventListener<Name extends keyof ImporterEventMap>(
    type: Name,
    listener: (this: LeelooImporter, event: ImporterEventMap[Name]) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener<Name extends keyof HTMLElementEventMap>(
    type: Name,
    listener: (this: LeelooImporter, event: HTMLElementEventMap[Name]) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | AddEventListenerOptions,
  ): void;
  removeEventListener<Name extends keyof ImporterEventMap>(
    type: Name,
    listener: (this: LeelooImporter, event: ImporterEventMap[Name]) => unknown,
    options?: boolean | EventListenerOptions,
  ): void;
  removeEventListener<Name extends keyof HTMLElementEventMap>(
    type: Name,
    listener: (this: LeelooImporter, event: HTMLElementEventMap[Name]) => unknown,
    options?: boolean | EventListenerOptions,
  ): void;
  removeEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | EventListenerOptions,
  ): void;
}

declare global {
  interface HTMLElementTagNameMap {
    "leeloo-importer": LeelooImporter;
  }
}
