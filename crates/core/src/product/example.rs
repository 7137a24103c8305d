//! A file to start from: a column for each field, two clients, and a sheet that explains.

use std::io::Write;

use importer_sheet::write::{Mark, OutCell, OutColumn, XlsxWriter};

use super::{ProductError, Words, plain};
use crate::config::{Config, Field, FieldKind, Required};

/// Writes the workbook. Headers are the fields' keys, which are recognised in any language; each says in
/// a note what belongs under it.
///
/// # Errors
/// [`ProductError`].
pub fn example<W: Write>(config: &Config, words: Words<'_>, out: W) -> Result<W, ProductError> {
    let mut writer = XlsxWriter::new(out)?;
    let width = OutColumn { width: 20, hidden: false };
    writer.sheet_with(&plain(words, "product-clients"), &vec![width; config.fields.len()], 1)?;
    let notes: Vec<String> = config.fields.iter().map(|field| explanation(field, words)).collect();
    let fields = config.fields.iter().zip(&notes);
    writer.row(fields.map(|(field, note)| OutCell { note, ..OutCell::text(&field.key) }))?;
    for client in 0..2 {
        let values: Vec<String> = config.fields.iter().map(|field| sample(field, config, client)).collect();
        writer.row(values.iter().map(|value| OutCell::text(value)))?;
    }

    let widths = [24, 24, 18, 60, 60].map(|width| OutColumn { width, hidden: false });
    writer.sheet_with(&plain(words, "product-fields"), &widths, 1)?;
    let header = ["product-header", "product-field", "product-needed", "product-sentence", "product-aliases"];
    let header = header.map(|key| plain(words, key));
    writer.row(header.iter().map(|text| OutCell::text(text)))?;
    for (field, note) in config.fields.iter().zip(&notes) {
        let (name, needed) = (plain(words, &format!("field-{}", field.key)), plain(words, needed(field)));
        let mark = if field.kind == FieldKind::SocialId { Mark::Warning } else { Mark::None };
        let aliases = field.aliases.join(", ");
        let cells = [&field.key, &name, &needed, note, &aliases];
        writer.row(cells.map(|text| OutCell { mark, ..OutCell::text(text) }))?;
    }
    Ok(writer.finish()?)
}

const fn needed(field: &Field) -> &'static str {
    match (field.kind, field.required) {
        (FieldKind::SocialId, _) | (_, Required::Error) => "example-required",
        (_, Required::Warning) => "example-recommended",
        (_, Required::None) => "example-optional",
    }
}

fn explanation(field: &Field, words: Words<'_>) -> String {
    let kind = match field.kind {
        FieldKind::SocialId => "example-social_id",
        FieldKind::Name => "example-name",
        FieldKind::FirstName | FieldKind::MiddleName | FieldKind::LastName => "example-name-part",
        FieldKind::Email => "example-email",
        FieldKind::Phone => "example-phone",
        FieldKind::Messenger => "example-messenger",
        FieldKind::Date => "example-date",
        FieldKind::Gender => "example-gender",
        _ if field.key == "tags" => "example-tags",
        _ => "example-text",
    };
    plain(words, kind)
}

/// A value of one of two invented people.
fn sample(field: &Field, config: &Config, client: usize) -> String {
    let two = |one: &str, other: &str| [one, other].get(client).copied().unwrap_or_default().to_owned();
    match (field.kind, field.key.as_str()) {
        (FieldKind::SocialId, _) => two("208310224", "100000000000001"),
        (FieldKind::Name, _) => two("Anna Kovalenko", "Ivan Petrenko"),
        (FieldKind::FirstName, _) => two("Anna", "Ivan"),
        (FieldKind::LastName, _) => two("Kovalenko", "Petrenko"),
        (FieldKind::Email, _) => two("anna@example.com", "ivan@example.com"),
        (FieldKind::Phone, _) => two("+380441234567", "+380447654321"),
        (FieldKind::Messenger, _) => {
            config.messengers.get(client).map_or_else(String::new, |messenger| messenger.code.clone())
        }
        (FieldKind::Date, _) => two("2026-01-31", "2026-02-28"),
        (FieldKind::Gender, _) => two("FEMALE", "MALE"),
        (_, "locale") => two("uk_UA", "ru_RU"),
        (_, "tags") => two("vip, webinar", "webinar"),
        _ => String::new(),
    }
}
