import "leeloo-importer";

const importer = document.querySelector("leeloo-importer");
importer.bots = [{ id: "1", name: "Shop bot", messenger: "TELEGRAM" }];
importer.addEventListener("importer-checked", ({ detail }) => {
  document.querySelector("[data-testid=ready]").textContent = detail.counts.ready;
});
