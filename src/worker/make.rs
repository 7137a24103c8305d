//! Files made of the open one: `core` writes them, this puts what is written into a `Blob`, piece by
//! piece, which the browser may keep on disk. Nothing holds a file as a whole.

use std::io::{self, Write};

use importer_core::product::{self, Args, Cleaned, Origin, ProductError};
use importer_core::{Config, Tell};
use importer_locale::Words;
use js_sys::{Array, Uint8Array};
use wasm_bindgen::JsValue;
use web_sys::{Blob, BlobPropertyBag};

use super::hand_out;
use super::open::OpenFile;
use crate::engine::describe;
use crate::protocol::{Failure, Product};

/// Bytes handed to the browser at once.
const PIECE: usize = 4 << 20;
pub(super) const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
pub(super) const JSON: &str = "application/json";
pub(super) const CSV: &str = "text/csv;charset=utf-8";

/// A file that is made: its name and its bytes.
pub(super) struct Made {
    pub(super) name: String,
    pub(super) blob: Blob,
}

/// Makes a file to start from in words. No file need be open.
///
/// # Errors
/// The codes of [`ProductError`].
pub(super) fn example(open: Option<&OpenFile>, spoken: &Words) -> Result<Made, Failure> {
    let words = |key: &str, args: &Args| spoken.say(key, args);
    let config = open.map_or_else(Config::builtin, |open| (**open.session.config()).clone());
    let pieces = product::example(&config, &words, Pieces::default()).map_err(failure)?;
    pieces.made("clients-example.xlsx".to_owned(), XLSX)
}

/// Makes a file in words.
///
/// # Errors
/// The codes of [`ProductError`]; `request.unknown` for a format nobody writes.
pub(super) async fn make(
    open: &mut OpenFile,
    product: &Product,
    spoken: &Words,
    tell: Tell<'_>,
) -> Result<Made, Failure> {
    if *product == Product::Recipe {
        return recipe(open);
    }
    let words = |key: &str, args: &Args| spoken.say(key, args);
    let open = &*open;
    let (session, file, sheet) = (&open.session, open.file.name(), open.sheet_name());
    if let Some(made) = hand_out::make(open, product, spoken, &words, tell).await {
        return made;
    }
    let (pieces, ending, kind) = match product {
        Product::Errors => {
            let date = js_sys::Date::new_0().to_iso_string();
            let date = String::from(date).split('T').next().unwrap_or_default().to_owned();
            let origin = Origin { file: &file, sheet, date: &date };
            let made = product::error_book(session, &origin, &words, Pieces::default(), tell).await;
            (made, "errors.xlsx", XLSX)
        }
        Product::Problems => {
            (product::problem_list(session, &words, Pieces::default(), tell).await, "problems.csv", CSV)
        }
        Product::Cleaned { format } => {
            let format = Cleaned::named(format).ok_or_else(|| Failure::new("request.unknown"))?;
            let made = product::cleaned(session, format, sheet, Pieces::default(), tell).await;
            match format {
                Cleaned::Xlsx => (made, "cleaned.xlsx", XLSX),
                Cleaned::Csv => (made, "cleaned.csv", CSV),
            }
        }
        Product::Report => {
            let mut pieces = Pieces::default();
            let written = open.report(&mut pieces);
            (written.map(|()| pieces).map_err(|error| ProductError::Write(error.into())), "report.json", JSON)
        }
        _ => return Err(Failure::new("request.unknown")),
    };
    pieces.map_err(failure)?.made(format!("{}-{ending}", stem(&file)), kind)
}

/// The steps taken so far, for the next file.
///
/// # Errors
/// `product.write` where the browser gives no room.
fn recipe(open: &mut OpenFile) -> Result<Made, Failure> {
    let mut pieces = Pieces::default();
    let recipe = open.session.recipe();
    pieces.write_all(recipe.as_bytes()).map_err(|error| failure(ProductError::Write(error.into())))?;
    pieces.made(format!("{}-recipe.json", stem(&open.file.name())), JSON)
}

/// A file's name without its ending.
pub(super) fn stem(file: &str) -> &str {
    file.rsplit_once('.').map_or(file, |(stem, _)| stem)
}

pub(super) fn failure(error: ProductError) -> Failure {
    Failure::new(error.code()).with("detail", error)
}

/// What is written, in pieces that the browser holds.
#[derive(Default)]
pub(super) struct Pieces {
    blobs: Array,
    piece: Vec<u8>,
}

impl Pieces {
    pub(super) fn made(mut self, name: String, kind: &str) -> Result<Made, Failure> {
        self.hand_over().map_err(|error| failure(ProductError::Write(error.into())))?;
        let options = BlobPropertyBag::new();
        options.set_type(kind);
        let blob = Blob::new_with_blob_sequence_and_options(&self.blobs, &options);
        let blob = blob.map_err(|error| Failure::new("product.write").with("detail", describe(&error)))?;
        Ok(Made { name, blob })
    }

    fn hand_over(&mut self) -> io::Result<()> {
        if self.piece.is_empty() {
            return Ok(());
        }
        let bytes = Array::of1(&Uint8Array::from(self.piece.as_slice()));
        let blob = Blob::new_with_u8_array_sequence(&bytes);
        let blob = blob.map_err(|error: JsValue| io::Error::other(describe(&error)))?;
        self.blobs.push(&blob);
        self.piece.clear();
        Ok(())
    }
}

impl Write for Pieces {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.piece.extend_from_slice(bytes);
        if self.piece.len() >= PIECE {
            self.hand_over()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
