//! What a worksheet part says beside its cells: hidden columns, merged cells, the filter.

use super::scan::{Feed, Scanner};
use super::sheet::{decimal, is_zero};
use super::tag::Tag;
use crate::table::{Area, Layout};
use crate::{Error, Limits};

/// Reads a `cols` just started.
pub(super) fn columns<F: Feed>(
    scanner: &mut Scanner<F>,
    layout: &mut Layout,
    limits: &Limits,
) -> Result<(), Error> {
    while let Some(tag) = scanner.child()? {
        let flat = tag.attribute(b"width").is_some_and(is_zero) && tag.flag(b"customWidth") == Some(true);
        let first = tag.attribute(b"min").and_then(decimal).and_then(|first| first.checked_sub(1));
        if let (b"col", true, Some(first)) = (tag.name(), flat || tag.flag(b"hidden") == Some(true), first) {
            let last = tag.attribute(b"max").and_then(decimal).map_or(first, |last| last.saturating_sub(1));
            layout.hide_columns(first, last, limits);
        }
        scanner.skip()?;
    }
    Ok(())
}

/// Reads a `mergeCells` just started.
pub(super) fn merged<F: Feed>(
    scanner: &mut Scanner<F>,
    layout: &mut Layout,
    limits: &Limits,
) -> Result<(), Error> {
    while let Some(tag) = scanner.child()? {
        if let (b"mergeCell", Some(area)) = (tag.name(), area(&tag)) {
            layout.merge(area, limits)?;
        }
        scanner.skip()?;
    }
    Ok(())
}

/// Reads an `autoFilter` just started, which is there to offer a filter and may hold conditions.
pub(super) fn filter<F: Feed>(
    scanner: &mut Scanner<F>,
    area: Option<Area>,
    layout: &mut Layout,
    limits: &Limits,
) -> Result<(), Error> {
    let mut filtering = false;
    while let Some(tag) = scanner.child()? {
        if tag.name() == b"filterColumn" {
            // One without a condition only hides its button.
            while scanner.child()?.is_some() {
                filtering = true;
                scanner.skip()?;
            }
        } else {
            scanner.skip()?;
        }
    }
    if let Some(area) = area {
        layout.filter(area, filtering, limits);
    }
    Ok(())
}

/// The area that the element's `ref` names.
pub(super) fn area(tag: &Tag<'_>) -> Option<Area> {
    Area::parse(&tag.text(b"ref")?)
}

/// Reads the part of a list ("table"), which has a filter of its own.
pub(super) fn list<F: Feed>(
    scanner: &mut Scanner<F>,
    layout: &mut Layout,
    limits: &Limits,
) -> Result<(), Error> {
    scanner.child()?;
    while let Some(tag) = scanner.child()? {
        if tag.name() == b"autoFilter" {
            let area = area(&tag);
            filter(scanner, area, layout, limits)?;
        } else {
            scanner.skip()?;
        }
    }
    scanner.drain()
}
