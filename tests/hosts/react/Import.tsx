import { useRef, useState } from "react";
import { LeelooImporter, type LeelooImporterElement } from "leeloo-importer-react";

const bots = [{ id: "1", name: "Shop bot", messenger: "TELEGRAM" }];

export function Import() {
  const importer = useRef<LeelooImporterElement>(null);
  const [ready, setReady] = useState(0);
  return (
    <>
      <p data-testid="ready">{ready}</p>
      <button onClick={() => importer.current?.reset()}>Start over</button>
      <LeelooImporter
        ref={importer}
        backend="/api/v1"
        lang="en"
        bots={bots}
        onChecked={(event) => setReady(event.detail.counts.ready)}
      />
    </>
  );
}
