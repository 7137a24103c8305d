//! `cargo xtask serve`: app and server built, then the server in the place of this program.

use std::fs;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Command, ExitCode};

use anyhow::{Context, Result, bail};

use crate::repo::Repo;
use crate::steps::Steps;
use crate::{app, program, tools};

const FIRST_PORT: u16 = 8080;
const LAST_PORT: u16 = 8180;

/// Builds what is needed and serves until Ctrl-C.
pub(crate) fn serve(repo: &Repo, listen: Option<SocketAddr>, database: Option<&str>) -> Result<ExitCode> {
    let mut steps = Steps::default();
    build(repo, &mut steps);
    steps.print();
    if steps.failed() {
        return Ok(ExitCode::FAILURE);
    }

    let listen = match listen {
        Some(address) => address,
        None => free_address()?,
    };
    let database = match database {
        Some(url) => url.to_owned(),
        None => default_database(repo)?,
    };
    let mut server = Command::new(repo.binary("native", "importer-server"));
    server
        .args(["--listen", &listen.to_string(), "--database", &database, "--app"])
        .arg(repo.dist())
        .current_dir(&repo.root);
    println!("\nClients go to {database}");
    if listen.port() == 0 {
        println!("Open the address that the server names in a browser. Ctrl-C stops it.\n");
    } else {
        println!("Open http://{listen} in a browser once the server listens. Ctrl-C stops it.\n");
    }
    become_program(&mut server)
}

fn build(repo: &Repo, steps: &mut Steps) {
    if steps.run("tools", || tools::install(repo, &app::TOOLS)).is_none() {
        return;
    }
    steps.run("app", || app::build(repo));
    steps.run("server", || {
        program::run(&mut repo.cargo(&["build", "--profile", "native", "--package", "importer-server"]))
    });
}

/// The first port of this machine from [`FIRST_PORT`] on that nobody listens on.
fn free_address() -> Result<SocketAddr> {
    for port in FIRST_PORT..=LAST_PORT {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        if TcpListener::bind(address).is_ok() {
            return Ok(address);
        }
        println!("Port {port} is taken.");
    }
    bail!("no free port from {FIRST_PORT} to {LAST_PORT}: choose one by --listen 127.0.0.1:PORT")
}

fn default_database(repo: &Repo) -> Result<String> {
    let folder = repo.target.join("serve");
    fs::create_dir_all(&folder).with_context(|| folder.display().to_string())?;
    Ok(sqlite_url(&folder.join("importer.sqlite"), &repo.root))
}

/// Relative to `root` where it can be: that is what a person wants to read and repeat.
fn sqlite_url(file: &Path, root: &Path) -> String {
    let path = file.strip_prefix(root).unwrap_or(file).display().to_string();
    format!("sqlite://{}", path.replace('%', "%25").replace('?', "%3F").replace('#', "%23"))
}

/// The server takes this process's place, so that Ctrl-C and every other signal reach it directly
/// and it can close its database in peace.
#[cfg(unix)]
fn become_program(server: &mut Command) -> Result<ExitCode> {
    use std::os::unix::process::CommandExt;
    let error = server.exec();
    Err(error).with_context(|| format!("cannot start {}", server.get_program().display()))
}

/// Ctrl-C reaches every program of the console; the server ends by it, and then this one.
#[cfg(not(unix))]
fn become_program(server: &mut Command) -> Result<ExitCode> {
    let status = server.status().context("cannot start the server")?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_database_is_named_as_a_person_would() {
        for (file, url) in [
            ("/repo/target/serve/i.sqlite", "sqlite://target/serve/i.sqlite"),
            ("/else/where/i.sqlite", "sqlite:///else/where/i.sqlite"),
            ("/repo/50% off?/i.sqlite", "sqlite://50%25 off%3F/i.sqlite"),
        ] {
            assert_eq!(sqlite_url(Path::new(file), Path::new("/repo")), url);
        }
    }
}
