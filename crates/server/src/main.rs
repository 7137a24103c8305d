//! `importer-server`: arguments in, a running server out.

use std::io::{IsTerminal, Write};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context, bail};
use clap::Parser;
use importer_core::Config;
use importer_server::{Catalog, Server, Store, Token, serve};
use tokio::net::TcpListener;
use tracing_subscriber::EnvFilter;

/// Reference backend of the importer. Logs to stderr (RUST_LOG chooses how much), prints one line to
/// stdout when it is ready.
#[derive(Debug, Parser)]
#[command(version)]
struct Arguments {
    /// Address to listen on; port 0 takes a free one. Outside loopback a token is needed.
    #[arg(long, default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// Database, `sqlite://FILE`; created where missing. Default: DATABASE_URL, or sqlite://importer.sqlite
    #[arg(long)]
    database: Option<String>,
    /// JSON of the bots to choose from, instead of the demo ones: [{"id", "name", "messenger"}], or
    /// {"bots", "tunnels", "tags"}
    #[arg(long, value_name = "FILE")]
    bots: Option<PathBuf>,
    /// The importer's configuration (importer.json), instead of the built-in one: clients are checked
    /// by the same rules in the browser and here
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Folder of the built browser app, served at /
    #[arg(long, value_name = "DIR")]
    app: Option<PathBuf>,
    /// Bearer token every /api call must bring. Default: IMPORTER_TOKEN, which other users of the
    /// machine cannot see in the list of processes
    #[arg(long)]
    token: Option<String>,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    let colours = std::io::stderr().is_terminal();
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_ansi(colours).init();

    let token = arguments.token.or_else(|| setting("IMPORTER_TOKEN")).map(|token| Token::new(token.trim()));
    let loopback_only = arguments.listen.ip().is_loopback();
    if !loopback_only && token.is_none() {
        bail!("{} is not a loopback address: give a token by --token or IMPORTER_TOKEN", arguments.listen);
    }
    if let Some(app) = arguments.app.as_ref().filter(|app| !app.join("index.html").is_file()) {
        bail!("no index.html in {}", app.display());
    }
    let catalog = match &arguments.bots {
        Some(file) => {
            read_catalog(file).with_context(|| format!("cannot read bots from {}", file.display()))?
        }
        None => Catalog::demo(),
    };
    let config = match &arguments.config {
        Some(file) => read_config(file)
            .with_context(|| format!("cannot read the configuration from {}", file.display()))?,
        None => Config::builtin(),
    };
    let database = arguments
        .database
        .or_else(|| setting("DATABASE_URL"))
        .unwrap_or_else(|| "sqlite://importer.sqlite".to_owned());
    let store = Store::open(&database).await.context("cannot use the database")?;
    let listener = TcpListener::bind(arguments.listen)
        .await
        .with_context(|| format!("cannot listen on {}", arguments.listen))?;
    let address = listener.local_addr()?;

    let server = Server {
        store,
        catalog: Arc::new(catalog),
        config: Arc::new(config),
        token,
        loopback_only,
        app: arguments.app,
    };
    let mut stdout = std::io::stdout();
    writeln!(stdout, "listening on http://{address}")?;
    stdout.flush()?;
    serve(listener, server, told_to_stop()).await?;
    Ok(())
}

/// A variable of the environment; empty is as good as absent.
fn setting(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.trim().is_empty())
}

fn read_catalog(file: &PathBuf) -> anyhow::Result<Catalog> {
    Ok(Catalog::from_json(&std::fs::read_to_string(file)?)?)
}

fn read_config(file: &PathBuf) -> anyhow::Result<Config> {
    Ok(Config::from_json(&std::fs::read_to_string(file)?)?)
}

/// Ends at Ctrl-C or SIGTERM. Where a signal cannot be listened for, the other one counts.
async fn told_to_stop() {
    let interrupt = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending::<()>().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! {
        () = interrupt => {}
        () = terminate => {}
    }
}
