//! Pages as CRMs, Excel and people write them.

use std::io::Cursor;
use std::ops::ControlFlow;

use crate::{Error, Limit, Limits, NotASpreadsheet, Options, Workbook};

fn open(page: &[u8]) -> Result<Workbook, Error> {
    Workbook::open(Box::new(Cursor::new(page.to_vec())), Options::default())
}

/// Cells of all sheets as `sheet!row column kind text`, with what is displayed after `=`, hidden rows
/// with `-`.
fn cells(workbook: &mut Workbook) -> Vec<String> {
    let mut lines = Vec::new();
    for (at, sheet) in workbook.info().sheets.clone().into_iter().enumerate() {
        let table = workbook.read(at, &mut |_| ControlFlow::Continue(())).unwrap();
        for row in table.rows() {
            let hidden = if row.hidden() { "-" } else { "" };
            lines.extend(row.cells().map(|cell| {
                let display = cell.display().map_or(String::new(), |display| format!("={display}"));
                let (kind, text) = (cell.kind().code(), cell.text());
                format!("{}!{hidden}{} {} {kind} {text}{display}", sheet.name, row.number(), cell.column())
            }));
        }
    }
    lines
}

fn check(page: &str, expected: &[&str]) {
    let mut workbook = open(page.as_bytes()).unwrap_or_else(|error| panic!("{page}: {error}"));
    assert_eq!(cells(&mut workbook), expected, "{page}");
}

#[test]
fn rows_and_cells() {
    let expected = ["!1 0 text id", "!1 1 text имя", "!2 0 text 00123", "!2 1 text Анна"];
    check(
        "<html><body><table><thead><tr><th>id</th><th>имя</th></tr></thead><tbody><tr><td>00123</td><td>Анна</td></tr></table>",
        &expected,
    );
    check("<TABLE><TR><TH>id<TH>имя<TR><TD>00123<TD>Анна</TABLE>", &expected);
    check(
        "<table><td>id</td><td>имя</td><tr></tr><tr><td>00123</td><td>Анна</table>",
        &["!1 0 text id", "!1 1 text имя", "!3 0 text 00123", "!3 1 text Анна"],
    );
    check(
        "<table><tr><td>a</td></tr><tr style='Display: none'><td>b</tr><tr hidden><td>c</table>",
        &["!1 0 text a", "!-2 0 text b", "!-3 0 text c"],
    );
}

#[test]
fn text_as_it_is_shown() {
    let cell = |inside: &str, shown: &str| {
        let expected = format!("!1 0 text {shown}");
        check(&format!("<table><tr><td>{inside}</td><td>&nbsp;</td></tr></table>"), &[&expected]);
    };
    cell(" a \n  b&amp;&laquo;<b>c</b> ", "a b&«c");
    cell("a<br>b<br/><br>c<br>", "a\nb\n\nc");
    cell("<p>a</p><p>b</p>", "a\nb");
    cell("a <script>if (x < 1) '</td>'</script><style>td {}</style>b", "a b");
    cell("a<!-- <td>no</td> -->b", "ab");
    cell("1 < 2 &nbsp;x", "1 < 2 \u{A0}x");
    cell("<span style='mso-number-format:\"\\@\"'>00123</span>", "00123");
}

#[test]
fn spans_keep_columns() {
    check(
        "<table><tr><td rowspan=3>a<td colspan=2>b<td>c<tr><td>d<td rowspan=2>e<td>f<tr><td>g<td>h<tr><td>i</table>",
        &[
            "!1 0 text a",
            "!1 1 text b",
            "!1 3 text c",
            "!2 1 text d",
            "!2 2 text e",
            "!2 3 text f",
            "!3 1 text g",
            "!3 3 text h",
            "!4 0 text i",
        ],
    );
    check(
        "<table><tr><td>x<td rowspan=2>a<tr><td>b<td>c<tr><td>d<td>e</table>",
        &["!1 0 text x", "!1 1 text a", "!2 0 text b", "!2 2 text c", "!3 0 text d", "!3 1 text e"],
    );
    let error = open(format!("<table><tr>{}</table>", "<td colspan=99999>x".repeat(17)).as_bytes());
    let limit = error.and_then(|mut workbook| workbook.read(0, &mut |_| ControlFlow::Continue(())).map(drop));
    assert!(matches!(limit, Err(Error::Limit { limit: Limit::Columns, .. })), "{limit:?}");
}

#[test]
fn numbers_of_excel_pages() {
    check(
        "<table><tr><td x:num>12<td x:num='26203292189261166'>2.62033E+16<td x:num=5>####<td x:num=123>00123</table>",
        &["!1 0 text 12", "!1 1 number 26203292189261166", "!1 2 number 5", "!1 3 text 00123"],
    );
}

#[test]
fn tables_are_sheets() {
    let table = |text: &str| format!("<table><tr><td>{text}</td><td>x</td></tr></table>");
    check(
        &[table("a"), table("b")].concat(),
        &["1!1 0 text a", "1!1 1 text x", "2!1 0 text b", "2!1 1 text x"],
    );
    let captions = "<table><caption>Клиенты</caption><tr><td>a</table><table><tr><td>&nbsp;</table><table><tr><td>b</table>";
    check(captions, &["Клиенты!1 0 text a", "2!1 0 text b"]);
    let excel = "<html><!--[if gte mso 9]><xml><x:ExcelWorksheet><x:Name>A &amp; B</x:Name></x:ExcelWorksheet></xml><![endif]-->";
    check(&format!("{excel}<table><tr><td>a</table>"), &["A & B!1 0 text a"]);
    // Tables that lay out the page are no sheets; tables within data are text.
    check(&format!("<table><tr><td>{}</td></tr></table>", table("a")), &["!1 0 text a", "!1 1 text x"]);
    let layout = format!(
        "<table><tr><td>logo<td>title<tr><td colspan=2>{}</table>",
        "<table><tr><td>1<td>2<tr><td>3<td>4<tr><td>5<td>6</table>"
    );
    check(
        &layout,
        &["!1 0 text 1", "!1 1 text 2", "!2 0 text 3", "!2 1 text 4", "!3 0 text 5", "!3 1 text 6"],
    );
    check(
        "<table><tr><td>name<td>phones<tr><td>Анна<td><table><tr><td>+7<td>home<tr><td>+8<td>work</table></table>",
        &["!1 0 text name", "!1 1 text phones", "!2 0 text Анна", "!2 1 text +7 home\n+8 work"],
    );
}

#[test]
fn encodings_by_mark_declaration_and_letters() {
    let page = |head: &str| format!("{head}<table><tr><td>Анна Щукина, клиент</td></tr></table>");
    let check = |bytes: &[u8], encoding: &str| {
        let mut workbook = open(bytes).unwrap();
        assert_eq!(workbook.info().encoding, Some(encoding));
        assert_eq!(cells(&mut workbook), ["!1 0 text Анна Щукина, клиент"], "{encoding}");
    };
    let meta = "<meta http-equiv=Content-Type content=\"text/html; charset=windows-1251\">";
    check(&encoding_rs::WINDOWS_1251.encode(&page(meta)).0, "windows-1251");
    check(&encoding_rs::KOI8_R.encode(&page("<meta charset='koi8-r'>")).0, "KOI8-R");
    check(&encoding_rs::WINDOWS_1251.encode(&page("<html>")).0, "windows-1251");
    check(page("<html>").as_bytes(), "UTF-8");
    // The bytes are UTF-8 whatever the page says.
    check(page(meta).as_bytes(), "UTF-8");
    let utf_16: Vec<u8> =
        format!("\u{FEFF}{}", page(meta)).encode_utf16().flat_map(u16::to_le_bytes).collect();
    check(&utf_16, "UTF-16LE");
}

#[test]
fn pages_without_tables_are_no_spreadsheets() {
    for page in [
        "<html><body><p>Error 500</p></body></html>",
        "<!DOCTYPE html><table></table>",
        "<?xml version='1.0'?><rss><item/></rss>",
        "<?xml version='1.0'?><Workbook/>",
    ] {
        let error = open(page.as_bytes()).err();
        assert!(matches!(error, Some(Error::NotASpreadsheet(NotASpreadsheet::Html))), "{page}: {error:?}");
    }
    let deep = "<table><tr><td>".repeat(100);
    assert!(matches!(open(deep.as_bytes()), Err(Error::Limit { limit: Limit::Depth, .. })));
    let limits = Limits { rows: 2, ..Limits::default() };
    let options = Options { limits, ..Options::default() };
    let page = Cursor::new("<table><tr><td>a<tr><td>b<tr><td>c");
    let mut workbook = Workbook::open(Box::new(page), options).unwrap();
    let read = workbook.read(0, &mut |_| ControlFlow::Continue(()));
    assert!(matches!(read, Err(Error::Limit { limit: Limit::Rows, .. })));
}

/// A workbook as Excel 2003 writes it, around these worksheets.
fn workbook(sheets: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?><?mso-application progid=\"Excel.Sheet\"?>\
         <Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\" xmlns:ss=\"urn:schemas-microsoft-com:office:spreadsheet\">\
         <Styles><Style ss:ID=\"z\"><NumberFormat ss:Format=\"00000\"/></Style><Style ss:ID=\"y\" ss:Parent=\"z\"><Font/></Style>\
         <Style ss:ID=\"d\"><NumberFormat ss:Format=\"Short Date\"/></Style></Styles>{sheets}</Workbook>"
    )
}

#[test]
fn spreadsheetml() {
    let sheet = |rows: &str| workbook(&format!("<Worksheet ss:Name=\"A\"><Table>{rows}</Table></Worksheet>"));
    let cell = |kind: &str, value: &str| format!("<Cell><Data ss:Type=\"{kind}\">{value}</Data></Cell>");
    let row = |value: &str| format!("<Row>{value}</Row>");
    check(
        &sheet(&row(&[cell("String", " a &amp; b&#10;c "), cell("Number", "26203292189261166")].concat())),
        &["A!1 0 text  a & b\nc ", "A!1 1 number 26203292189261166"],
    );
    check(
        &sheet(&row(&[
            cell("DateTime", "2026-09-30T00:00:00.000"),
            cell("DateTime", "1899-12-31T22:37:00.000"),
        ]
        .concat())),
        &["A!1 0 date 2026-09-30", "A!1 1 date 22:37:00"],
    );
    check(
        &sheet(&row(&[cell("Boolean", "1"), cell("Error", "#N/A"), cell("String", "")].concat())),
        &["A!1 0 bool TRUE", "A!1 1 error #N/A"],
    );
    let styled = |style: &str, value: &str| {
        format!("<Cell ss:StyleID=\"{style}\"><Data ss:Type=\"Number\">{value}</Data></Cell>")
    };
    check(
        &sheet(&row(
            &[styled("z", "123"), styled("y", "7"), styled("d", "45000"), styled("none", "1")].concat()
        )),
        &["A!1 0 number 123=00123", "A!1 1 number 7=00007", "A!1 2 date 2023-03-15", "A!1 3 number 1"],
    );
    check(
        &sheet(
            "<Row ss:Index=\"3\" ss:Hidden=\"1\"><Cell ss:Index=\"2\" ss:MergeAcross=\"2\" ss:MergeDown=\"1\"><Data ss:Type=\"String\">a</Data>\
        <Comment><ss:Data>note</ss:Data></Comment></Cell><Cell><ss:Data ss:Type=\"String\" xmlns=\"x\"><B>b</B>c</ss:Data></Cell></Row><Row ss:Span=\"2\"/><Row><Cell><Data ss:Type=\"Number\">1</Data></Cell></Row>",
        ),
        &["A!-3 1 text a", "A!-3 4 text bc", "A!7 0 number 1"],
    );
}

#[test]
fn worksheets_of_spreadsheetml() {
    let cell = "<Row><Cell><Data ss:Type=\"Number\">1</Data></Cell></Row>";
    let sheet = |name: &str, options: &str| {
        format!(
            "<Worksheet ss:Name=\"{name}\"><Table>{cell}</Table><WorksheetOptions><Visible>{options}</Visible></WorksheetOptions></Worksheet>"
        )
    };
    let page =
        workbook(&[sheet("A", ""), sheet("Б &lt;", "SheetHidden"), sheet("C", "SheetVeryHidden")].concat());
    let mut book = open(page.as_bytes()).unwrap();
    let sheets: Vec<_> =
        book.info().sheets.iter().map(|sheet| format!("{} {:?}", sheet.name, sheet.visibility)).collect();
    assert_eq!(sheets, ["A Visible", "Б < Hidden", "C VeryHidden"]);
    assert_eq!(book.info().format.code(), "spreadsheetml");
    assert_eq!(cells(&mut book), ["A!1 0 number 1", "Б <!1 0 number 1", "C!1 0 number 1"]);
    let doctype = page.replace("<Workbook ", "<!DOCTYPE Workbook [<!ENTITY a 'b'>]><Workbook ");
    assert!(matches!(open(doctype.as_bytes()), Err(Error::Unsupported(_))));
}

#[test]
fn opening_and_reading_can_be_stopped() {
    let page = "<table>".to_owned() + &"<tr><td>a<td>b".repeat(50_000);
    let stopped =
        Workbook::open_with_progress(Box::new(Cursor::new(page.clone())), Options::default(), &mut |at| {
            if at.done > at.total / 2 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
    assert!(matches!(stopped, Err(Error::Cancelled)));
    let mut workbook = open(page.as_bytes()).unwrap();
    let read = workbook
        .read(0, &mut |at| if at.rows > 100 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) });
    assert!(matches!(read, Err(Error::Cancelled)));
}
