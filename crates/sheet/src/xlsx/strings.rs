//! Strings: the shared strings part, and the rich text that shared and inline strings have alike.

use super::scan::{Feed, Scanner};
use super::text::{plain_run, unescape};
use crate::table::{SharedStrings, SharedStringsBuilder};
use crate::{Error, Limit, Limits};

/// Reads the shared strings part.
pub(super) fn read<F: Feed>(scanner: &mut Scanner<F>, limits: &Limits) -> Result<SharedStrings, Error> {
    let mut strings = SharedStringsBuilder::default();
    let mut scratch = String::new();
    scanner.child()?;
    loop {
        plain_strings(scanner, &mut strings, limits)?;
        let Some(tag) = scanner.child()? else { break };
        if tag.name() != b"si" {
            scanner.skip()?;
            continue;
        }
        scratch.clear();
        rich_text(scanner, &mut scratch)?;
        push(&mut strings, scratch.as_bytes(), limits)?;
    }
    scanner.drain()?;
    Ok(strings.finish())
}

/// Takes the strings ahead that are written in the usual way: `<si><t>text</t></si>`.
///
/// Apart from its caller because browsers compile a wasm function well only between two calls of it:
/// one that loops over the whole part would run as it was first, several times slower.
#[inline(never)]
fn plain_strings<F: Feed>(
    scanner: &mut Scanner<F>,
    strings: &mut SharedStringsBuilder,
    limits: &Limits,
) -> Result<(), Error> {
    let ahead = scanner.ahead();
    let mut rest = ahead;
    while let Some((text, after)) = plain_string(rest) {
        push(strings, text, limits)?;
        rest = after;
    }
    let taken = ahead.len() - rest.len();
    scanner.pass(taken);
    Ok(())
}

fn plain_string(ahead: &[u8]) -> Option<(&[u8], &[u8])> {
    let rest = ahead.strip_prefix(b"<si><t")?;
    let rest = rest.strip_prefix(b" xml:space=\"preserve\"").unwrap_or(rest).strip_prefix(b">")?;
    let (text, rest) = plain_run(rest)?;
    Some((text, rest.strip_prefix(b"</t></si>")?))
}

fn push(strings: &mut SharedStringsBuilder, text: &[u8], limits: &Limits) -> Result<(), Error> {
    let (value, max) = (strings.len() as u64 + 1, u64::from(limits.shared_strings));
    if value > max {
        return Err(Error::Limit { limit: Limit::SharedStrings, value, max });
    }
    check_length(text, limits)?;
    strings.push(text);
    Ok(())
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
pub(super) fn check_length(text: &[u8], limits: &Limits) -> Result<(), Error> {
    let (value, max) = (text.len() as u64, u64::from(limits.cell_bytes));
    if value > max {
        return Err(Error::Limit { limit: Limit::CellBytes, value, max });
    }
    Ok(())
}
