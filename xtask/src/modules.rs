//! Modules that are made of what is no JavaScript: the words, the styles of the first step, and the wasm
//! for pages whose policy forbids to fetch it.

use std::fs;
use std::io::Write as _;
use std::path::Path;

use anyhow::{Context, Result};
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::repo::Repo;
use crate::seal::base64;
use crate::split;

/// Languages there are words in.
pub(crate) const LANGUAGES: [&str; 3] = ["ru", "uk", "en"];
/// The style sheets of the first step. The other ones are in the application (`src/element/styles.rs`).
const FIRST: [&str; 4] = ["tokens", "base", "shell", "drop"];
/// Wasm that has a script to stand in for it.
pub(crate) const WASM: [&str; 3] = ["app_bg.wasm", split::PRIMARY, split::SECONDARY];

/// Gives the bytes, once it is known that they are those of this build. Where the browser lends no hashes
/// (an address without https), the name of the hash is compared instead.
const UNPACK: &str = r#"
export async function bytes(integrity) {
  const packed = Uint8Array.from(atob(TEXT), (letter) => letter.charCodeAt(0));
  const whole = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  const bytes = await new Response(whole).arrayBuffer();
  if (integrity && (await hash(bytes)) !== integrity) throw new Error("of another version");
  return bytes;
}

async function hash(bytes) {
  if (!globalThis.crypto?.subtle) return INTEGRITY;
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-384", bytes));
  return "sha384-" + btoa(String.fromCharCode(...digest));
}
"#;

/// Writes the modules into `dist`.
pub(crate) fn write(repo: &Repo, dist: &Path) -> Result<()> {
    for language in LANGUAGES {
        let text = read(&repo.root.join("locales").join(format!("{language}.ftl")))?;
        put(&dist.join(format!("locale-{language}.js")), &format!("export default {};\n", literal(&text)?))?;
    }
    let sheets = FIRST.map(|name| read(&repo.root.join("style").join(format!("{name}.css"))));
    let style = sheets.into_iter().collect::<Result<String>>()?;
    put(&dist.join("first-style.js"), &format!("export const STYLE = {};\n", literal(&style)?))?;
    let there = WASM.iter().filter(|name| dist.join(name).exists());
    there.into_iter().try_for_each(|name| wasm(&dist.join(name), &dist.join(format!("{name}.js"))))
}

fn wasm(from: &Path, to: &Path) -> Result<()> {
    let bytes = fs::read(from).with_context(|| from.display().to_string())?;
    let text = base64(&packed(&bytes)?);
    let integrity = crate::seal::integrity(&bytes);
    put(to, &format!("const INTEGRITY = {integrity:?};\nconst TEXT = {text:?};\n{UNPACK}"))
}

/// As a server would send it.
pub(crate) fn packed(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?)
}

/// A string of JavaScript.
fn literal(text: &str) -> Result<String> {
    Ok(serde_json::to_string(text)?)
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| path.display().to_string())
}

fn put(path: &Path, text: &str) -> Result<()> {
    fs::write(path, text).with_context(|| path.display().to_string())
}
