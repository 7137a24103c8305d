//! Cells come back from the store as they went in.

use super::*;

#[test]
fn rows_keep_their_physical_numbers_and_blank_rows_cost_nothing() {
    let mut builder = TableBuilder::new();
    builder.start_row(1, false);
    builder.push(0, CellKind::Text, "id");
    builder.start_row(2, false);
    builder.start_row(1_048_576, true);
    builder.push(16_383, CellKind::Number, "26203292189261166");
    let table = builder.finish();

    assert_eq!(table.len(), 2);
    assert_eq!(table.width(), 16_384);
    assert_eq!(table.hidden_rows(), 1);
    assert_eq!(table.index_of(2), None);
    let last = table.row(table.index_of(1_048_576).unwrap()).unwrap();
    assert_eq!(last.cell(16_383).unwrap().source(), "26203292189261166");
    assert!(last.hidden());
}

#[test]
fn many_rows_cross_chunks() {
    let mut builder = TableBuilder::new();
    for number in 1..=10_000 {
        builder.start_row(number * 2, false);
        builder.push(1, CellKind::Text, &number.to_string());
    }
    let table = builder.finish();
    for number in [1, 4_095, 4_096, 4_097, 8_192, 10_000] {
        let index = table.index_of(number * 2).unwrap();
        assert_eq!(index, number as usize - 1);
        assert_eq!(table.row(index).unwrap().cell(1).unwrap().text(), number.to_string());
    }
    for range in [0..10_000, 4_095..4_097, 4_096..4_096, 8_191..8_193, 9_999..20_000, 20_000..30_000, 0..1] {
        let numbers: Vec<u32> = table.rows_between(range.clone()).map(|row| row.number()).collect();
        let one_by_one: Vec<u32> =
            range.filter_map(|index| table.row(index)).map(|row| row.number()).collect();
        assert_eq!(numbers, one_by_one);
    }
}

#[test]
fn a_long_cell_comes_back_whole() {
    let long = "щ".repeat(200_000);
    let mut builder = TableBuilder::new();
    builder.start_row(1, false);
    builder.push(0, CellKind::Text, &long);
    builder.push(1, CellKind::Text, "next");
    let table = builder.finish();
    let row = table.row(0).unwrap();
    assert_eq!(row.cell(0).unwrap().source(), long);
    assert_eq!(row.cell(1).unwrap().source(), "next");
}

#[test]
fn rows_out_of_order_are_sorted_and_parts_of_one_row_joined() {
    let build = |rows: &[(u32, u32, &str)]| {
        let mut builder = TableBuilder::new();
        for &(number, column, text) in rows {
            builder.start_row(number, number == 2);
            builder.push(column, CellKind::Text, text);
        }
        builder.finish_sorted()
    };
    let table = build(&[(5, 0, "e"), (2, 3, "b"), (9, 1, "i"), (2, 0, "a")]).unwrap();
    let rows: Vec<_> = table
        .rows()
        .map(|row| (row.number(), row.hidden(), row.cells().map(|cell| cell.source()).collect::<String>()))
        .collect();
    assert_eq!(rows, [(2, true, "ab".to_owned()), (5, false, "e".to_owned()), (9, false, "i".to_owned())]);
    assert_eq!(table.index_of(5), Some(1));
    assert_eq!(build(&[(5, 7, "e"), (2, 0, "a"), (5, 7, "f")]).err(), Some((5, 7)));
}

#[test]
fn cells_out_of_order_are_sorted_and_the_last_of_a_column_wins() {
    let mut builder = TableBuilder::new();
    builder.start_row(1, false);
    for (column, text) in [(3, "d"), (1, "old"), (0, "a"), (1, "b")] {
        builder.push(column, CellKind::Text, text);
    }
    let table = builder.finish();
    let cells: Vec<_> = table.row(0).unwrap().cells().map(|cell| (cell.column(), cell.source())).collect();
    assert_eq!(cells, [(0, "a"), (1, "b"), (3, "d")]);
}

#[test]
fn bytes_that_are_not_utf_8_spoil_their_own_cell_alone() {
    fn check(cells: &[&[u8]], expected: &[&str]) {
        let mut builder = TableBuilder::new();
        let mut strings = SharedStringsBuilder::default();
        builder.start_row(1, false);
        builder.push(0, CellKind::Number, "1");
        for (column, cell) in (1..).zip(cells) {
            builder.push_raw(column, CellKind::Text, cell);
            strings.push(cell);
        }
        let (table, strings) = (builder.finish(), strings.finish());
        let stored: Vec<_> = table.row(0).unwrap().cells().map(|cell| cell.source().to_owned()).collect();
        assert_eq!(stored[1..], *expected);
        let shared: Vec<_> = (0..strings.len()).map(|index| strings.get(index)).collect();
        assert_eq!(shared, expected);
    }
    check(&[b"a", "ж".as_bytes(), b"b"], &["a", "ж", "b"]);
    check(&[b"a", b"\xD0", b"b"], &["a", "\u{FFFD}", "b"]);
    // Together these two are a letter; neither is one.
    check(&[b"a\xD0", b"\xB6b"], &["a\u{FFFD}", "\u{FFFD}b"]);
    let long = ["щ".repeat(200_000).as_bytes(), b"\xFF"].concat();
    let mended = "щ".repeat(200_000) + "\u{FFFD}";
    check(&[&long, b"\x80next"], &[&mended, "\u{FFFD}next"]);
}

#[test]
fn an_empty_shared_string_is_no_cell() {
    let mut strings = SharedStringsBuilder::default();
    for text in ["", "x", ""] {
        strings.push(text.as_bytes());
    }
    let mut builder = TableBuilder::with(std::sync::Arc::new(strings.finish()), Vec::new(), false);
    builder.start_row(1, false);
    for (column, index) in (0..).zip([0, 1, 2]) {
        builder.push_shared(column, index);
    }
    let table = builder.finish();
    let cells: Vec<_> = table.row(0).unwrap().cells().map(|cell| (cell.column(), cell.source())).collect();
    assert_eq!(cells, [(1, "x")]);
}

#[test]
fn what_is_stored_is_counted() {
    let mut builder = TableBuilder::new();
    for number in 1..=5_000 {
        builder.start_row(number, false);
        builder.push(0, CellKind::Text, "12345678");
    }
    let (bytes, cells) = builder.finish().stored();
    assert_eq!(cells, 5_000);
    // Text, column and word of a cell, number and place of a row.
    assert_eq!(bytes, 5_000 * (8 + 2 + 8 + 12));
}
