import "leeloo-importer";

const importer = document.createElement("leeloo-importer");
importer.backend = "/api/v1";
importer.lang = "en";
importer.bots = [{ id: "1", name: "Shop bot", messenger: "TELEGRAM" }];
importer.addEventListener("importer-checked", (event) => {
  document.title = `${event.detail.counts.ready} clients are ready`;
});
document.body.append(importer);
