//! Seals the built app: the worker's script becomes one file, and the entry script learns the SHA-384
//! of every file it fetches later, so that files of two builds never run together.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use sha2::{Digest as _, Sha384};

use crate::split;

/// Fetched by the entry script or by what it starts.
const CHECKED: [&str; 9] = [
    "app.js",
    "app_bg.wasm",
    "app_bg.wasm.js",
    "engine-worker.js",
    split::PRIMARY,
    split::SECONDARY,
    "locale-ru.js",
    "locale-uk.js",
    "locale-en.js",
];

/// How the worker's script takes in what wasm-bindgen made; in one file it is there already.
const IMPORT: &str = "import init, { sha384 } from \"./worker.js\";\n";
/// What that file calls it.
const INIT: &str = "const init = __wbg_init;\n";
const EMPTY: &str = "export const INTEGRITY = {};\n";

/// Seals the app in `dist`.
pub(crate) fn seal(dist: &Path) -> Result<()> {
    join_worker(dist)?;
    let mut hashes = Vec::new();
    for name in CHECKED {
        let path = dist.join(name);
        if name == split::SECONDARY && !path.exists() {
            continue;
        }
        let bytes = fs::read(&path).with_context(|| path.display().to_string())?;
        hashes.push(format!("  {name:?}: {:?},\n", integrity(&bytes)));
    }
    let path = dist.join("files.js");
    let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    ensure!(text.contains(EMPTY), "{} has no place for hashes", path.display());
    let text = text.replace(EMPTY, &format!("export const INTEGRITY = {{\n{}}};\n", hashes.concat()));
    fs::write(&path, text).with_context(|| path.display().to_string())
}

/// One file is one thing to check, one request, and what bundlers carry along unchanged.
fn join_worker(dist: &Path) -> Result<()> {
    let (script, glue) = (dist.join("engine-worker.js"), dist.join("worker.js"));
    let text = fs::read_to_string(&script).with_context(|| script.display().to_string())?;
    let made = fs::read_to_string(&glue).with_context(|| glue.display().to_string())?;
    ensure!(text.contains(IMPORT), "{} does not import worker.js", script.display());
    ensure!(made.contains("__wbg_init"), "{} is not what wasm-bindgen makes", glue.display());
    fs::write(&script, text.replace(IMPORT, &(made + INIT))).with_context(|| script.display().to_string())?;
    fs::remove_file(&glue).with_context(|| glue.display().to_string())
}

/// As the attribute `integrity` has it.
pub(crate) fn integrity(bytes: &[u8]) -> String {
    format!("sha384-{}", base64(&Sha384::digest(bytes)))
}

pub(crate) fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let letter = |six: u32| LETTERS.get((six & 63) as usize).map_or('=', |letter| char::from(*letter));
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for group in bytes.chunks(3) {
        let byte = |at: usize| u32::from(group.get(at).copied().unwrap_or_default());
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        text.extend([letter(bits >> 18), letter(bits >> 12)]);
        text.push(if group.len() > 1 { letter(bits >> 6) } else { '=' });
        text.push(if group.len() > 2 { letter(bits) } else { '=' });
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_that_of_rfc_4648() {
        for (bytes, text) in
            [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")]
        {
            assert_eq!(base64(bytes.as_bytes()), text);
        }
        assert_eq!(base64(&[0xfb, 0xff, 0xfe]), "+//+");
    }
}
