//! Number formats: how a stored number reads to a person, and which numbers are dates.
//!
//! Everything is decimal arithmetic on the stored digits: no value passes through a float. Where a
//! format's outcome cannot be said exactly (scientific, fractions, the system's currency) nothing is
//! said. Knows nothing of files and cells.

mod cell_formats;
mod code;
mod date;
mod decimal;

#[cfg(test)]
mod tests;

pub(crate) use self::cell_formats::CellFormats;
use self::code::{Kind, Part, Section};
pub use self::date::civil as civil_date;
use self::decimal::Decimal;

/// A parsed number format code such as `00000`, `#,##0.00` or `dd\.mm\.yyyy`. The default is General.
#[derive(Debug, Clone, Default)]
pub(crate) struct NumberFormat {
    /// Sections for numbers in the order of the code, the one for text left out; empty for General.
    sections: Vec<Section>,
}

impl NumberFormat {
    /// Reads a code as the file stores it (always in its English form).
    pub(crate) fn parse(code: &str) -> Self {
        let sections = code::sections(code);
        let general = sections.len() <= 1
            && sections.iter().all(|section| section.kind == Kind::General && section.is_bare());
        Self { sections: if general { Vec::new() } else { sections } }
    }

    /// A format that files name by number alone (ECMA-376 part 1, 18.8.30). Numbers whose look
    /// depends on the system's currency read as General.
    pub(crate) fn built_in(id: u32) -> Self {
        let code = match id {
            1 => "0",
            2 => "0.00",
            3 => "#,##0",
            4 => "#,##0.00",
            9 => "0%",
            10 => "0.00%",
            // 27-36, 50-58 and 71-81 are the dates of East Asian and Thai systems.
            14..=17 | 27..=31 | 34..=36 | 50..=58 | 71..=74 | 79..=81 => "yyyy-mm-dd",
            18..=21 | 32 | 33 | 45 | 76 | 78 => "h:mm:ss",
            22 | 75 => "yyyy-mm-dd h:mm",
            37 | 38 => "#,##0_);(#,##0)",
            39 | 40 => "#,##0.00_);(#,##0.00)",
            46 | 77 => "[h]:mm:ss",
            47 => "mm:ss.0",
            59 => "0",
            60 => "0.00",
            61 => "#,##0",
            62 => "#,##0.00",
            67 => "0%",
            68 => "0.00%",
            _ => return Self::default(),
        };
        Self::parse(code)
    }

    /// Whether the format changes nothing.
    pub(crate) const fn is_general(&self) -> bool {
        self.sections.is_empty()
    }

    /// The value as ISO 8601 if this format shows a date, a time or both: `2026-09-30`,
    /// `2026-09-30T22:37:00`, `22:37:00` (less than a day in a format without a date). `None` for
    /// numbers that are no date: negative ones, beyond the year 9999, and day 60 of 1900, which
    /// Excel counts and the calendar has not.
    pub(crate) fn iso(&self, source: &str, date_1904: bool) -> Option<String> {
        if !self.sections.iter().any(|section| matches!(section.kind, Kind::Date { .. })) {
            return None;
        }
        if let Some(millis) = date::millis(source)
            && !self.has_conditions()
        {
            let Kind::Date { date, time } = self.by_sign(false, millis.is_zero)?.kind else { return None };
            return date::iso(millis.total, date, time, date_1904);
        }
        let value = Decimal::parse(source)?;
        let section = self.section(&value)?;
        let Kind::Date { date, time } = section.kind else { return None };
        date::iso(value.times(date::DAY)?, date, time, date_1904)
    }

    /// What a person sees, where that differs from the stored text and can be said exactly. In the
    /// English form: comma for thousands, point for decimals.
    pub(crate) fn display(&self, source: &str) -> Option<String> {
        if self.sections.is_empty() || self.shows_as_stored(source) {
            return None;
        }
        let value = Decimal::parse(source)?;
        let section = self.section(&value)?;
        let shown = show(section, &value, self.own_sign(section))?;
        (!shown.trim().is_empty() && shown != source).then_some(shown)
    }

    /// Whether a whole number reads as its digits: `0`, what people format long ids with.
    fn shows_as_stored(&self, source: &str) -> bool {
        let [section] = self.sections.as_slice() else { return false };
        section.is_whole_number()
            && source.len() >= section.parts.len()
            && source.bytes().all(|byte| byte.is_ascii_digit())
            && !source.starts_with('0')
    }

    fn has_conditions(&self) -> bool {
        self.sections.iter().any(|section| section.condition.is_some())
    }

    /// The section this value reads by: the first whose condition holds, or by sign.
    fn section(&self, value: &Decimal) -> Option<&Section> {
        if self.has_conditions() {
            let holds = |section: &&Section| {
                section.condition.as_ref().is_none_or(|condition| condition.holds(value))
            };
            return self.sections.iter().find(holds);
        }
        self.by_sign(value.is_negative(), value.is_zero())
    }

    /// The section of a sign, where no section has a condition.
    fn by_sign(&self, is_negative: bool, is_zero: bool) -> Option<&Section> {
        let index = match self.sections.len() {
            0 | 1 => 0,
            2 => usize::from(is_negative),
            _ if is_zero => 2,
            _ => usize::from(is_negative),
        };
        self.sections.get(index)
    }

    /// Whether the section writes the sign of negative numbers itself.
    fn own_sign(&self, section: &Section) -> bool {
        match &section.condition {
            // What Excel does with the sign here depends on the condition: said only for positives.
            Some(_) => false,
            None => self.sections.get(1).is_some_and(|second| std::ptr::eq(second, section)),
        }
    }
}

/// The value by one section of the format.
fn show(section: &Section, value: &Decimal, own_sign: bool) -> Option<String> {
    let sign = if value.is_negative() && !own_sign { "-" } else { "" };
    if section.condition.is_some() && value.is_negative() {
        return None;
    }
    match section.kind {
        Kind::General => {
            // General shows eleven digits; only what needs no rounding is known exactly.
            let digits = value.integer_text().filter(|digits| digits.len() <= 11)?;
            let body = section.parts.iter().map(|part| match part {
                Part::Literal(literal) => literal.as_str(),
                _ => digits.as_str(),
            });
            Some(sign.chars().chain(body.flat_map(str::chars)).collect())
        }
        Kind::Number => {
            let scaled = value.scaled(section.percents() * 2 - section.thousands_scale * 3);
            let decimals = section.decimals();
            let (integer, fraction) = scaled.rounded(decimals)?;
            if !value.is_zero() && integer.is_empty() && fraction.iter().all(|&digit| digit == b'0') {
                // Programs differ in the sign of a number that rounds to nothing.
                if value.is_negative() {
                    return None;
                }
            }
            Some(format!("{sign}{}", fill(section, &integer, &fraction)))
        }
        Kind::Date { .. } | Kind::Inexact => None,
    }
}

/// Puts digits into the section's places: the integer part from the right, with what is left over at
/// the first place; the fraction from the left.
fn fill(section: &Section, integer: &[u8], fraction: &[u8]) -> String {
    let places = section.parts.iter().take_while(|part| **part != Part::Point);
    let places = places.filter(|part| matches!(part, Part::Digit(_))).count();
    let (mut out, mut place, mut after_point, mut decimal) = (String::new(), 0, false, 0);
    // Without a place before the point the integer part stands in front of it.
    let push = |out: &mut String, from_right: usize| {
        let digit = integer.len().checked_sub(from_right + 1).and_then(|at| integer.get(at));
        if let Some(&digit) = digit {
            out.push(char::from(digit));
        }
        digit.is_some()
    };
    let group = |out: &mut String, from_right: usize| {
        if section.grouped && from_right > 0 && from_right.is_multiple_of(3) {
            out.push(',');
        }
    };
    for part in &section.parts {
        match part {
            Part::Literal(literal) => out.push_str(literal),
            Part::General => {}
            Part::Point => {
                if places == 0 {
                    (0..integer.len()).rev().for_each(|from_right| {
                        push(&mut out, from_right);
                    });
                }
                out.push('.');
                after_point = true;
            }
            Part::Digit(pad) if after_point => {
                // Zeros at the end of the fraction show only where the place asks for them.
                let rest_is_zero = fraction.get(decimal..).unwrap_or_default().iter().all(|&d| d == b'0');
                match (fraction.get(decimal), pad) {
                    (Some(&digit), _) if !rest_is_zero => out.push(char::from(digit)),
                    _ => out.extend(*pad),
                }
                decimal += 1;
            }
            Part::Digit(pad) => {
                let from_right = places - 1 - place;
                if place == 0 {
                    for left_over in (places..integer.len()).rev() {
                        push(&mut out, left_over);
                        group(&mut out, left_over);
                    }
                }
                let shown = push(&mut out, from_right);
                if !shown {
                    out.extend(*pad);
                }
                if shown || *pad == Some('0') {
                    group(&mut out, from_right);
                }
                place += 1;
            }
        }
    }
    out
}
