//! Whether a value is what its cell says it is. Files say "number" of `1,5` and "date" of `tomorrow`;
//! such a value is kept as the text it is. Knows no format of files.

use crate::CellKind;

/// The kind of a cell that claims to be of `kind` and holds `text`: that kind, or text.
pub(crate) fn kind(kind: CellKind, text: &str) -> CellKind {
    let holds = match kind {
        CellKind::Number => text.parse::<f64>().is_ok_and(f64::is_finite),
        CellKind::Bool => matches!(text, "TRUE" | "FALSE"),
        CellKind::Date => {
            let is_digit = |letter: char| letter.is_ascii_digit();
            text.contains(is_digit)
                && text.chars().all(|letter| is_digit(letter) || "-+:.,PYMDTHSZ".contains(letter))
        }
        CellKind::Text | CellKind::Error => true,
    };
    if holds { kind } else { CellKind::Text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_claim_is_held_against_the_text() {
        for (claimed, text, holds) in [
            (CellKind::Number, "-1.50E+3", true),
            (CellKind::Number, "1,5", false),
            (CellKind::Number, "inf", false),
            (CellKind::Number, "12‰", false),
            (CellKind::Number, "", false),
            (CellKind::Bool, "TRUE", true),
            (CellKind::Bool, "MAYBE", false),
            (CellKind::Date, "2026-09-30T22:37:00.000", true),
            (CellKind::Date, "PT26H30M0S", true),
            (CellKind::Date, "tomorrow", false),
            (CellKind::Date, "PT", false),
            (CellKind::Error, "anything", true),
        ] {
            let expected = if holds { claimed } else { CellKind::Text };
            assert_eq!(kind(claimed, text), expected, "{claimed:?} {text}");
        }
    }
}
