// The states a person meets, each reached as a person reaches it: looked at by the tests of
// accessibility and by the pictures.

import { expect } from "@playwright/test";

import { expectation, fixture, messengersOf } from "./expected.ts";
import type { ImporterPage } from "./importer-page.ts";

/** What is seen, and the way there from an empty page. */
export const STATES: Record<string, (importer: ImporterPage) => Promise<void>> = {
  empty: async () => {},
  refused: async (importer) => {
    await importer.choose(fixture("password.xlsx"));
    await expect(importer.message).toBeVisible();
  },
  columns: async (importer) => {
    await importer.open(fixture("problems.xlsx"));
    await importer.go("columns");
  },
  review: async (importer) => {
    await importer.open(fixture("problems.xlsx"));
    await importer.go("review");
    await expect(importer.part("grid")).toBeVisible();
  },
  cell: async (importer) => {
    await importer.open(fixture("problems.xlsx"));
    await importer.go("review");
    await importer.part("grid").getByText("418 273 646").click();
    await expect(importer.part("inspector")).toBeVisible();
  },
  replace: async (importer) => {
    await importer.open(fixture("problems.xlsx"));
    await importer.go("review");
    await importer.part("open-find").click();
  },
  menu: async (importer) => {
    await importer.open(fixture("problems.xlsx"));
    await importer.go("review");
    await importer.part("save").click();
  },
  split: async (importer) => {
    await importer.open(fixture("problems.xlsx"));
    await importer.go("split");
  },
  done: async (importer) => {
    await importer.open(fixture("botmother.csv"));
    await importer.assign(messengersOf(expectation("botmother").clients));
    await importer.import();
  },
};
