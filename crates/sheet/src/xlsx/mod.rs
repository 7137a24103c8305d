//! Office Open XML workbooks (xlsx, xlsm, xltx): a streaming cell layer of our own.
//!
//! [`package`] opens the zip archive and unpacks parts within limits, [`scan`] walks their XML as it
//! comes, [`sheet`] puts cells into the [`Table`] as the source text the file stores. Nothing here
//! knows of other formats, and no part is ever held whole: memory is the table.

mod cell;
mod encoding;
mod layout;
mod package;
mod scan;
mod sheet;
mod strings;
mod styles;
mod tag;
mod text;

#[cfg(test)]
mod tests;

use std::ops::ControlFlow;
use std::sync::Arc;

use self::package::{Package, PartId, Report};
use crate::number_format::CellFormats;
use crate::table::{Layout, SharedStrings, TableBuilder};
use crate::{Error, Limit, Limits, NotASpreadsheet, Progress, SheetInfo, Source, Table, Visibility};

/// An opened workbook. Sheets are read on demand; shared strings and styles once.
pub(crate) struct Xlsx {
    package: Package,
    sheets: Vec<SheetInfo>,
    /// The part of each sheet, where the file has it.
    parts: Vec<Option<PartId>>,
    date_1904: bool,
    strings_part: Option<PartId>,
    styles_part: Option<PartId>,
    strings: Option<Arc<SharedStrings>>,
    styles: Option<CellFormats>,
}

impl Xlsx {
    /// Opens the archive and reads the list of sheets.
    ///
    /// # Errors
    /// [`Error::NotASpreadsheet`] for an archive without a workbook, [`Error::NoSheets`] for one
    /// without worksheets, [`Error::Damaged`], [`Error::PasswordProtected`], [`Error::Unsupported`],
    /// [`Error::Limit`], [`Error::Io`].
    pub(crate) fn open(source: Box<dyn Source>, limits: &Limits) -> Result<Self, Error> {
        let mut package = Package::open(source, limits)?;
        let (name, part) = find_workbook(&mut package, limits)?;
        let Tabs { tabs, date_1904 } = read_tabs(&mut package, part, limits)?;
        let relationships = package.relationships(&name, limits)?;
        let folder = name.rsplit_once('/').map_or("", |(folder, _)| folder);

        let (mut sheets, mut parts) = (Vec::new(), Vec::new());
        for (index, tab) in tabs.into_iter().enumerate() {
            let target = relationships.iter().find(|found| found.id == tab.relationship);
            if target.is_some_and(|found| found.kind != "worksheet") {
                continue;
            }
            // A lost list of relationships leaves the names every writer uses.
            let usual = format!("{folder}/worksheets/sheet{}.xml", index + 1);
            let target = target.map_or(usual.as_str(), |found| &found.target);
            parts.push(package.find(target));
            sheets.push(tab.info);
        }
        if sheets.is_empty() {
            return Err(Error::NoSheets);
        }
        // Without its styles a workbook would show dates as bare numbers: what is named must be there.
        let special = |kind: &str, usual: &str| {
            let named = relationships.iter().find(|found| found.kind == kind);
            let name = named.map_or_else(|| format!("{folder}/{usual}"), |found| found.target.clone());
            match package.find(&name) {
                None if named.is_some() => Err(Error::Damaged(format!("the part {name} is missing"))),
                found => Ok(found),
            }
        };
        let strings_part = special("sharedStrings", "sharedStrings.xml")?;
        let styles_part = special("styles", "styles.xml")?;
        let (strings, styles) = (None, None);
        Ok(Self { package, sheets, parts, date_1904, strings_part, styles_part, strings, styles })
    }

    /// The worksheets in the order of their tabs; sheets of charts and dialogs are left out.
    pub(crate) fn sheets(&self) -> &[SheetInfo] {
        &self.sheets
    }

    /// Reads one sheet whole. `progress` is called every megabyte of XML; breaking from it stops
    /// with [`Error::Cancelled`].
    ///
    /// # Errors
    /// [`Error::NoSuchSheet`], [`Error::Cancelled`], and those of [`open`](Self::open).
    pub(crate) fn read(
        &mut self,
        sheet: usize,
        limits: &Limits,
        progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
    ) -> Result<Table, Error> {
        let Some((&part, info)) = self.parts.get(sheet).zip(self.sheets.get(sheet)) else {
            return Err(Error::NoSuchSheet(sheet.to_string()));
        };
        let Some(part) = part else {
            return Err(Error::Damaged(format!("the part of sheet {:?} is missing", info.name)));
        };
        let strings_part = if self.strings.is_none() { self.strings_part } else { None };
        let size = |part| self.package.packed_size(part);
        let strings_size = strings_part.map_or(0, size);
        let sheet_size = size(part);
        let report = Report::new(strings_size + sheet_size, progress);

        let shared = match &self.strings {
            Some(strings) => Arc::clone(strings),
            None => {
                let strings = match strings_part {
                    Some(part) => strings::read(&mut self.package.scan(part, limits, &report)?, limits)?,
                    None => SharedStrings::default(),
                };
                Arc::clone(self.strings.insert(Arc::new(strings)))
            }
        };
        report.finished(strings_size)?;
        let styles = match self.styles.take() {
            Some(styles) => styles,
            None => read_styles(&mut self.package, self.styles_part, limits)?,
        };
        let styles = &*self.styles.insert(styles);

        let mut scanner = self.package.scan(part, limits, &report)?;
        let context = sheet::Context { limits, styles, shared_strings: shared.len(), report: &report };
        let builder = TableBuilder::with(shared, styles.list(), self.date_1904);
        let mut table = sheet::read(&mut scanner, builder, &context)?;
        drop(scanner);
        report.set_rows(table.len());
        report.finished(sheet_size)?;
        match self.read_lists(part, &mut table, limits, &report) {
            Err(Error::Cancelled) => Err(Error::Cancelled),
            // The cells are whole whatever became of a list.
            _ => Ok(table),
        }
    }

    /// Takes the filter of the sheet's first list ("table") that has one, if the sheet itself has none.
    fn read_lists(
        &mut self,
        sheet: PartId,
        table: &mut Table,
        limits: &Limits,
        report: &Report<'_>,
    ) -> Result<(), Error> {
        if table.filter().is_some() {
            return Ok(());
        }
        let name = self.package.name(sheet);
        for list in self.package.relationships(&name, limits)? {
            let part = self.package.find(&list.target).filter(|_| list.kind == "table");
            if let (Some(part), None) = (part, table.filter()) {
                // A part that turns out damaged at its end has said nothing.
                let mut found = Layout::default();
                layout::list(&mut self.package.scan(part, limits, report)?, &mut found, limits)?;
                table.layout().take_filter(found);
            }
        }
        Ok(())
    }
}

/// A sheet as the workbook lists it.
struct Tab {
    info: SheetInfo,
    relationship: String,
}

struct Tabs {
    tabs: Vec<Tab>,
    date_1904: bool,
}

/// The name and place of the workbook part.
fn find_workbook(package: &mut Package, limits: &Limits) -> Result<(String, PartId), Error> {
    let roots = package.relationships("", limits)?;
    let main = roots.into_iter().find(|root| root.kind == "officeDocument");
    let name = main.map_or_else(|| "xl/workbook.xml".to_owned(), |root| root.target);
    let found = package.find(&name).map(|part| (name, part));
    let usual = || package.find("xl/workbook.xml").map(|part| ("xl/workbook.xml".to_owned(), part));
    match found.or_else(usual) {
        Some((name, _)) if name.starts_with("word/") || name.starts_with("ppt/") => {
            Err(Error::NotASpreadsheet(NotASpreadsheet::Document))
        }
        Some((name, _)) if name.ends_with(".bin") => {
            Err(Error::Unsupported("a binary workbook (xlsb) read as xlsx".to_owned()))
        }
        Some(found) => Ok(found),
        None if package.has_folder("word/") || package.has_folder("ppt/") => {
            Err(Error::NotASpreadsheet(NotASpreadsheet::Document))
        }
        None => Err(Error::NotASpreadsheet(NotASpreadsheet::Zip)),
    }
}

fn read_tabs(package: &mut Package, part: PartId, limits: &Limits) -> Result<Tabs, Error> {
    let report = Report::silent();
    let mut scanner = package.scan(part, limits, &report)?;
    let mut found = Tabs { tabs: Vec::new(), date_1904: false };
    if scanner.child()?.is_none_or(|root| root.name() != b"workbook") {
        return Err(Error::NotASpreadsheet(NotASpreadsheet::Document));
    }
    while let Some(tag) = scanner.child()? {
        match tag.name() {
            b"workbookPr" => {
                found.date_1904 = tag.flag(b"date1904").unwrap_or(false);
                scanner.skip()?;
            }
            b"sheets" => {
                while let Some(tag) = scanner.child()? {
                    if tag.name() == b"sheet" {
                        let visibility = match tag.attribute(b"state") {
                            Some(b"hidden") => Visibility::Hidden,
                            Some(b"veryHidden") => Visibility::VeryHidden,
                            _ => Visibility::Visible,
                        };
                        let mut name = tag.text(b"name").unwrap_or_default();
                        text::unescape(&mut name, 0);
                        let relationship = tag.text(b"id").unwrap_or_default();
                        found.tabs.push(Tab { info: SheetInfo { name, visibility }, relationship });
                    }
                    let (value, max) = (found.tabs.len() as u64, u64::from(limits.sheets));
                    if value > max {
                        return Err(Error::Limit { limit: Limit::Sheets, value, max });
                    }
                    scanner.skip()?;
                }
            }
            _ => scanner.skip()?,
        }
    }
    scanner.drain()?;
    Ok(found)
}

fn read_styles(package: &mut Package, part: Option<PartId>, limits: &Limits) -> Result<CellFormats, Error> {
    let report = Report::silent();
    match part {
        Some(part) => styles::read(&mut package.scan(part, limits, &report)?),
        None => Ok(CellFormats::default()),
    }
}
