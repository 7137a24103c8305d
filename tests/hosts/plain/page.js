const importer = document.querySelector("leeloo-importer");

// May be set before the element's script has come.
importer.bots = [
  { id: "1", name: "Shop bot", messenger: "TELEGRAM" },
  { id: "2", name: "Shop page", messenger: "FACEBOOK" },
];

importer.deliver = async (batch) => {
  const response = await fetch("/clients", {
    method: "POST",
    headers: { "Content-Type": "application/json", "Idempotency-Key": batch.key },
    body: JSON.stringify(batch),
  });
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  return response.json();
};

importer.addEventListener("importer-complete", (event) => {
  document.title = `${event.detail.created} new clients`;
});
