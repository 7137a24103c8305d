use super::*;

fn iso(code: &str, source: &str, date_1904: bool) -> Option<String> {
    NumberFormat::parse(code).iso(source, date_1904)
}

#[test]
fn serials_become_dates() {
    fn check(code: &str, source: &str, expected: &str) {
        let expected = if expected.is_empty() { None } else { Some(expected.to_owned()) };
        assert_eq!(iso(code, source, false), expected, "{source} as {code}");
    }
    check("dd\\.mm\\.yyyy", "46295", "2026-09-30");
    check("dd\\.mm\\.yyyy", "46295.0", "2026-09-30");
    check("dd.mm.yyyy hh:mm", "46295", "2026-09-30T00:00:00");
    check("dd.mm.yyyy hh:mm", "46295.942361111112", "2026-09-30T22:37:00");
    check("dd.mm.yyyy", "46295.942361111112", "2026-09-30T22:37:00");
    check("dd.mm.yyyy", "4.6295E4", "2026-09-30");
    check("yyyy-mm-dd hh:mm:ss.000", "46295.00000578704", "2026-09-30T00:00:00.500");
    check("h:mm", "0.94236111111111109", "22:37:00");
    check("h:mm", "0", "00:00:00");
    check("mm:ss", "0.5", "12:00:00");
    check("[h]:mm:ss", "1.5", "1900-01-01T12:00:00");
    check("yyyy", "0.5", "1899-12-31T12:00:00");
    check("d/m/yy", "1", "1900-01-01");
    check("d/m/yy", "59", "1900-02-28");
    check("d/m/yy", "60", "");
    check("d/m/yy", "61", "1900-03-01");
    check("d/m/yy", "36526", "2000-01-01");
    check("d/m/yy", "36585", "2000-02-29");
    check("d/m/yy", "73109", "2100-02-28");
    check("d/m/yy", "73110", "2100-03-01");
    check("d/m/yy", "2958465", "9999-12-31");
    check("d/m/yy", "2958465.99999999999", "");
    check("d/m/yy", "2958466", "");
    check("d/m/yy", "26203292189261166", "");
    check("d/m/yy", "1E300", "");
    check("d/m/yy", "-1", "");
    check("d/m/yy", "-0", "1899-12-31");
}

#[test]
fn the_1904_system_begins_four_years_later() {
    assert_eq!(iso("d/m/yy", "0", true).as_deref(), Some("1904-01-01"));
    assert_eq!(iso("d/m/yy", "60", true).as_deref(), Some("1904-03-01"));
    assert_eq!(iso("d/m/yy", "2957003", true).as_deref(), Some("9999-12-31"));
    assert_eq!(iso("d/m/yy", "2957004", true), None);
}

#[test]
fn codes_that_show_dates_are_told_from_others() {
    fn check(code: &str, date: bool, time: bool) {
        let format = NumberFormat::parse(code);
        let kind = format.sections.first().map(|section| section.kind);
        let shown = match kind {
            Some(Kind::Date { date, time }) => (date, time),
            _ => (false, false),
        };
        assert_eq!(shown, (date, time), "{code}");
    }
    check("[$-419]d\\ mmm\\ yyyy;@", true, false);
    check("[$-F400]h:mm:ss\\ AM/PM", false, true);
    check("mmm", true, false);
    check("mm:ss.0", false, true);
    check("h:mm", false, true);
    check("[mm]:ss", false, true);
    check("[s]", false, true);
    check("m/d/yy h:mm", true, true);
    check("yyyy\"y\"", true, false);
    check("ДД.ММ.ГГГГ", false, false);
    check("General", false, false);
    check("GENERAL", false, false);
    check("General\" дней\"", false, false);
    check("@", false, false);
    check("0\"h\"", false, false);
    check("0\\d", false, false);
    check("[Red]0", false, false);
    check("[Yellow]0", false, false);
    check("#,##0_d", false, false);
    check("0.00E+00", false, false);
    check("[$USD-409]#,##0", false, false);
    check("", false, false);
}

#[test]
fn built_in_numbers() {
    for id in (14..=22).chain(27..=36).chain(45..=47).chain(50..=58).chain(71..=81) {
        assert!(NumberFormat::built_in(id).iso("0.5", false).is_some(), "{id}");
    }
    for id in (0..14).chain(37..=44).chain(48..=49).chain(59..=70).chain([82, 163, u32::MAX]) {
        assert!(NumberFormat::built_in(id).iso("0.5", false).is_none(), "{id}");
    }
    assert_eq!(NumberFormat::built_in(4).display("1234.5").as_deref(), Some("1,234.50"));
    assert_eq!(NumberFormat::built_in(20).iso("0.25", false).as_deref(), Some("06:00:00"));
}

#[test]
fn what_a_person_sees() {
    fn check(code: &str, source: &str, expected: &str) {
        let expected = if expected.is_empty() { None } else { Some(expected.to_owned()) };
        assert_eq!(NumberFormat::parse(code).display(source), expected, "{source} as {code}");
    }
    // General and text change nothing, however long the number is.
    check("General", "26203292189261166", "");
    check("General", "1.50", "");
    check("@", "123", "");
    check("", "123", "");
    check("0", "26203292189261166", "");
    check("0", "208310224003697457", "");
    check("0", "2.62033E+16", "26203300000000000");
    check("0", "00123", "123");
    // Zeros in front.
    check("00000", "1234", "01234");
    check("00000", "123456", "");
    check("00000", "0", "00000");
    check("000000000000", "7701234567", "007701234567");
    check("00000", "-12", "-00012");
    // Rounding is decimal, half away from zero, and knows fifteen typed digits from seventeen stored.
    check("0", "1.5", "2");
    check("0", "0.4", "0");
    check("0.00", "1.5", "1.50");
    check("0.00", "1.005", "1.01");
    check("0.00", "1.0049999999999999", "1.01");
    check("0.0", "0.95", "1.0");
    check("0.0", "9.99", "10.0");
    check("0.00", "-0.001", "");
    check("0.##", "1.5", "");
    check("0.##", "1", "1.");
    check("#.00", "0.5", ".50");
    check(".00", "12.5", "12.50");
    check("0", "1E400", &format!("1{}", "0".repeat(400)));
    check("0", "1E401", "");
    // Thousands and scale.
    check("#,##0", "1234567", "1,234,567");
    check("#,##0", "123", "");
    check("#,##0.00", "-1234.5", "-1,234.50");
    check("0,000", "12", "0,012");
    check("#,##0,", "1234567", "1,235");
    check("0.0,,\"M\"", "1234567", "1.2M");
    check("0%", "0.125", "13%");
    check("0.00%", "0.125", "12.50%");
    // Literals and phones.
    check("+0 (000) 000-00-00", "79161234567", "+7 (916) 123-45-67");
    check("+0\\ \\(000\\)\\ 000\\-00\\-00", "79161234567", "+7 (916) 123-45-67");
    check("\"+\"0", "79161234567", "+79161234567");
    check("000-00-00", "123456789", "12345-67-89");
    check("[<=9999999]###-####;(###) ###-####", "5551234", "555-1234");
    check("[<=9999999]###-####;(###) ###-####", "2065551234", "(206) 555-1234");
    check("[<=9999999]###-####;(###) ###-####", "-1", "");
    check("0\" шт.\"", "5", "5 шт.");
    check("General\" шт.\"", "5", "5 шт.");
    check("General\" шт.\"", "-5", "-5 шт.");
    check("General\" шт.\"", "0.5", "");
    check("0_ ;-0_ ", "5", "");
    check("* 0", "5", "");
    check("[$€-407]0.00", "5", "€5.00");
    check("[Red]000", "5", "005");
    // Sections by sign.
    check("0;(0);\"нет\";@", "0", "нет");
    check("0;(0);\"нет\";@", "-5", "(5)");
    check("0;(0);\"нет\";@", "5", "");
    check("0;;;", "-5", "");
    check(";;;", "5", "");
    check("\"да\";\"нет\"", "1", "да");
    // What is not said exactly is not said.
    check("0.00E+00", "12345", "");
    check("# ?/?", "0.5", "");
    check("00000", "abc", "");
    check("dd.mm.yyyy", "46295", "");
    check("?0", "5", " 5");
}
