//! Files that leave with the clients: the split by messenger, the rows that stay behind, the receipt.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::ops::ControlFlow;

use importer_core::delivery::Receipt;
use importer_core::product::{self, Args, ProductError, SplitFormat, split_name};
use web_sys::Blob;

use super::blob::BlobWriter;
use super::open::OpenFile;
use crate::protocol::{Failure, Product, Progress};

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// Words by key, as the page sent them.
type Sent = BTreeMap<String, String>;

/// Makes the file, or `None` where it is not one of these.
pub(super) fn make(
    open: &OpenFile,
    product: &Product,
    tell: &mut dyn FnMut(Progress),
) -> Option<Result<(String, Blob), Failure>> {
    match product {
        Product::Split { messenger, format } => Some(split(open, messenger.as_deref(), format, tell)),
        Product::Splits { format, words } => Some(splits(open, format, words, tell)),
        Product::Rejected { words } => Some(rejected(open, words, tell)),
        Product::Receipt { format, language, words } => Some(receipt(open, format, language, words)),
        _ => None,
    }
}

fn split(
    open: &OpenFile,
    messenger: Option<&str>,
    format: &str,
    tell: &mut dyn FnMut(Progress),
) -> Result<(String, Blob), Failure> {
    let format = named(format)?;
    let messenger = messenger.unwrap_or_default();
    let out = product::split(&open.session, messenger, format, BlobWriter::default(), &mut telling(tell));
    let name = format!("{} {}.{}", stem(open), split_name(messenger), format.ending());
    finished(name, out.map_err(|error| failed(&error))?, media(format.ending()))
}

fn splits(
    open: &OpenFile,
    format: &str,
    words: &Sent,
    tell: &mut dyn FnMut(Progress),
) -> Result<(String, Blob), Failure> {
    let format = named(format)?;
    let word = |key: &str, _: &Args| words.get(key).cloned().unwrap_or_else(|| key.to_owned());
    let out = product::splits(&open.session, format, &word, BlobWriter::default(), &mut telling(tell));
    finished(
        format!("{} {}.zip", stem(open), format.ending()),
        out.map_err(|error| failed(&error))?,
        media("zip"),
    )
}

fn rejected(
    open: &OpenFile,
    words: &Sent,
    tell: &mut dyn FnMut(Progress),
) -> Result<(String, Blob), Failure> {
    let word = |key: &str, _: &Args| words.get(key).cloned().unwrap_or_else(|| key.to_owned());
    let out = product::rejected(&open.session, &word, BlobWriter::default(), &mut telling(tell));
    finished(format!("{} rejected.xlsx", stem(open)), out.map_err(|error| failed(&error))?, XLSX)
}

fn receipt(open: &OpenFile, format: &str, language: &str, words: &Sent) -> Result<(String, Blob), Failure> {
    let receipt = open.sending.receipt.as_ref().ok_or_else(|| Failure::new("make.failed"))?;
    // The page sends a message once, with the names of its arguments in the places of their values.
    let word = |key: &str, arguments: &[(&str, String)]| {
        let pattern = words.get(key).cloned().unwrap_or_else(|| key.to_owned());
        arguments.iter().fold(pattern, |text, (name, value)| text.replace(&format!("{{{name}}}"), value))
    };
    let text = match format {
        "json" => json(receipt)?,
        "html" => receipt.html(language, &word),
        _ => receipt.text(&word),
    };
    let mut out = BlobWriter::default();
    out.write_all(text.as_bytes()).map_err(|error| Failure::new("make.failed").with("detail", error))?;
    finished(format!("{} receipt.{format}", stem(open)), out, media(format))
}

fn json(receipt: &Receipt) -> Result<String, Failure> {
    serde_json::to_string_pretty(receipt).map_err(|error| Failure::new("make.failed").with("detail", error))
}

fn named(format: &str) -> Result<SplitFormat, Failure> {
    SplitFormat::named(format).ok_or_else(|| Failure::new("make.failed").with("detail", format))
}

fn finished(name: String, out: BlobWriter, media: &str) -> Result<(String, Blob), Failure> {
    let blob = out.finish(media).map_err(|error| Failure::new("make.failed").with("detail", error))?;
    Ok((name, blob))
}

fn failed(error: &ProductError) -> Failure {
    Failure::new("make.failed").with("detail", error)
}

fn telling(tell: &mut dyn FnMut(Progress)) -> impl FnMut(usize, usize) -> ControlFlow<()> {
    move |done, total| {
        tell(Progress::Making { done: done as u64, total: total as u64 });
        ControlFlow::Continue(())
    }
}

/// The open file's name without its ending.
fn stem(open: &OpenFile) -> String {
    let name = open.file.name();
    name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem).to_owned()
}

fn media(ending: &str) -> &'static str {
    match ending {
        "xlsx" => XLSX,
        "csv" => "text/csv",
        "json" => "application/json",
        "html" => "text/html",
        "zip" => "application/zip",
        _ => "text/plain",
    }
}
