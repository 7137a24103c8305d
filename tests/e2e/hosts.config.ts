import { defineConfig } from "@playwright/test";

import base from "./playwright.config.ts";

// Pages of other people around the packages of `cargo xtask dist`.
export default defineConfig({ ...base, testDir: "hosts", globalSetup: "./support/build-hosts.ts" });
