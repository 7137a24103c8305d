//! Pictures of every step and state, in every look: to be looked at, or to be kept for the tests to
//! compare with.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context as _, Result};

use crate::repo::Repo;
use crate::steps::Steps;
use crate::tools::{self, Tool};
use crate::{app, program, test};

/// `cargo xtask shots`.
pub(crate) fn task(repo: &Repo, keep: bool) -> Result<ExitCode> {
    let mut needed = app::TOOLS.to_vec();
    needed.extend([Tool::Playwright, Tool::Browser]);
    let folder = repo.target.join("shots");
    let mut steps = Steps::default();
    let built = steps.run("tools", || tools::install(repo, &needed)).is_some()
        && steps.run("app", || app::build(repo)).is_some()
        && steps
            .run("server", || program::run(&mut repo.cargo(&["build", "-p", "importer-server"])))
            .is_some();
    if built {
        steps.run("pictures", || picture(repo, &folder));
        if keep {
            steps.run("keep", || compare(repo, &["--update-snapshots=all"]));
        }
    }
    steps.print();
    if steps.failed() {
        return Ok(ExitCode::FAILURE);
    }
    println!("\nThe pictures are on {}.", repo.shown(&folder.join("index.html")));
    Ok(ExitCode::SUCCESS)
}

/// Makes all of them, and a sheet to see them on.
fn picture(repo: &Repo, folder: &Path) -> Result<()> {
    if folder.is_dir() {
        fs::remove_dir_all(folder).with_context(|| folder.display().to_string())?;
    }
    fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
    let made = program::run(test::playwright(repo, &["specs/looks.spec.ts"])?.env("SHOTS", folder));
    // Those that could be made are worth a look when others could not.
    sheet(folder)?;
    made
}

fn compare(repo: &Repo, more: &[&str]) -> Result<()> {
    let args: Vec<&str> = ["specs/looks.spec.ts"].into_iter().chain(more.iter().copied()).collect();
    program::run(&mut test::playwright(repo, &args)?)
}

/// A page with all pictures in `folder`: a row a state, a column a look.
fn sheet(folder: &Path) -> Result<()> {
    let mut names: Vec<String> = fs::read_dir(folder)?
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|name| name.ends_with(".png"))
        .collect();
    names.sort();
    fs::write(folder.join("index.html"), page(&names)).context("index.html")
}

fn page(names: &[String]) -> String {
    let mut page = String::from(
        "<!doctype html><meta charset=\"utf-8\"><title>Shots</title>\
         <style>body{font:13px sans-serif;background:#999}section{display:flex;gap:8px;align-items:start;\
         overflow-x:auto}img{max-height:640px}figure{margin:0}</style>\n",
    );
    let mut last = "";
    for name in names {
        let state = state(name);
        if state != last {
            let close = if last.is_empty() { "" } else { "</section>\n" };
            let _ = writeln!(page, "{close}<h2>{state}</h2><section>");
            last = state;
        }
        let _ = writeln!(
            page,
            "<figure><figcaption>{name}</figcaption><a href=\"{name}\"><img src=\"{name}\" alt=\"\" loading=\"lazy\"></a></figure>"
        );
    }
    page
}

/// `columns-many` of `columns-many-dark-360-ru.png`.
fn state(name: &str) -> &str {
    name.rsplitn(4, '-').last().unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_a_state() {
        let names = ["done-dark-360-ru.png", "done-light-360-ru.png", "columns-many-dark-360-ru.png"]
            .map(String::from);
        let page = page(&names);
        assert_eq!(page.matches("<h2>").count(), 2);
        assert!(page.contains("<h2>columns-many</h2>"));
        assert_eq!(page.matches("<figure>").count(), 3);
    }
}
