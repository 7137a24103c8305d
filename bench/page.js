// The page while a worker reads: it starts the worker, hears of its progress, and notes its own
// longest task.

let longest = 0;
new PerformanceObserver((list) => {
  for (const task of list.getEntries()) longest = Math.max(longest, task.duration);
}).observe({ type: "longtask" });

/** Loads a reader into a fresh worker; the clock of a run does not count that. */
window.prepare = (reader) =>
  new Promise((resolve, reject) => {
    const worker = new Worker("worker.js", { type: "module" });
    window.worker = worker;
    worker.onerror = (event) => reject(new Error(event.message || "the worker did not start"));
    worker.onmessage = () => resolve();
    worker.postMessage({ reader });
  });

/** Reads the chosen file; resolves with what the worker found. */
window.read = (sample) =>
  new Promise((resolve, reject) => {
    const { worker } = window;
    longest = 0;
    worker.onerror = (event) => reject(new Error(event.message || "the worker ended"));
    worker.onmessage = ({ data }) => {
      if (typeof data === "number") {
        // As the app does: progress becomes text on the page.
        document.title = `${data} rows`;
      } else {
        // Long tasks are reported a moment after they end.
        setTimeout(() => resolve({ ...data, longest: Math.round(longest) }), 100);
      }
    };
    worker.postMessage({ file: document.querySelector("input").files[0], sample });
  });
