//! What an ordinary writer makes comes back as it was given.

use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

use super::*;

#[test]
fn an_ordinary_workbook() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet().set_name("Клиенты").unwrap();
    let zeros = Format::new().set_num_format("00000");
    let date = Format::new().set_num_format("dd.mm.yyyy hh:mm");
    let when = ExcelDateTime::from_ymd(2026, 9, 30).unwrap().and_hms(22, 37, 0).unwrap();
    sheet.write_string(0, 0, "social_id").unwrap();
    sheet.write_string(0, 1, " a <b> & \"c\" _x0041_ \u{1F600}\n\t").unwrap();
    sheet.write_string(1, 0, "26203292189261166").unwrap();
    sheet.write_number(1, 1, 208_310_224.0).unwrap();
    sheet.write_number_with_format(1, 2, 123, &zeros).unwrap();
    sheet.write_datetime_with_format(1, 3, &when, &date).unwrap();
    sheet.write_boolean(1, 4, true).unwrap();
    sheet.write_formula(1, 5, rust_xlsxwriter::Formula::new("=1+1").set_result("2")).unwrap();
    sheet.write_blank(1, 6, &zeros).unwrap();
    sheet.set_row_hidden(1).unwrap();
    let bytes = workbook.save_to_buffer().unwrap();
    assert_eq!(
        outline(bytes, &Limits::default()),
        "A1 text social_id; B1 text  a <b> & \"c\" _x0041_ \u{1F600}\n\t; ~A2 text 26203292189261166; \
         ~B2 number 208310224; ~C2 number 123 (00123); ~D2 date 2026-09-30T22:37:00; ~E2 bool TRUE; \
         ~F2 number 2"
    );
}
