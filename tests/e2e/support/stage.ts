// Holds the worker still where a picture needs it: what is on its way stays on its way, with numbers
// that are the same each time, and a worker can be made to fall over.

import type { Page } from "@playwright/test";

/** How far something has come, as the worker tells it. */
export type Progress = Record<string, Record<string, number | string>>;

interface Stage {
  /** Requests kept from the worker, by name, and what is told of them instead. */
  held: Record<string, Progress | null>;
  /** What was kept from it. */
  asked: string[];
  crash: () => void;
  release: () => void;
}

/** Puts the stage up; before the page is opened. */
export async function raise(page: Page): Promise<void> {
  await page.addInitScript(() => {
    let busy: Worker | undefined;
    const held: Stage["held"] = {};
    const asked: string[] = [];
    const Original = Worker;
    globalThis.Worker = class extends Original {
      override postMessage(message: { id?: number; body?: object | string }, ...more: never[]): void {
        const { id, body } = message ?? {};
        const name = typeof body === "object" && body !== null ? (Object.keys(body)[0] ?? "") : "";
        const progress = held[name];
        if (progress === undefined) return super.postMessage(message, ...more);
        busy = this;
        asked.push(name);
        if (progress === null) return;
        const data = { id, body: { Progress: progress } };
        setTimeout(() => this.dispatchEvent(new MessageEvent("message", { data })));
      }
    };
    const release = () => {
      for (const name of Object.keys(held)) delete held[name];
      asked.length = 0;
    };
    const crash = () => {
      asked.length = 0;
      busy?.dispatchEvent(new ErrorEvent("error", { message: "out of memory" }));
    };
    Object.assign(globalThis, { stage: { held, asked, crash, release } satisfies Stage });
  });
}

/** Keeps requests of this name from the worker; with progress, tells that of them. */
export async function hold(page: Page, name: string, progress: Progress | null): Promise<void> {
  await page.evaluate(
    ([name, progress]) => {
      (globalThis as unknown as { stage: Stage }).stage.held[name] = progress;
    },
    [name, progress] as const,
  );
}

/** Has the worker that is held fall over, as one does that runs out of memory, once it has been asked
 * for what is held. The one that takes over is held too. */
export async function crash(page: Page, name = "Open"): Promise<void> {
  await hasAsked(page, name);
  await page.evaluate(() => (globalThis as unknown as { stage: Stage }).stage.crash());
}

/** The same, with everything let through to the one that takes over. */
export async function crashOnce(page: Page, name = "Open"): Promise<void> {
  await hasAsked(page, name);
  await page.evaluate(() => {
    const { stage } = globalThis as unknown as { stage: Stage };
    stage.release();
    stage.crash();
  });
}

async function hasAsked(page: Page, name: string): Promise<void> {
  await page.waitForFunction((name) => (globalThis as unknown as { stage: Stage }).stage.asked.includes(name), name);
}

/** Lets everything through again. */
export async function release(page: Page): Promise<void> {
  await page.evaluate(() => (globalThis as unknown as { stage: Stage }).stage.release());
}
