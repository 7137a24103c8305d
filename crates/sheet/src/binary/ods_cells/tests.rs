//! Rows of an OpenDocument sheet, element by element.

use std::io::Cursor;

use encoding_rs::UTF_8;

use super::super::ods_styles::Styles;
use super::*;
use crate::delimited::Text;
use crate::markup::token::Tokens;

const STYLES: &str = "<number:number-style style:name='N1'><number:number number:min-integer-digits='5'/>\
    </number:number-style><style:style style:name='z' style:family='table-cell' style:data-style-name='N1'/>";

fn read(rows: &str, limits: &Limits) -> Result<crate::Table, Error> {
    fn tokens<'a>(source: &'a mut Cursor<&[u8]>, limits: &Limits) -> Tokens<'a> {
        Tokens::new(Text::new(source, UTF_8, u64::MAX), limits)
    }
    let mut styles = Styles::default();
    styles.read(&mut tokens(&mut Cursor::new(STYLES.as_bytes()), limits))?;
    let formats = styles.formats();
    let builder = TableBuilder::with(std::sync::Arc::default(), formats.cells.list(), false);
    let mut cells = Cells::new(builder, &formats, limits);
    let mut source = Cursor::new(rows.as_bytes());
    let mut tokens = tokens(&mut source, limits);
    while let Some(token) = tokens.next()? {
        cells.token(&token)?;
    }
    cells.finish(None)
}

/// Cells as `row column kind text`, with what is displayed after `=`, hidden rows with `-`.
fn check(rows: &str, expected: &[&str]) {
    let table = read(rows, &Limits::default()).unwrap();
    let cells = table.rows().flat_map(|row| {
        row.cells().map(move |cell| {
            let hidden = if row.hidden() { "-" } else { "" };
            let display = cell.display().map_or(String::new(), |display| format!("={display}"));
            format!(
                "{hidden}{} {} {} {}{display}",
                row.number(),
                cell.column(),
                cell.kind().code(),
                cell.text()
            )
        })
    });
    assert_eq!(cells.collect::<Vec<_>>(), expected, "{rows}");
}

fn row(cells: &str) -> String {
    format!("<table:table-row>{cells}</table:table-row>")
}

#[test]
fn values_are_what_the_file_stores() {
    let cell = |attributes: &str| {
        row(&format!("<table:table-cell {attributes}><text:p>shown</text:p></table:table-cell>"))
    };
    check(
        &cell("office:value-type='float' office:value='26203292189261166'"),
        &["1 0 number 26203292189261166"],
    );
    check(&cell("office:value-type='float' office:value='1.50'"), &["1 0 number 1.50"]);
    check(&cell("office:value-type='percentage' office:value='0.5'"), &["1 0 number 0.5"]);
    check(
        &cell("office:value-type='currency' office:value='5' table:style-name='z'"),
        &["1 0 number 5=00005"],
    );
    check(
        &cell("office:value-type='date' office:date-value='2026-09-30T22:37:00'"),
        &["1 0 date 2026-09-30T22:37:00"],
    );
    check(&cell("office:value-type='time' office:time-value='PT22H07M05.500S'"), &["1 0 date 22:07:05.5"]);
    check(&cell("office:value-type='time' office:time-value='PT26H30M00S'"), &["1 0 date PT26H30M00S"]);
    check(&cell("office:value-type='boolean' office:boolean-value='true'"), &["1 0 bool TRUE"]);
    check(&cell("office:value-type='string'"), &["1 0 text shown"]);
    check(&cell("office:value-type='string' office:string-value='full'"), &["1 0 text full"]);
    check(
        &cell("office:value-type='string' office:string-value='' calcext:value-type='error'"),
        &["1 0 error shown"],
    );
    check(&cell(""), &["1 0 text shown"]);
}

#[test]
fn text_of_paragraphs() {
    let cell = |inside: &str| {
        row(&format!("<table:table-cell office:value-type='string'>{inside}</table:table-cell>"))
    };
    check(
        &cell("<text:p>a</text:p><text:p/><text:p>b&amp;<text:span>c</text:span></text:p>"),
        &["1 0 text a\n\nb&c"],
    );
    check(
        &cell("<text:p> a \n b<text:s text:c='3'/>c<text:tab/>d<text:line-break/>e </text:p>"),
        &["1 0 text a b   c\td\ne "],
    );
    check(
        &cell(
            "<office:annotation><text:p>note <text:span>x</text:span></text:p></office:annotation><text:p>a</text:p>",
        ),
        &["1 0 text a"],
    );
    check(
        &cell(
            "<text:p>a</text:p><draw:frame><draw:text-box><text:p>box</text:p></draw:text-box></draw:frame>",
        ),
        &["1 0 text a"],
    );
    check(&cell("<text:p>a<text:a xlink:href='x'>b</text:a></text:p>stray"), &["1 0 text ab"]);
}

#[test]
fn repeats_and_visibility() {
    let one = "<table:table-cell office:value-type='float' office:value='1'/>";
    let two =
        "<table:table-cell table:number-columns-repeated='2' office:value-type='float' office:value='2'/>";
    let blank = "<table:covered-table-cell table:number-columns-repeated='16000'/>";
    check(&row(&[two, blank, one].concat()), &["1 0 number 2", "1 1 number 2", "1 16002 number 1"]);
    let far = format!("<table:table-row table:number-rows-repeated='1048574'>{blank}</table:table-row>");
    check(&[row(one), far, row(one)].concat(), &["1 0 number 1", "1048576 0 number 1"]);
    let hidden = |why: &str| {
        format!(
            "<table:table-row table:number-rows-repeated='2' table:visibility='{why}'>{one}</table:table-row>"
        )
    };
    check(&hidden("collapse"), &["-1 0 number 1", "-2 0 number 1"]);
    check(&hidden("filter"), &["-1 0 number 1", "-2 0 number 1"]);
    check(&hidden("visible"), &["1 0 number 1", "2 0 number 1"]);
    let columns = "<table:table-column/><table:table-column table:number-columns-repeated='2' table:default-cell-style-name='z'/>";
    check(
        &[columns, &row(&one.repeat(4))].concat(),
        &["1 0 number 1", "1 1 number 1=00001", "1 2 number 1=00001", "1 3 number 1"],
    );
}

#[test]
fn what_a_file_asks_for_stays_in_proportion() {
    let many = |rows: u64, columns: u64| {
        format!(
            "<table:table-row table:number-rows-repeated='{rows}'><table:table-cell \
         table:number-columns-repeated='{columns}'><text:p>x</text:p></table:table-cell></table:table-row>"
        )
    };
    for (rows, limit) in [
        (many(1_000_000, 100), Limit::UnpackedBytes),
        (many(u64::MAX, u64::MAX), Limit::Columns),
        (many(u64::MAX, 1), Limit::Rows),
        (
            row("<table:table-cell><text:p><text:s text:c='99999999999'/></text:p></table:table-cell>"),
            Limit::CellBytes,
        ),
    ] {
        let found = read(&rows, &Limits::default());
        assert!(
            matches!(found, Err(Error::Limit { limit: found, .. }) if found == limit),
            "{rows}: {found:?}"
        );
    }
    assert!(read(&many(100_000, 10), &Limits::default()).is_ok());
}
