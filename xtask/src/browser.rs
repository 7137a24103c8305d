//! Chromium and its driver, for the tests that need a real browser.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::repo::Repo;
use crate::{program, system};

const CHROMIUM: [&str; 5] =
    ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
const CHROMIUM_ON_MACOS: [&str; 2] = [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
];
/// Where there is no Firefox, and none can be installed.
const FIREFOX_ADVICE: &str =
    "install Firefox (Debian: apt-get install firefox-esr), or name it by the variable FIREFOX";
const ADVICE: &str = "install Chromium (or Chrome) and the chromedriver of the same version, \
                      or name them by the variables CHROMIUM and CHROMEDRIVER";

/// Where the two programs are.
pub(crate) struct Browser {
    /// The browser.
    pub(crate) chromium: PathBuf,
    /// Its WebDriver server.
    pub(crate) chromedriver: PathBuf,
}

/// Looks at the variables `CHROMIUM` and `CHROMEDRIVER`, then at `PATH`, then where macOS keeps it.
pub(crate) fn find() -> Result<Browser> {
    let chromium = match named("CHROMIUM")? {
        Some(path) => Some(path),
        None => CHROMIUM
            .iter()
            .find_map(|name| program::on_path(name))
            .or_else(|| CHROMIUM_ON_MACOS.iter().map(PathBuf::from).find(|path| path.is_file())),
    };
    let chromedriver = match named("CHROMEDRIVER")? {
        Some(path) => Some(path),
        None => program::on_path("chromedriver"),
    };
    match (chromium, chromedriver) {
        (Some(chromium), Some(chromedriver)) => Ok(Browser { chromium, chromedriver }),
        (None, _) => bail!("Chromium is missing: {ADVICE}"),
        (_, None) => bail!("chromedriver is missing: {ADVICE}"),
    }
}

/// Firefox: by the variable `FIREFOX`, then by `PATH`, else installed where we may.
pub(crate) fn firefox() -> Result<PathBuf> {
    let found = || ["firefox-esr", "firefox"].iter().find_map(|name| program::on_path(name));
    if let Some(firefox) = named("FIREFOX")?.or_else(found) {
        return Ok(firefox);
    }
    system::install(&["firefox-esr"], FIREFOX_ADVICE)?;
    found().context(FIREFOX_ADVICE)
}

/// By apt where it is there and we may use it; otherwise the error says what to do by hand.
pub(crate) fn install() -> Result<()> {
    system::install(&["chromium", "chromium-driver"], ADVICE)
}

/// Writes the WebDriver capabilities for the wasm tests: those of `webdriver.json` at the root and
/// where Chromium is, which chromedriver finds by itself only in the usual places.
pub(crate) fn capabilities(repo: &Repo, browser: &Browser) -> Result<PathBuf> {
    let template = repo.root.join("webdriver.json");
    let text = fs::read_to_string(&template).with_context(|| template.display().to_string())?;
    let mut capabilities: serde_json::Value =
        serde_json::from_str(&text).with_context(|| template.display().to_string())?;
    let options = capabilities
        .get_mut("goog:chromeOptions")
        .and_then(serde_json::Value::as_object_mut)
        .context("webdriver.json holds no goog:chromeOptions")?;
    options.insert("binary".to_owned(), browser.chromium.display().to_string().into());
    let folder = repo.target.join("xtask");
    fs::create_dir_all(&folder).with_context(|| folder.display().to_string())?;
    let path = folder.join("webdriver.json");
    fs::write(&path, format!("{capabilities:#}")).with_context(|| path.display().to_string())?;
    Ok(path)
}

fn named(variable: &str) -> Result<Option<PathBuf>> {
    match env::var_os(variable) {
        Some(value) if !value.is_empty() => {
            let path = Path::new(&value);
            if !path.is_file() {
                bail!("{variable} names {}, which is no file", path.display());
            }
            Ok(Some(path.to_owned()))
        }
        _ => Ok(None),
    }
}
