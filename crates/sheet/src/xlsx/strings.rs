//! Strings: the shared strings part, and the rich text that shared and inline strings have alike.

use super::scan::{Feed, Scanner};
use super::text::unescape;
use crate::table::SharedStrings;
use crate::{Error, Limit, Limits};

/// Reads the shared strings part.
pub(super) fn read<F: Feed>(scanner: &mut Scanner<F>, limits: &Limits) -> Result<SharedStrings, Error> {
    let mut strings = SharedStrings::default();
    let mut scratch = String::new();
    let max = u64::from(limits.shared_strings);
    scanner.child()?;
    while let Some(tag) = scanner.child()? {
        if tag.name() != b"si" {
            scanner.skip()?;
            continue;
        }
        scratch.clear();
        rich_text(scanner, &mut scratch)?;
        let value = strings.len() as u64 + 1;
        if value > max {
            return Err(Error::Limit { limit: Limit::SharedStrings, value, max });
        }
        check_length(&scratch, limits)?;
        strings.push(&scratch);
    }
    scanner.drain()?;
    Ok(strings)
}

/// Appends the text of an `si` or `is` just started: its own `t`, or the runs `r/t` joined. The
/// phonetic runs (`rPh`) say how to read the text aloud and are no part of it.
pub(super) fn rich_text<F: Feed>(scanner: &mut Scanner<F>, out: &mut String) -> Result<(), Error> {
    while let Some(tag) = scanner.child()? {
        match tag.name() {
            b"t" => plain_text(scanner, out)?,
            b"r" => {
                while let Some(tag) = scanner.child()? {
                    if tag.name() == b"t" {
                        plain_text(scanner, out)?;
                    } else {
                        scanner.skip()?;
                    }
                }
            }
            _ => scanner.skip()?,
        }
    }
    Ok(())
}

/// Appends the text of the element just started, `_xHHHH_` decoded.
pub(super) fn plain_text<F: Feed>(scanner: &mut Scanner<F>, out: &mut String) -> Result<(), Error> {
    let start = out.len();
    scanner.text(out)?;
    unescape(out, start);
    Ok(())
}

/// Many runs can make one text that is too long.
pub(super) fn check_length(text: &str, limits: &Limits) -> Result<(), Error> {
    let (value, max) = (text.len() as u64, u64::from(limits.cell_bytes));
    if value > max {
        return Err(Error::Limit { limit: Limit::CellBytes, value, max });
    }
    Ok(())
}
