// Frames while a person scrolls through the rows: the app as it is served, the wheel and then the
// scrollbar, every frame's length as the page itself sees it.

const SECONDS = 4;

/** Records the time between frames until `window.frames.stop()`. */
function record() {
  const frames = [];
  let last = performance.now();
  let going = true;
  const frame = (now) => {
    frames.push(now - last);
    last = now;
    if (going) requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
  window.frames = {
    stop() {
      going = false;
      return frames.slice(1);
    },
  };
}

function percentiles(frames) {
  const sorted = frames.toSorted((a, b) => a - b);
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99), max: sorted.at(-1), count: sorted.length };
}

const told = (how, { p50, p95, p99, max, count }) =>
  `${how}: p50 ${p50.toFixed(1)}, p95 ${p95.toFixed(1)}, p99 ${p99.toFixed(1)}, longest ${max.toFixed(1)} ms of ${count} frames`;

/** {ms, note}: the 95th percentile of a frame while the wheel turns, and the rest in words. */
export async function scroll(browser, address, file) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  try {
    await page.goto(`${address}/app/index.html`);
    await page.getByTestId("drop").waitFor();
    await page.getByTestId("file-input").setInputFiles(file);
    await page.getByTestId("nav-review").click({ timeout: 120_000 });
    const grid = page.getByTestId("grid");
    await grid.waitFor();
    await page.waitForTimeout(1_000);
    const box = await grid.boundingBox();
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);

    await page.evaluate(record);
    const end = Date.now() + SECONDS * 1_000;
    while (Date.now() < end) {
      await page.mouse.wheel(0, 240);
      await page.waitForTimeout(8);
    }
    const wheel = percentiles(await page.evaluate(() => window.frames.stop()));

    // The scrollbar itself cannot be grasped in a headless browser: its effect is, a new position in
    // every frame over the whole height.
    await page.evaluate(record);
    await grid.evaluate(
      (element, seconds) =>
        new Promise((resolve) => {
          const start = performance.now();
          const step = (now) => {
            const share = (now - start) / (seconds * 1_000);
            element.scrollTop = (element.scrollHeight - element.clientHeight) * share;
            if (share < 1) requestAnimationFrame(step);
            else resolve();
          };
          requestAnimationFrame(step);
        }),
      SECONDS,
    );
    const drag = percentiles(await page.evaluate(() => window.frames.stop()));
    return { ms: wheel.p95, note: `${told("wheel", wheel)}; ${told("scrollbar", drag)}` };
  } finally {
    await context.close().catch(() => {});
  }
}
