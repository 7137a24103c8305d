//! The grammar of format codes (ECMA-376 part 1, 18.8.31).

use super::decimal::{Comparison, Decimal};

/// What a section shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// The number as it is, perhaps among literals.
    General,
    /// Digits in places.
    Number,
    /// A date, a time or both.
    Date { date: bool, time: bool },
    /// What is not said exactly: exponents, fractions, text only.
    Inexact,
}

/// A piece of a section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    Literal(String),
    /// A digit's place and what fills it when there is no digit: `0`, `?` (space) or `#` (nothing).
    Digit(Option<char>),
    Point,
    General,
}

/// `[<=9999999]` before a section.
#[derive(Debug, Clone)]
pub(super) struct Condition {
    comparison: Comparison,
    with: Decimal,
}

impl Condition {
    pub(super) fn holds(&self, value: &Decimal) -> bool {
        self.comparison.holds(value.compare(&self.with))
    }
}

/// One of the sections that semicolons divide.
#[derive(Debug, Clone)]
pub(super) struct Section {
    pub(super) kind: Kind,
    pub(super) parts: Vec<Part>,
    pub(super) condition: Option<Condition>,
    /// Thousands are set apart.
    pub(super) grouped: bool,
    /// Commas after the last place: each divides by a thousand.
    pub(super) thousands_scale: i32,
    percents: i32,
}

impl Section {
    /// Whether nothing stands around the number.
    pub(super) fn is_bare(&self) -> bool {
        self.condition.is_none() && !self.parts.iter().any(|part| matches!(part, Part::Literal(_)))
    }

    /// Whether it shows the digits of whole numbers and nothing else: `0`, `00000`, `#`.
    pub(super) fn is_whole_number(&self) -> bool {
        self.kind == Kind::Number
            && self.condition.is_none()
            && !self.grouped
            && self.thousands_scale == 0
            && self.percents == 0
            && self.parts.iter().all(|part| matches!(part, Part::Digit(_)))
    }

    /// How many percent signs multiply by a hundred.
    pub(super) const fn percents(&self) -> i32 {
        self.percents
    }

    /// Places after the point.
    pub(super) fn decimals(&self) -> usize {
        let after = self.parts.iter().skip_while(|part| **part != Part::Point);
        after.filter(|part| matches!(part, Part::Digit(_))).count()
    }
}

/// The sections for numbers. The one for text (the fourth, or any with `@` alone) is left out.
pub(super) fn sections(code: &str) -> Vec<Section> {
    let mut found: Vec<Section> = Vec::new();
    let mut reader = Reader { rest: code };
    // Excel takes four; what a hostile code has beyond is not looked at.
    while found.len() < 4 {
        let (section, text, more) = reader.section();
        if !text && found.len() < 3 {
            found.push(section);
        } else if found.is_empty() {
            // `@` alone: numbers read as they are.
            break;
        }
        if !more {
            break;
        }
    }
    found
}

struct Reader<'a> {
    rest: &'a str,
}

/// What has been seen of a section so far.
#[derive(Default)]
struct Seen {
    literal: String,
    parts: Vec<Part>,
    condition: Option<Condition>,
    /// Letters of dates in their order; minutes are told from months by their neighbours.
    letters: Vec<char>,
    elapsed: bool,
    commas: i32,
    comma_between: bool,
    percents: i32,
    general: bool,
    text: bool,
    inexact: bool,
}

impl Reader<'_> {
    fn next(&mut self) -> Option<char> {
        let mut chars = self.rest.chars();
        let next = chars.next();
        self.rest = chars.as_str();
        next
    }

    fn take_prefix(&mut self, prefix: &str) -> bool {
        let found = self.rest.get(..prefix.len()).is_some_and(|head| head.eq_ignore_ascii_case(prefix));
        if found {
            self.rest = self.rest.get(prefix.len()..).unwrap_or_default();
        }
        found
    }

    fn until(&mut self, end: char) -> &str {
        let (inside, rest) = self.rest.split_once(end).unwrap_or((self.rest, ""));
        self.rest = rest;
        inside
    }

    /// One section, whether it is for text, and whether another follows.
    fn section(&mut self) -> (Section, bool, bool) {
        let mut seen = Seen::default();
        let more = loop {
            if self.take_prefix("general") {
                seen.flush();
                seen.parts.push(Part::General);
                seen.general = true;
                continue;
            }
            if self.take_prefix("am/pm") || self.take_prefix("a/p") {
                seen.letters.push('a');
                continue;
            }
            match self.next() {
                None => break false,
                Some(';') => break true,
                Some(letter) => self.letter(letter, &mut seen),
            }
        };
        let text = seen.text;
        (seen.finish(), text, more)
    }

    fn letter(&mut self, letter: char, seen: &mut Seen) {
        match letter {
            '"' => {
                let quoted = self.until('"');
                seen.literal.push_str(quoted);
            }
            '\\' | '!' => seen.literal.extend(self.next()),
            // The width of a character, and filling up with one: nothing to read.
            '_' | '*' => drop(self.next()),
            '[' => {
                let inside = self.until(']').to_owned();
                seen.bracket(&inside);
            }
            '0' => seen.digit(Some('0')),
            '?' => seen.digit(Some(' ')),
            '#' => seen.digit(None),
            '.' if seen.letters.is_empty() => {
                seen.flush();
                // A second point is only a character.
                if seen.parts.contains(&Part::Point) {
                    seen.literal.push('.');
                } else {
                    seen.parts.push(Part::Point);
                }
            }
            ',' if seen.parts.iter().any(|part| matches!(part, Part::Digit(_))) => seen.commas += 1,
            '%' => {
                seen.percents += 1;
                seen.literal.push('%');
            }
            '@' => seen.text = true,
            'E' | 'e' if self.rest.starts_with(['+', '-']) => seen.inexact = true,
            '/' if seen.letters.is_empty() => {
                // Between places it is a fraction; in a date it is a character.
                seen.inexact |= seen.parts.iter().any(|part| matches!(part, Part::Digit(_)));
                seen.literal.push('/');
            }
            'y' | 'm' | 'd' | 'h' | 's' | 'Y' | 'M' | 'D' | 'H' | 'S' | 'e' | 'E' | 'g' | 'G' | 'b' | 'B' => {
                seen.letters.push(letter.to_ascii_lowercase());
            }
            other => seen.literal.push(other),
        }
    }
}

impl Seen {
    fn flush(&mut self) {
        if !self.literal.is_empty() {
            self.parts.push(Part::Literal(std::mem::take(&mut self.literal)));
        }
    }

    fn digit(&mut self, pad: Option<char>) {
        self.comma_between |= self.commas > 0 && !self.parts.contains(&Part::Point);
        self.commas = 0;
        self.flush();
        self.parts.push(Part::Digit(pad));
    }

    /// `[h]`, `[Red]`, `[$€-407]`, `[>=100]`.
    fn bracket(&mut self, inside: &str) {
        let lower = inside.to_ascii_lowercase();
        if let Some(unit) = lower.chars().next().filter(|unit| "hms".contains(*unit))
            && lower.chars().all(|letter| letter == unit)
        {
            self.elapsed = true;
            self.letters.push(if unit == 'm' { 'n' } else { unit });
        } else if let Some(currency) = inside.strip_prefix('$') {
            let symbol = currency.split('-').next().unwrap_or_default();
            self.literal.push_str(symbol);
        } else if let Some((comparison, with)) = Comparison::parse(inside) {
            match Decimal::parse(with.trim()) {
                Some(with) => self.condition = Some(Condition { comparison, with }),
                None => self.inexact = true,
            }
        }
    }

    fn finish(mut self) -> Section {
        self.flush();
        let (date, time) = self.date_and_time();
        let digits = self.parts.iter().any(|part| matches!(part, Part::Digit(_)));
        let kind = if date || time || self.elapsed {
            Kind::Date { date, time }
        } else if self.inexact || self.text || (self.general && digits) {
            Kind::Inexact
        } else if self.general {
            Kind::General
        } else {
            Kind::Number
        };
        Section {
            kind,
            parts: self.parts,
            condition: self.condition,
            grouped: self.comma_between,
            thousands_scale: self.commas,
            percents: self.percents,
        }
    }

    fn date_and_time(&self) -> (bool, bool) {
        let (mut date, mut time) = (false, false);
        let mut runs = self.letters.clone();
        runs.dedup();
        for (index, letter) in runs.iter().enumerate() {
            match letter {
                'h' | 's' | 'n' | 'a' => time = true,
                'm' => {
                    let after_hours = index > 0 && matches!(runs.get(index - 1), Some('h'));
                    let before_seconds = matches!(runs.get(index + 1), Some('s'));
                    if after_hours || before_seconds { time = true } else { date = true }
                }
                _ => date = true,
            }
        }
        (date, time)
    }
}
