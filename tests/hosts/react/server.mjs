import { createElement } from "react";
import { renderToString } from "react-dom/server";
import { LeelooImporter } from "leeloo-importer-react";

process.stdout.write(renderToString(createElement(LeelooImporter, { backend: "/api/v1", lang: "en", bots: [] })));
