import base from "./playwright.config.ts";

// The pictures of docs/guide.*.md; `cargo xtask docs --pictures` makes them anew.
export default { ...base, testDir: "guide", use: { ...base.use, viewport: { width: 1200, height: 800 } } };
