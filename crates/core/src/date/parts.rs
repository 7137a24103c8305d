//! A date taken apart: three numbers or a month's name among them, a time, a zone. Knows the forms that
//! people and programs write, and nothing of a column.

use super::DateOrder;

/// A date taken apart.
pub(super) struct Parts<'a> {
    /// The three numbers, in the order of the text; a month's name is a number in its place.
    numbers: [u16; 3],
    /// Digits of each, 0 for a name.
    widths: [u8; 3],
    /// `T22:37:00+03:00` as it will stand in the result.
    time: Option<Time<'a>>,
}

struct Time<'a> {
    hour: u8,
    minute: u8,
    second: u8,
    fraction: &'a str,
    zone: &'a str,
}

impl<'a> Parts<'a> {
    pub(super) fn of(text: &'a str) -> Option<Self> {
        Self::plain(text).or_else(|| Self::any(text))
    }

    /// What programs write: `30.09.2026`, `2026-09-30`, `9/30/26`, alone or with a time of eight
    /// characters; byte by byte, because columns of a million dates are of these.
    fn plain(text: &'a str) -> Option<Self> {
        let mut rest = text.as_bytes();
        let mut numbers = [0; 3];
        let mut widths = [0; 3];
        for (at, (number, width)) in numbers.iter_mut().zip(&mut widths).enumerate() {
            while let [digit @ b'0'..=b'9', after @ ..] = rest {
                if *width == 4 {
                    return None;
                }
                (*number, *width) = (*number * 10 + u16::from(digit - b'0'), *width + 1);
                rest = after;
            }
            if *width == 0 {
                return None;
            }
            if at < 2 {
                let [b'.' | b'/' | b'-', after @ ..] = rest else { return None };
                rest = after;
            }
        }
        let time = match rest {
            [] => None,
            [b'T' | b' ', clock @ ..] => Some(Time::plain(clock)?),
            _ => return None,
        };
        Some(Self { numbers, widths, time })
    }

    fn any(text: &'a str) -> Option<Self> {
        let mut numbers = [0; 3];
        let mut widths = [0; 3];
        let mut rest = skip_weekday(text);
        for at in 0..3 {
            let (number, width, after) = number_or_month(rest)?;
            *numbers.get_mut(at)? = number;
            *widths.get_mut(at)? = width;
            rest = after;
            if at < 2 {
                let trimmed = rest.trim_start_matches(['.', '/', '-', ' ', '\u{a0}', ',', '‑', '–']);
                if trimmed.len() == rest.len() && widths.iter().all(|&width| width > 0) {
                    return None;
                }
                rest = trimmed;
            }
        }
        for end in ["г.", "г", "р.", "р"] {
            let trimmed = rest.trim_start();
            if let Some(after) = trimmed.strip_prefix(end) {
                rest = after;
                break;
            }
        }
        let time = Time::of(rest)?;
        // One name at most, and it is the month.
        (widths.iter().filter(|&&width| width == 0).count() <= 1).then_some(Self { numbers, widths, time })
    }

    /// Whether the order of day and month is not plain from the value's form.
    pub(super) fn is_open(&self) -> bool {
        let [first, ..] = self.widths;
        first != 4 && first > 0 && self.widths.iter().all(|&width| width > 0)
    }

    pub(super) fn can_be(&self, order: DateOrder) -> bool {
        self.date(order).is_some()
    }

    fn date(&self, order: DateOrder) -> Option<(u16, u16, u16)> {
        let [a, b, c] = self.numbers;
        let [first, second, third] = self.widths;
        let (year, month, day, year_width) = match (first, second) {
            // 2026-09-30, 2026 Sep 30
            (4, _) => (a, b, c, first),
            // Sep 30, 2026
            (0, _) => (c, a, b, third),
            // 30 Sep 2026
            (_, 0) => (c, b, a, third),
            _ => match order {
                DateOrder::Dmy => (c, b, a, third),
                DateOrder::Mdy => (c, a, b, third),
                DateOrder::Ymd => (a, b, c, first),
            },
        };
        let year = match year_width {
            4 => year,
            2 if year < 70 => 2000 + year,
            2 => 1900 + year,
            _ => return None,
        };
        let is_day = (1900..2200).contains(&year) && (1..=days_in(year, month)?).contains(&day);
        is_day.then_some((year, month, day))
    }

    pub(super) fn read(&self, order: DateOrder) -> Option<String> {
        let (year, month, day) = self.date(order)?;
        let mut text = format!("{year:04}-{month:02}-{day:02}");
        if let Some(Time { hour, minute, second, fraction, zone }) = &self.time {
            text.push_str(&format!("T{hour:02}:{minute:02}:{second:02}{fraction}{zone}"));
        }
        Some(text)
    }
}

impl<'a> Time<'a> {
    /// `22:37:00`, and nothing behind it but a fraction and `Z`.
    fn plain(clock: &'a [u8]) -> Option<Self> {
        let (clock, rest) = clock.split_at_checked(8)?;
        let &[h1, h2, b':', m1, m2, b':', s1, s2] = clock else { return None };
        let pair = |tens: u8, ones: u8, most: u8| {
            let is_pair = tens.is_ascii_digit() && ones.is_ascii_digit();
            is_pair.then(|| (tens - b'0') * 10 + (ones - b'0')).filter(|&number| number <= most)
        };
        let (fraction, zone) = match rest {
            [before @ .., b'Z'] => (before, "Z"),
            _ => (rest, ""),
        };
        let is_fraction = match fraction {
            [] => true,
            [b'.', digits @ ..] => !digits.is_empty() && digits.iter().all(u8::is_ascii_digit),
            _ => false,
        };
        let fraction = std::str::from_utf8(fraction).ok().filter(|_| is_fraction)?;
        Some(Self {
            hour: pair(h1, h2, 23)?,
            minute: pair(m1, m2, 59)?,
            second: pair(s1, s2, 60)?,
            fraction,
            zone,
        })
    }

    /// What follows the date: nothing, or a time. The outer `None` is something else.
    fn of(text: &'a str) -> Option<Option<Self>> {
        let text = text.trim_start_matches(['T', 't', ',', ' ', '\u{a0}', '\u{202f}']).trim_end();
        let text = ["в ", "о ", "at "].iter().find_map(|word| text.strip_prefix(word)).unwrap_or(text);
        if text.is_empty() {
            return Some(None);
        }
        let (hour, rest) = number(text, 2)?;
        let (minute, rest) = number(rest.strip_prefix([':', '.'])?, 2)?;
        let (second, rest) = match rest.strip_prefix([':', '.']) {
            Some(rest) => number(rest, 2)?,
            None => (0, rest),
        };
        let digits = rest
            .strip_prefix(['.', ','])
            .map_or(0, |rest| rest.bytes().take_while(u8::is_ascii_digit).count());
        let (fraction, rest) =
            if digits > 0 && rest.starts_with('.') { rest.split_at_checked(digits + 1)? } else { ("", rest) };
        let rest = rest.trim_start();
        let (hour, rest) = match rest.get(..2).map(str::to_ascii_lowercase).as_deref() {
            Some("am") => (if hour == 12 { 0 } else { hour }, rest.get(2..)?),
            Some("pm") => (if hour < 12 { hour + 12 } else { hour }, rest.get(2..)?),
            _ => (hour, rest),
        };
        let zone = zone(rest.trim())?;
        let small = |number: u16, most: u16| (number <= most).then(|| u8::try_from(number).ok()).flatten();
        Some(Some(Self {
            hour: small(hour, 23)?,
            minute: small(minute, 59)?,
            second: small(second, 60)?,
            fraction,
            zone,
        }))
    }
}

/// `Z`, `+03:00`, `+0300`, `UTC`; nothing.
fn zone(text: &str) -> Option<&str> {
    let text = text.trim_start_matches('(').trim_end_matches(')');
    match text {
        "" => Some(""),
        "Z" | "z" | "UTC" | "GMT" => Some("Z"),
        _ => {
            let digits = text.strip_prefix(['+', '-'])?;
            let is_zone = match digits.len() {
                5 => digits
                    .bytes()
                    .enumerate()
                    .all(|(at, b)| if at == 2 { b == b':' } else { b.is_ascii_digit() }),
                2 | 4 => digits.bytes().all(|b| b.is_ascii_digit()),
                _ => false,
            };
            is_zone.then_some(text)
        }
    }
}

fn number(text: &str, most: usize) -> Option<(u16, &str)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (digits, rest) = text.split_at_checked(digits)?;
    (1..=most).contains(&digits.len()).then(|| digits.parse().ok().map(|number| (number, rest))).flatten()
}

/// A number of up to four digits, or a month's name; its value, its digits, and what follows.
fn number_or_month(text: &str) -> Option<(u16, u8, &str)> {
    if text.starts_with(|c: char| c.is_ascii_digit()) {
        let (value, rest) = number(text, 4)?;
        let width = u8::try_from(text.len() - rest.len()).ok()?;
        let rest = ["st", "nd", "rd", "th"].iter().find_map(|end| rest.strip_prefix(end)).unwrap_or(rest);
        return Some((value, width, rest));
    }
    let end = text.find(|c: char| !c.is_alphabetic()).unwrap_or(text.len());
    let (name, rest) = text.split_at_checked(end)?;
    Some((month(name)?, 0, rest))
}

/// Whole names and what people shorten them to, by their first letters.
fn month(name: &str) -> Option<u16> {
    const STARTS: [&[&str]; 12] = [
        &["jan", "янв", "січ"],
        &["feb", "фев", "лют"],
        &["mar", "мар", "бер"],
        &["apr", "апр", "кві"],
        &["may", "май", "мая", "тра"],
        &["jun", "июн", "чер"],
        &["jul", "июл", "лип"],
        &["aug", "авг", "сер"],
        &["sep", "сен", "вер"],
        &["oct", "окт", "жов"],
        &["nov", "ноя", "лис"],
        &["dec", "дек", "гру"],
    ];
    let lower = name.to_lowercase();
    if lower.chars().count() > 9 {
        return None;
    }
    let at = STARTS.iter().position(|starts| starts.iter().any(|start| lower.starts_with(start)))?;
    u16::try_from(at + 1).ok()
}

fn skip_weekday(text: &str) -> &str {
    const DAYS: [&str; 21] = [
        "mon", "tue", "wed", "thu", "fri", "sat", "sun", "пн", "вт", "ср", "чт", "пт", "сб", "вс", "нд",
        "пон", "втор", "сред", "четв", "пятн", "суб",
    ];
    let Some((word, rest)) = text.split_once([',', ' ']) else { return text };
    if word.is_empty() || word.starts_with(|c: char| c.is_ascii_digit()) || rest.is_empty() {
        return text;
    }
    let word = word.to_lowercase();
    if DAYS.iter().any(|day| word.starts_with(day)) { rest.trim_start() } else { text }
}

const fn days_in(year: u16, month: u16) -> Option<u16> {
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => Some(31),
        4 | 6 | 9 | 11 => Some(30),
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => Some(29),
        2 => Some(28),
        _ => None,
    }
}
