//! `importer-server`: arguments in, a running server out.

mod arguments;

use std::io::{IsTerminal, Write};

use anyhow::Context;
use clap::Parser;
use importer_server::{Server, Store, serve};
use tokio::net::TcpListener;
use tracing_subscriber::EnvFilter;

use crate::arguments::{Arguments, LogFormat};

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    log_to_stderr(arguments.log);

    let tokens = arguments.tokens()?;
    arguments.check_address(&tokens)?;
    let origins = arguments.origins()?;
    let app = arguments.app()?;
    let pickers = arguments.pickers()?;
    let config = arguments.config()?;
    let store = Store::open(&arguments.database()).await.context("cannot use the database")?;
    let listener = TcpListener::bind(arguments.listen)
        .await
        .with_context(|| format!("cannot listen on {}", arguments.listen))?;
    let address = listener.local_addr()?;

    let mut server = Server::new(store);
    server.pickers = pickers.into();
    server.config = config.into();
    server.tokens = tokens.into();
    server.origins = origins.into();
    server.limits = arguments.limits();
    server.loopback_only = arguments.listen.ip().is_loopback();
    server.app = app;

    let mut stdout = std::io::stdout();
    writeln!(stdout, "listening on http://{address}")?;
    stdout.flush()?;
    serve(listener, server, told_to_stop()).await?;
    Ok(())
}

fn log_to_stderr(format: LogFormat) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match format {
        LogFormat::Text => log.with_ansi(std::io::stderr().is_terminal()).init(),
        LogFormat::Json => log.json().init(),
    }
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
