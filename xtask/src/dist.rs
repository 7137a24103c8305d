//! `cargo xtask dist`: what leaves the repository. The npm packages, a zip for one's own server, one
//! folder that works without any network, and the hashes of all of it.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result};
use sha2::{Digest as _, Sha256};
use zip::write::SimpleFileOptions;

use crate::repo::Repo;
use crate::steps::Steps;
use crate::{app, tools};

/// What of `dist/` an embedding page needs; the rest is the page of our own.
const ELEMENT: [&str; 20] = [
    "leeloo-importer.js",
    "engine.js",
    "load.js",
    "locales.js",
    "locale-ru.js",
    "locale-uk.js",
    "locale-en.js",
    "first.js",
    "first-style.js",
    "start.js",
    "files.js",
    "words.js",
    "app.js",
    "app_bg.wasm",
    "app_bg.wasm.js",
    "engine-worker.js",
    "worker_bg.wasm",
    "worker_bg.wasm.js",
    "worker_secondary.wasm",
    "worker_secondary.wasm.js",
];

const LICENSES: [&str; 2] = ["LICENSE-APACHE", "LICENSE-MIT"];

/// Builds the app and puts everything together under `target/dist/`; `only_offline` leaves it at the
/// folder that works without any network.
pub(crate) fn task(repo: &Repo, only_offline: bool) -> Result<ExitCode> {
    let mut steps = Steps::default();
    let built = steps.run("tools", || tools::install(repo, &app::TOOLS)).is_some()
        && steps.run("app", || app::build(repo)).is_some();
    if built {
        steps.run("dist", || put_together(repo, only_offline));
    }
    steps.print();
    if steps.failed() {
        return Ok(ExitCode::FAILURE);
    }
    println!("\nThe packages are in {}.", repo.shown(&repo.target.join("dist")));
    Ok(ExitCode::SUCCESS)
}

/// From the built app to the packages.
pub(crate) fn put_together(repo: &Repo, only_offline: bool) -> Result<()> {
    let to = repo.target.join("dist");
    offline(repo, &to.join("offline"))?;
    if only_offline {
        return Ok(());
    }
    let npm = to.join("npm");
    element(repo, &npm.join("leeloo-importer"))?;
    let version = repo.version()?;
    package(repo, "react", &version, &npm.join("leeloo-importer-react"))?;
    archive(&npm.join("leeloo-importer"), &to.join("leeloo-importer.zip"))?;
    checksums(&to)
}

/// The whole app as one folder for any server of files.
fn offline(repo: &Repo, to: &Path) -> Result<()> {
    clear(to)?;
    for file in files_below(&repo.dist())? {
        copy(&repo.dist(), &file, to)?;
    }
    Ok(())
}

/// The package of the element: what the app is made of, and the hand-written rest.
fn element(repo: &Repo, to: &Path) -> Result<()> {
    package(repo, "npm", &repo.version()?, to)?;
    ELEMENT.iter().try_for_each(|name| copy(&repo.dist(), Path::new(name), to))
}

/// A package's hand-written files, with the version of the workspace.
fn package(repo: &Repo, name: &str, version: &str, to: &Path) -> Result<()> {
    clear(to)?;
    let from = repo.root.join("packages").join(name);
    for file in files_below(&from)? {
        copy(&from, &file, to)?;
    }
    for license in LICENSES {
        copy(&repo.root, Path::new(license), to)?;
    }
    let manifest = to.join("package.json");
    let text = fs::read_to_string(&manifest).with_context(|| manifest.display().to_string())?;
    let text = text.replace("\"0.0.0\"", &format!("\"{version}\""));
    fs::write(&manifest, text).with_context(|| manifest.display().to_string())
}

/// One zip of a folder, the same bytes from the same files.
fn archive(folder: &Path, to: &Path) -> Result<()> {
    let mut zip = zip::ZipWriter::new(fs::File::create(to).with_context(|| to.display().to_string())?);
    let options = SimpleFileOptions::default()
        .compression_method(zip::CompressionMethod::Deflated)
        .last_modified_time(zip::DateTime::default())
        .unix_permissions(0o644);
    for file in files_below(folder)? {
        zip.start_file(format!("leeloo-importer/{}", slashes(&file)), options)?;
        let path = folder.join(&file);
        zip.write_all(&fs::read(&path).with_context(|| path.display().to_string())?)?;
    }
    zip.finish()?;
    Ok(())
}

/// `SHA256SUMS` of everything below, as `sha256sum --check` reads it.
fn checksums(folder: &Path) -> Result<()> {
    const NAME: &str = "SHA256SUMS";
    let mut list = String::new();
    for file in files_below(folder)?.into_iter().filter(|file| file.as_os_str() != NAME) {
        let path = folder.join(&file);
        let digest = Sha256::digest(fs::read(&path).with_context(|| path.display().to_string())?);
        let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        list += &format!("{hex}  {}\n", slashes(&file));
    }
    fs::write(folder.join(NAME), list).with_context(|| folder.display().to_string())
}

/// Every file below `folder`, by its path there, sorted.
fn files_below(folder: &Path) -> Result<Vec<PathBuf>> {
    fn walk(folder: &Path, below: &Path, found: &mut Vec<PathBuf>) -> Result<()> {
        for entry in fs::read_dir(folder.join(below)).with_context(|| folder.display().to_string())? {
            let entry = entry?;
            let path = below.join(entry.file_name());
            if entry.file_type()?.is_dir() { walk(folder, &path, found)? } else { found.push(path) }
        }
        Ok(())
    }
    let mut found = Vec::new();
    walk(folder, Path::new(""), &mut found)?;
    found.sort();
    Ok(found)
}

fn clear(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder).with_context(|| folder.display().to_string())?;
    }
    fs::create_dir_all(folder).with_context(|| folder.display().to_string())
}

fn copy(from: &Path, file: &Path, to: &Path) -> Result<()> {
    let target = to.join(file);
    if let Some(folder) = target.parent() {
        fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
    }
    fs::copy(from.join(file), &target).with_context(|| from.join(file).display().to_string())?;
    Ok(())
}

fn slashes(path: &Path) -> String {
    path.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_listed_archived_and_summed_the_same_way_each_time() {
        let folder = std::env::temp_dir().join(format!("xtask-dist-{}", std::process::id()));
        clear(&folder).unwrap();
        fs::create_dir_all(folder.join("in/deep")).unwrap();
        fs::write(folder.join("in/b.js"), "b").unwrap();
        fs::write(folder.join("in/deep/a.wasm"), "").unwrap();
        assert_eq!(files_below(&folder.join("in")).unwrap(), ["b.js", "deep/a.wasm"].map(PathBuf::from));
        archive(&folder.join("in"), &folder.join("1.zip")).unwrap();
        archive(&folder.join("in"), &folder.join("2.zip")).unwrap();
        assert_eq!(fs::read(folder.join("1.zip")).unwrap(), fs::read(folder.join("2.zip")).unwrap());
        checksums(&folder.join("in")).unwrap();
        // sha256sum of "b" and of nothing.
        assert_eq!(
            fs::read_to_string(folder.join("in/SHA256SUMS")).unwrap(),
            "3e23e8160039594a33894f6564e1b1348bbd7a0088d42c4acb73eeaed59c009d  b.js\n\
             e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  deep/a.wasm\n"
        );
        fs::remove_dir_all(&folder).unwrap();
    }
}
