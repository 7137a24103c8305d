//! `importer cells`: one sheet as JSON Lines, every cell as the file has it.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Write};
use std::ops::ControlFlow;
use std::path::Path;
use std::process::ExitCode;

use importer_sheet::{Error, Info, Options, Row, Table, Visibility, Workbook};
use serde::Serialize;

/// The file cannot be read.
const UNREADABLE: u8 = 2;

/// Prints the sheet called `sheet`, or the one most likely to hold the clients.
pub(crate) fn run(file: &Path, sheet: Option<&str>) -> ExitCode {
    let (workbook, chosen, table) = match read(file, sheet) {
        Ok(read) => read,
        Err(error) => {
            // One line, with the stable code first for scripts.
            let _ = writeln!(io::stderr(), "importer: {}: {}: {error}", error.code(), file.display());
            return ExitCode::from(UNREADABLE);
        }
    };
    match write(workbook.info(), chosen, &table) {
        // Whoever reads us has seen enough.
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            let _ = writeln!(io::stderr(), "importer: {error}");
            ExitCode::FAILURE
        }
        _ => ExitCode::SUCCESS,
    }
}

fn read(file: &Path, sheet: Option<&str>) -> Result<(Workbook, usize, Table), Error> {
    let source = Box::new(BufReader::new(File::open(file)?));
    let mut workbook = Workbook::open(source, Options::default())?;
    let (chosen, table) = match sheet {
        Some(name) => {
            let sheets = &workbook.info().sheets;
            let found = sheets.iter().position(|sheet| sheet.name == name);
            let chosen = found.ok_or_else(|| Error::NoSuchSheet(name.to_owned()))?;
            (chosen, table(&mut workbook, chosen)?)
        }
        None => first_with_cells(&mut workbook)?,
    };
    Ok((workbook, chosen, table))
}

/// The first visible sheet that holds cells, else the first visible one, else the first.
fn first_with_cells(workbook: &mut Workbook) -> Result<(usize, Table), Error> {
    let sheets = workbook.info().sheets.iter().enumerate();
    let visible = sheets.filter(|(_, sheet)| sheet.visibility == Visibility::Visible);
    let visible: Vec<usize> = visible.map(|(at, _)| at).collect();
    let mut empty = None;
    for at in visible {
        let table = table(workbook, at)?;
        if !table.is_empty() {
            return Ok((at, table));
        }
        empty.get_or_insert((at, table));
    }
    empty.map_or_else(|| Ok((0, table(workbook, 0)?)), Ok)
}

fn table(workbook: &mut Workbook, sheet: usize) -> Result<Table, Error> {
    workbook.read(sheet, &mut |_| ControlFlow::Continue(()))
}

fn write(info: &Info, chosen: usize, table: &Table) -> io::Result<()> {
    let mut out = BufWriter::with_capacity(64 << 10, io::stdout().lock());
    line(&mut out, &Head::new(info, chosen))?;
    for row in table.rows() {
        line(&mut out, &RowLine::new(row))?;
    }
    out.flush()
}

fn line(out: &mut impl Write, value: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *out, value)?;
    out.write_all(b"\n")
}

/// The first line.
#[derive(Serialize)]
struct Head<'a> {
    format: &'static str,
    encoding: Option<&'static str>,
    delimiter: Option<char>,
    sheets: Vec<Sheet<'a>>,
    sheet: &'a str,
}

#[derive(Serialize)]
struct Sheet<'a> {
    name: &'a str,
    visibility: &'static str,
}

/// A row that holds cells.
#[derive(Serialize)]
struct RowLine<'a> {
    row: u32,
    hidden: bool,
    cells: Vec<CellLine<'a>>,
}

#[derive(Serialize)]
struct CellLine<'a> {
    col: u32,
    kind: &'static str,
    text: std::borrow::Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    display: Option<String>,
}

impl<'a> Head<'a> {
    fn new(info: &'a Info, chosen: usize) -> Self {
        let sheets = info.sheets.iter().map(|sheet| Sheet {
            name: &sheet.name,
            visibility: match sheet.visibility {
                Visibility::Visible => "visible",
                Visibility::Hidden => "hidden",
                Visibility::VeryHidden => "very_hidden",
            },
        });
        Self {
            format: info.format.code(),
            encoding: info.encoding,
            delimiter: info.delimiter,
            sheets: sheets.collect(),
            sheet: info.sheets.get(chosen).map_or("", |sheet| &sheet.name),
        }
    }
}

impl<'a> RowLine<'a> {
    fn new(row: Row<'a>) -> Self {
        let cells = row.cells().map(|cell| CellLine {
            col: cell.column(),
            kind: cell.kind().code(),
            text: cell.text(),
            display: cell.display(),
        });
        Self { row: row.number(), hidden: row.hidden(), cells: cells.collect() }
    }
}
