//! What the program is told: by arguments, and by variables of the environment where other users of
//! the machine should not see it in the list of processes.

use std::net::SocketAddr;
use std::num::{NonZeroU32, NonZeroUsize};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail, ensure};
use axum::http::{HeaderValue, Uri};
use clap::{Parser, ValueEnum};
use importer_core::Config;
use importer_server::{Catalog, Leeloo, Limits, Pickers, Tokens};

/// Reference backend of the importer. Logs to stderr (RUST_LOG chooses how much), prints one line to
/// stdout when it is ready.
#[derive(Debug, Parser)]
#[command(version)]
pub(crate) struct Arguments {
    /// Address to listen on; port 0 takes a free one. Outside loopback a token is needed.
    #[arg(long, default_value = "127.0.0.1:8080")]
    pub(crate) listen: SocketAddr,
    /// Database: sqlite://FILE (created where missing) or postgres://USER:PASSWORD@HOST/DATABASE.
    /// Default: DATABASE_URL, or sqlite://importer.sqlite
    #[arg(long, value_name = "URL")]
    database: Option<String>,
    /// JSON of the bots to choose from, instead of the demo ones: [{"id", "name", "messenger"}], or
    /// {"bots", "tunnels", "tags"}. With LEELOO_API_TOKEN they come from Leeloo instead
    #[arg(long, value_name = "FILE")]
    bots: Option<PathBuf>,
    /// The importer's configuration (importer.json), instead of the built-in one: clients are checked
    /// by the same rules in the browser and here
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Folder of the built browser app, served at /
    #[arg(long, value_name = "DIR")]
    app: Option<PathBuf>,
    /// Bearer token every /api call must bring. Default: IMPORTER_TOKEN
    #[arg(long)]
    token: Option<String>,
    /// JSON of several tokens: [{"name", "token"}]. An import answers to the name that announced it
    #[arg(long, value_name = "FILE", conflicts_with = "token")]
    tokens: Option<PathBuf>,
    /// Origin of another site whose pages may call, such as https://crm.example; may be given more
    /// than once
    #[arg(long, value_name = "ORIGIN")]
    allow_origin: Vec<String>,
    /// Requests a second from one address; 0: as many as there are
    #[arg(long, value_name = "N", default_value_t = 100)]
    rate: u32,
    /// Requests under way at once from one address, of 128 from all; 0: as many as there are. A quarter
    /// of the 1024 connections may be one address's as well, unless this is 0
    #[arg(long, value_name = "N", default_value_t = 32)]
    at_once: usize,
    /// Shape of the log
    #[arg(long, value_enum, default_value_t = LogFormat::Text)]
    pub(crate) log: LogFormat,
    /// Where Leeloo's API is, when LEELOO_API_TOKEN is set
    #[arg(long, value_name = "URL", default_value = Leeloo::BASE)]
    leeloo: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum LogFormat {
    /// Lines for a person.
    Text,
    /// One JSON object a line.
    Json,
}

impl Arguments {
    pub(crate) fn tokens(&self) -> anyhow::Result<Tokens> {
        if let Some(file) = &self.tokens {
            let named = || format!("cannot read tokens from {}", file.display());
            return Tokens::from_json(&read(file).with_context(named)?).with_context(named);
        }
        match self.token.clone().or_else(|| setting("IMPORTER_TOKEN")) {
            Some(token) => Tokens::one(&token).context("--token or IMPORTER_TOKEN"),
            None => Ok(Tokens::default()),
        }
    }

    pub(crate) fn check_address(&self, tokens: &Tokens) -> anyhow::Result<()> {
        ensure!(
            self.listen.ip().is_loopback() || !tokens.is_empty(),
            "{} is not a loopback address: give a token by --token, --tokens or IMPORTER_TOKEN",
            self.listen
        );
        Ok(())
    }

    pub(crate) fn origins(&self) -> anyhow::Result<Vec<HeaderValue>> {
        self.allow_origin.iter().map(|origin| parse_origin(origin)).collect()
    }

    pub(crate) fn app(&self) -> anyhow::Result<Option<PathBuf>> {
        if let Some(app) = self.app.as_ref().filter(|app| !app.join("index.html").is_file()) {
            bail!("no index.html in {}", app.display());
        }
        Ok(self.app.clone())
    }

    pub(crate) fn pickers(&self) -> anyhow::Result<Pickers> {
        if let Some(token) = setting("LEELOO_API_TOKEN") {
            ensure!(self.bots.is_none(), "--bots and LEELOO_API_TOKEN exclude each other");
            ensure!(
                self.leeloo.starts_with("https://") || self.leeloo.starts_with("http://"),
                "--leeloo {}: must begin with https:// or http://",
                self.leeloo
            );
            return Ok(Pickers::leeloo(Leeloo::new(&self.leeloo, &token)));
        }
        let Some(file) = &self.bots else { return Ok(Pickers::fixed(Catalog::demo())) };
        let named = || format!("cannot read bots from {}", file.display());
        let json = read(file).with_context(named)?;
        Ok(Pickers::fixed(Catalog::from_json(&json).with_context(named)?))
    }

    pub(crate) fn config(&self) -> anyhow::Result<Config> {
        let Some(file) = &self.config else { return Ok(Config::builtin()) };
        let named = || format!("cannot read the configuration from {}", file.display());
        Config::from_json(&read(file).with_context(named)?).with_context(named)
    }

    pub(crate) fn database(&self) -> String {
        let named = self.database.clone().or_else(|| setting("DATABASE_URL"));
        named.unwrap_or_else(|| "sqlite://importer.sqlite".to_owned())
    }

    pub(crate) fn limits(&self) -> Limits {
        let (rate, at_once) = (NonZeroU32::new(self.rate), NonZeroUsize::new(self.at_once));
        Limits { rate, at_once, ..Limits::default() }
    }
}

/// An origin as a browser sends it: scheme, host, and the port where it is not the scheme's own.
fn parse_origin(origin: &str) -> anyhow::Result<HeaderValue> {
    let wrong = || format!("--allow-origin {origin}: an origin such as https://crm.example is expected");
    let uri: Uri = origin.parse().with_context(wrong)?;
    let authority = uri.authority().with_context(wrong)?;
    let as_sent = format!("{}://{authority}", uri.scheme_str().unwrap_or_default()).to_ascii_lowercase();
    ensure!(matches!(uri.scheme_str(), Some("http" | "https")) && as_sent == origin, wrong());
    Ok(HeaderValue::from_str(origin)?)
}

/// A variable of the environment; empty is as good as absent.
fn setting(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.trim().is_empty())
}

fn read(file: &Path) -> anyhow::Result<String> {
    Ok(std::fs::read_to_string(file)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins() {
        for (origin, accepted) in [
            ("https://crm.example", true),
            ("http://localhost:3000", true),
            ("https://crm.example/", false),
            ("https://CRM.example", false),
            ("crm.example", false),
            ("*", false),
            ("null", false),
            ("ftp://crm.example", false),
        ] {
            assert_eq!(parse_origin(origin).is_ok(), accepted, "{origin}");
        }
    }
}
