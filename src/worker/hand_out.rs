//! Files that leave with the clients: the split by messenger, the rows that stay behind, the receipt.

use std::io::Write as _;

use importer_core::Tell;
use importer_core::delivery::Receipt;
use importer_core::product::{self, Cleaned, ProductError, SplitFormat, Words as Say, split_name};
use importer_locale::{Value, Words};

use super::make::{CSV, JSON, Made, Pieces, XLSX, failure, stem};
use super::open::OpenFile;
use crate::protocol::{Failure, Product};

/// Makes the file; `None` where it is not one of these.
pub(super) async fn make(
    open: &OpenFile,
    product: &Product,
    words: &Words,
    say: Say<'_>,
    tell: Tell<'_>,
) -> Option<Result<Made, Failure>> {
    Some(match product {
        Product::Split { messenger, format } => split(open, messenger.as_deref(), format, tell).await,
        Product::Splits { format } => splits(open, format, say, tell).await,
        Product::Rejected => rejected(open, say, tell).await,
        Product::Comparison { format } => comparison(open, format, say, tell).await,
        Product::Receipt { format } => receipt(open, format, words),
        _ => return None,
    })
}

async fn split(
    open: &OpenFile,
    messenger: Option<&str>,
    format: &str,
    tell: Tell<'_>,
) -> Result<Made, Failure> {
    let format = named(format)?;
    let messenger = messenger.unwrap_or_default();
    let pieces =
        product::split(&open.session, messenger, format, Pieces::default(), tell).await.map_err(failure)?;
    pieces.made(name(open, &format!("{}.{}", split_name(messenger), format.ending())), media(format))
}

async fn splits(open: &OpenFile, format: &str, say: Say<'_>, tell: Tell<'_>) -> Result<Made, Failure> {
    let format = named(format)?;
    let pieces =
        product::splits(&open.session, format, say, Pieces::default(), tell).await.map_err(failure)?;
    pieces.made(name(open, &format!("{}.zip", format.ending())), "application/zip")
}

async fn rejected(open: &OpenFile, say: Say<'_>, tell: Tell<'_>) -> Result<Made, Failure> {
    let pieces = product::rejected(&open.session, say, Pieces::default(), tell).await.map_err(failure)?;
    pieces.made(name(open, "rejected.xlsx"), XLSX)
}

async fn comparison(open: &OpenFile, format: &str, say: Say<'_>, tell: Tell<'_>) -> Result<Made, Failure> {
    let kind = Cleaned::named(format).ok_or_else(|| Failure::new("request.unknown"))?;
    let pieces = product::comparison(&open.session, kind, say, Pieces::default(), tell).await;
    let pieces = pieces.map_err(failure)?;
    let media = if kind == Cleaned::Csv { CSV } else { XLSX };
    pieces.made(name(open, &format!("comparison.{format}")), media)
}

fn receipt(open: &OpenFile, format: &str, words: &Words) -> Result<Made, Failure> {
    let receipt = open.sending.receipt.as_ref().ok_or_else(|| Failure::new("make.failed"))?;
    let word = |key: &str, arguments: &[(&str, String)]| {
        let value = |text: &String| text.parse::<f64>().map_or_else(|_| text.clone().into(), Value::from);
        let values: Vec<(&str, Value<'_>)> =
            arguments.iter().map(|(name, text)| (*name, value(text))).collect();
        words.get(key, &values)
    };
    let (text, kind) = match format {
        "json" => (json(receipt)?, JSON),
        "html" => (receipt.html(words.language().code(), &word), "text/html"),
        _ => (receipt.text(&word), "text/plain"),
    };
    let mut pieces = Pieces::default();
    pieces.write_all(text.as_bytes()).map_err(|error| failure(ProductError::Write(error.into())))?;
    pieces.made(name(open, &format!("receipt.{format}")), kind)
}

fn json(receipt: &Receipt) -> Result<String, Failure> {
    serde_json::to_string_pretty(receipt).map_err(|error| Failure::new("make.failed").with("detail", error))
}

fn named(format: &str) -> Result<SplitFormat, Failure> {
    SplitFormat::named(format).ok_or_else(|| Failure::new("request.unknown"))
}

fn name(open: &OpenFile, ending: &str) -> String {
    format!("{}-{ending}", stem(&open.file.name()))
}

const fn media(format: SplitFormat) -> &'static str {
    match format {
        SplitFormat::Xlsx => XLSX,
        SplitFormat::Csv => CSV,
        SplitFormat::Json => JSON,
    }
}
