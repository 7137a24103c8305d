import { check, split } from "/importer/engine.js";

const out = document.querySelector("pre");

document.querySelector("input").addEventListener("change", async (event) => {
  const [file] = event.target.files;
  try {
    const report = await check(file);
    const { files, rejected } = await split(file, { as: "csv" });
    out.textContent = JSON.stringify({
      ready: report.counts.ready,
      problems: report.problems.length,
      files: files.map(({ messenger, ready, file }) => [messenger, ready, file.name]),
      rejected: rejected?.name,
    });
  } catch (error) {
    out.textContent = error.code;
  }
});
