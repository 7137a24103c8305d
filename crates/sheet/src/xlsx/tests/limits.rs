//! Every bound, just inside and just outside.

use super::*;

fn check(book: &Book, set: impl Fn(&mut Limits, u32), fits: u32, name: &str) {
    for (max, ok) in [(fits, true), (fits - 1, false)] {
        let mut limits = Limits::default();
        set(&mut limits, max);
        let outline = outline(book.bytes(), &limits);
        if ok {
            assert!(!outline.starts_with('!'), "{name} at {max}: {outline}");
        } else {
            let expected = format!("! limit exceeded: {name} is {fits}, allowed are {max}");
            assert_eq!(outline, expected);
        }
    }
}

#[test]
fn bounds_are_exact() {
    let book = Book::with_rows("<row r='12'><c r='C12'><v>7</v></c><c r='B12' t='s'><v>1</v></c></row>");
    check(&book, |limits, max| limits.rows = max, 12, "rows");
    check(&book, |limits, max| limits.columns = max, 3, "columns");
    check(&book, |limits, max| limits.entries = max, 7, "entries");
    check(&book, |limits, max| limits.shared_strings = max, 2, "shared_strings");
    check(&book, |limits, max| limits.depth = max, 5, "depth");
    check(&book, |limits, max| limits.cell_bytes = max, 12, "cell_bytes");
    let mut two = book.clone();
    two.edit("xl/workbook.xml", "</sheets>", "<sheet name='b' r:id='rId1'/></sheets>");
    check(&two, |limits, max| limits.sheets = max, 2, "sheets");
}

#[test]
fn the_row_and_column_of_the_last_cell_are_allowed() {
    let book = Book::with_rows("<row r='1048577'><c r='A1048577'><v>7</v></c></row>");
    assert_eq!(book.outline(), "! limit exceeded: rows is 1048577, allowed are 1048576");
    let book = Book::with_rows("<row r='1'><c r='XFE1'><v>7</v></c></row>");
    assert_eq!(book.outline(), "! limit exceeded: columns is 16385, allowed are 16384");
}

/// What counts is what comes out, not what the archive says of itself.
#[test]
fn unpacking_is_bounded() {
    let bomb = Book::with_sheet(&format!("<worksheet>{}</worksheet>", "<a/>".repeat(2 << 20)));
    let small = Limits { unpacked_bytes: 4 << 20, ..Limits::default() };
    let refused = outline(bomb.bytes(), &small);
    assert!(refused.starts_with("! limit exceeded: unpacked_bytes is 4"), "{refused}");
    let low = Limits { ratio: 50, ..Limits::default() };
    let refused = outline(bomb.bytes(), &low);
    assert!(refused.starts_with("! limit exceeded: ratio is "), "{refused}");
    assert_eq!(bomb.outline(), "");
}
