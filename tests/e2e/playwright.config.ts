import { fileURLToPath } from "node:url";

import { defineConfig } from "@playwright/test";

const fonts = fileURLToPath(new URL("fonts/system/fonts.conf", import.meta.url));

// Chromium comes from the system, never by download; `cargo xtask test` says where it is.
export default defineConfig({
  testDir: "specs",
  // A test waits about as long as it works.
  workers: 2,
  retries: 0,
  forbidOnly: Boolean(process.env["CI"]),
  timeout: 60_000,
  expect: {
    timeout: 10_000,
    // Edges of letters may come out a little otherwise; a word more or a line moved may not.
    toHaveScreenshot: { maxDiffPixelRatio: 0.0002, threshold: 0.2, animations: "disabled", caret: "hide" },
  },
  snapshotPathTemplate: "shots/{arg}{ext}",
  reporter: [["list"], ["./support/failed.ts"]],
  use: {
    browserName: "chromium",
    viewport: { width: 1280, height: 900 },
    screenshot: "only-on-failure",
    trace: "off",
    launchOptions: {
      executablePath: process.env["CHROMIUM"] || "/usr/bin/chromium",
      // Letters alike on every Linux machine, together with the two switches for them below.
      env: { ...process.env, FONTCONFIG_FILE: fonts },
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--font-render-hinting=none",
        "--disable-lcd-text",
      ],
    },
  },
});
