//! `cargo xtask bench`: readers of spreadsheets in one browser, and the server over its databases.
//!
//! Puts together what bench/ holds: the files to read, the wasm module as the app's worker is built,
//! the other libraries as bundles. What is measured, and how, is bench/run.mjs.

use std::fs;
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};

use anyhow::{Context, Result, ensure};

use crate::repo::Repo;
use crate::tools::{self, Tool};
use crate::{app, browser, node, program, report, size, split};

const TOOLS: [Tool; 6] =
    [Tool::Node, Tool::WasmTarget, Tool::WasmOpt, Tool::WasmBindgen, Tool::Trunk, Tool::Browser];

/// What only the bench is made of, built for speed: a reader must not lose to ours by its flags.
const FOR_SPEED: [&str; 3] = ["importer-bench", "calamine", "quick-xml"];

/// Builds, measures, prints the tables and writes `target/bench/report.json`. Fails where the app weighs
/// more than it may.
pub(crate) fn bench(repo: &Repo, rows: &[u32], only: Option<&str>) -> Result<ExitCode> {
    if only.is_none_or(|only| !only.starts_with("upsert")) {
        readers(repo, rows, only)?;
    }
    if only.is_none_or(|only| only.starts_with("upsert")) {
        upserts(repo)?;
    }
    if only.is_none() { size::size(repo) } else { Ok(ExitCode::SUCCESS) }
}

fn readers(repo: &Repo, rows: &[u32], only: Option<&str>) -> Result<()> {
    tools::install(repo, &TOOLS)?;
    let source = repo.root.join("bench");
    if node::installed(&source).is_err() {
        node::install(&source)?;
    }
    let target = repo.target.join("bench");
    let (site, files) = (target.join("site"), target.join("files"));
    let rows: Vec<String> = rows.iter().map(u32::to_string).collect();
    generate(repo, &files, &rows)?;
    module(repo, &site.join("wasm"))?;
    bundle(&source, &site)?;
    app(repo, &source, &site)?;
    program::run(&mut repo.cargo(&["build", "--profile", "native", "--package", "importer-server"]))?;
    program::run(
        Command::new("node")
            .arg("run.mjs")
            .args([&site, &files, &repo.report()])
            .arg(rows.join(","))
            .args(only)
            .current_dir(&source)
            .env("CHROMIUM", browser::find()?.chromium)
            .env("IMPORTER_SERVER", repo.binary("native", "importer-server")),
    )
}

/// Adds a row for each database to the report.
fn upserts(repo: &Repo) -> Result<()> {
    tools::install(repo, &[Tool::Postgres])?;
    let arguments = ["bench", "--profile", "native", "--package", "importer-server", "--bench", "upsert"];
    let output = repo.cargo(&arguments).stderr(Stdio::inherit()).output().context("cargo bench")?;
    ensure!(output.status.success(), "cargo bench failed ({})", output.status);
    let printed = String::from_utf8(output.stdout).context("cargo bench")?;
    print!("{printed}");
    let rows = printed.lines().filter(|line| line.starts_with('{')).map(serde_json::from_str);
    report::put(repo, "upsert", rows.collect::<Result<_, _>>().context("cargo bench")?)
}

/// Writes the files that are not there yet.
fn generate(repo: &Repo, files: &Path, rows: &[String]) -> Result<()> {
    let build = ["run", "--quiet", "--profile", "native", "--package", "importer-bench", "--bin", "generate"];
    program::run(repo.cargo(&build).arg("--").arg(files).args(rows))
}

/// The readers that are wasm, built as the app's worker is.
fn module(repo: &Repo, to: &Path) -> Result<()> {
    fs::create_dir_all(to).with_context(|| to.display().to_string())?;
    let mut build = repo.cargo(&["build", "--release", "--lib", "--package", "importer-bench"]);
    build.args(["--target", tools::WASM]);
    for package in FOR_SPEED {
        build.args(["--config", &format!("profile.release.package.{package}.opt-level=3")]);
    }
    program::run(&mut build)?;
    let built = repo.target.join(tools::WASM).join("release").join("importer_bench.wasm");
    let path = tools::path(repo)?;
    let bindgen = ["--target", "web", "--no-typescript", "--out-dir"];
    program::run(Command::new("wasm-bindgen").args(bindgen).args([to, &built]).env("PATH", &path))?;
    split::optimise(repo, &to.join("importer_bench_bg.wasm"))
}

/// The readers that are JavaScript, and the page and worker they run in.
fn bundle(source: &Path, site: &Path) -> Result<()> {
    let options = ["--bundle", "--splitting", "--format=esm", "--minify", "--platform=browser"];
    program::run(
        node::command("npx")
            .args(["--no-install", "esbuild", "worker.js", "page.js", "--log-level=warning"])
            .args(options)
            .arg("--external:/wasm/importer_bench.js")
            .arg(format!("--outdir={}", site.display()))
            .current_dir(source),
    )?;
    fs::copy(source.join("page.html"), site.join("page.html")).context("page.html")?;
    Ok(())
}

/// The app itself, and the page that drives its worker.
fn app(repo: &Repo, source: &Path, site: &Path) -> Result<()> {
    app::build(repo)?;
    let to = site.join("app");
    fs::create_dir_all(&to).with_context(|| to.display().to_string())?;
    for file in fs::read_dir(repo.dist())? {
        let file = file?.path();
        if let Some(name) = file.file_name().filter(|_| file.is_file()) {
            fs::copy(&file, to.join(name)).with_context(|| file.display().to_string())?;
        }
    }
    for file in ["app.html", "app-page.js"] {
        fs::copy(source.join(file), site.join(file)).context(file)?;
    }
    Ok(())
}
