//! Looking for a text in cells, and putting another in its place. Linear in the length of a cell
//! whatever is looked for. Knows neither rows nor fields.

use std::ops::Range;

use regex::{Captures, Regex, RegexBuilder};

use crate::action::{ActionError, Replace};

/// Characters a cell may have after a replacement, unless it had more before: Excel's limit.
pub(crate) const MAX_CELL: usize = 32_767;

/// What is looked for.
pub(crate) struct Finder {
    needle: Needle,
    whole_cell: bool,
}

enum Needle {
    Exact(String),
    /// In lower case.
    AnyCase(Vec<char>),
    Pattern(Box<Regex>),
}

/// The expression is none, in the words of its parser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct BadExpression(pub(crate) String);

/// A replacement would be longer than a cell can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TooLong;

impl Finder {
    /// What a person looks for.
    ///
    /// # Errors
    /// [`ActionError::NothingToFind`], [`ActionError::BadExpression`].
    pub(crate) fn of(what: &Replace) -> Result<Self, ActionError> {
        let Replace { find, regex, match_case, whole_cell, .. } = what;
        match (find.as_str(), regex) {
            ("", _) => Err(ActionError::NothingToFind),
            (find, false) => Ok(Self::text(find, *match_case, *whole_cell)),
            (find, true) => Self::pattern(find, *match_case, *whole_cell)
                .map_err(|BadExpression(wrong)| ActionError::BadExpression(wrong)),
        }
    }

    /// Looks for a text.
    pub(crate) fn text(text: &str, match_case: bool, whole_cell: bool) -> Self {
        let needle = if match_case {
            Needle::Exact(text.to_owned())
        } else {
            Needle::AnyCase(text.chars().flat_map(lower).collect())
        };
        Self { needle, whole_cell }
    }

    /// Looks for a regular expression. The engine takes no longer for a hostile one.
    pub(crate) fn pattern(text: &str, match_case: bool, whole_cell: bool) -> Result<Self, BadExpression> {
        // Asked of the bare expression first, so that the words of an error are about what was typed.
        let build = |pattern: &str| RegexBuilder::new(pattern).case_insensitive(!match_case).build();
        let bare = build(text).map_err(|error| BadExpression(error.to_string()))?;
        let regex = if whole_cell { build(&format!(r"\A(?:{text})\z")).unwrap_or(bare) } else { bare };
        Ok(Self { needle: Needle::Pattern(Box::new(regex)), whole_cell })
    }

    /// Whether the text has what is looked for.
    pub(crate) fn is_in(&self, text: &str) -> bool {
        match &self.needle {
            Needle::Pattern(regex) => regex.is_match(text),
            _ => self.next(text, 0).is_some(),
        }
    }

    /// The text with every find replaced; none where nothing is found. `with` is literal for a text
    /// and a template (`$1`) for an expression.
    pub(crate) fn replace(&self, text: &str, with: &str) -> Option<Result<String, TooLong>> {
        match &self.needle {
            Needle::Pattern(regex) => {
                let mut out = Replaced::of(text);
                let mut found = false;
                for captures in regex.captures_iter(text) {
                    found = true;
                    if let Err(error) = out.expand(&captures, with) {
                        return Some(Err(error));
                    }
                }
                found.then(|| out.finish())
            }
            _ => {
                let first = self.next(text, 0)?;
                let mut out = Replaced::of(text);
                let mut find = Some(first);
                while let Some(range) = find {
                    if let Err(error) = out.put(range.clone(), with) {
                        return Some(Err(error));
                    }
                    find = self.next(text, range.end);
                }
                Some(out.finish())
            }
        }
    }

    /// The next find at or behind `from`.
    fn next(&self, text: &str, from: usize) -> Option<Range<usize>> {
        let rest = text.get(from..)?;
        let (start, len) = match &self.needle {
            Needle::Exact(needle) => (rest.find(needle.as_str())?, needle.len()),
            Needle::AnyCase(needle) => find_any_case(rest, needle)?,
            Needle::Pattern(_) => return None,
        };
        let is_whole = start == 0 && from == 0 && len == text.len();
        (!self.whole_cell || is_whole).then(|| from + start..from + start + len)
    }
}

/// A text while finds in it are replaced.
struct Replaced<'t> {
    text: &'t str,
    out: String,
    done: usize,
    most: usize,
}

impl<'t> Replaced<'t> {
    fn of(text: &'t str) -> Self {
        // In bytes; a character has at most four of them, so that counting is rarely needed.
        Self { text, out: String::with_capacity(text.len() + 8), done: 0, most: text.len().max(MAX_CELL) }
    }

    fn put(&mut self, range: Range<usize>, with: &str) -> Result<(), TooLong> {
        self.out.push_str(self.text.get(self.done..range.start).unwrap_or_default());
        self.out.push_str(with);
        self.done = range.end;
        self.fits()
    }

    fn expand(&mut self, captures: &Captures<'_>, with: &str) -> Result<(), TooLong> {
        let Some(whole) = captures.get(0) else { return Ok(()) };
        self.out.push_str(self.text.get(self.done..whole.start()).unwrap_or_default());
        captures.expand(with, &mut self.out);
        self.done = whole.end();
        self.fits()
    }

    fn finish(mut self) -> Result<String, TooLong> {
        self.out.push_str(self.text.get(self.done..).unwrap_or_default());
        self.fits().map(|()| self.out)
    }

    fn fits(&self) -> Result<(), TooLong> {
        let fits = self.out.len() <= self.most || self.out.chars().count() <= self.most;
        if fits { Ok(()) } else { Err(TooLong) }
    }
}

/// `$1x` means the first group and an x, as it does to everybody but the parser of templates, which
/// would look for a group called `1x`.
pub(crate) fn template(with: &str) -> String {
    let mut out = String::with_capacity(with.len());
    let mut rest = with;
    while let Some((before, after)) = rest.split_once('$') {
        out.push_str(before);
        out.push('$');
        rest = after;
        if let Some(behind) = after.strip_prefix('$') {
            out.push('$');
            rest = behind;
            continue;
        }
        let digits = after.len() - after.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        if let Some((number, behind)) = after.split_at_checked(digits).filter(|_| digits > 0) {
            out.push_str(&format!("{{{number}}}"));
            rest = behind;
        }
    }
    out.push_str(rest);
    out
}

/// Where `needle`, in lower case, is in the text whatever its case: start and length in bytes.
fn find_any_case(text: &str, needle: &[char]) -> Option<(usize, usize)> {
    let &first = needle.first()?;
    if text.is_ascii() {
        return find_in_ascii(text.as_bytes(), needle);
    }
    let candidates = text.char_indices().filter(|&(_, c)| lower(c).next() == Some(first));
    candidates.into_iter().find_map(|(start, _)| {
        let rest = text.get(start..)?;
        let mut wanted = needle.iter();
        for (at, c) in rest.char_indices() {
            if wanted.as_slice().is_empty() {
                return Some((start, at));
            }
            // A letter that becomes two matches with both or not at all.
            if !lower(c).all(|c| wanted.next() == Some(&c)) {
                return None;
            }
        }
        wanted.as_slice().is_empty().then_some((start, rest.len()))
    })
}

/// The same in a text where every byte is a letter, as in addresses and ids.
fn find_in_ascii(text: &[u8], needle: &[char]) -> Option<(usize, usize)> {
    let is = |byte: &u8, c: char| char::from(byte.to_ascii_lowercase()) == c;
    let &first = needle.first()?;
    let start = text.windows(needle.len()).position(|window| {
        window.first().is_some_and(|byte| is(byte, first))
            && window.iter().zip(needle).all(|(byte, &c)| is(byte, c))
    })?;
    Some((start, needle.len()))
}

/// Lower case, quickly for the letters that nearly all cells are of.
pub(crate) fn lower(c: char) -> impl Iterator<Item = char> {
    let quick = match c {
        'A'..='Z' => Some(c.to_ascii_lowercase()),
        '\0'..='\u{7f}' | 'а'..='џ' => Some(c),
        'А'..='Я' => char::from_u32(u32::from(c) + 32),
        'Ѐ'..='Џ' => char::from_u32(u32::from(c) + 80),
        _ => None,
    };
    let slow = quick.is_none().then(|| c.to_lowercase());
    quick.into_iter().chain(slow.into_iter().flatten())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(finder: &Finder, text: &str, with: &str, expected: Option<&str>) {
        let got = finder.replace(text, with).map(Result::unwrap);
        assert_eq!(got.as_deref(), expected, "{text:?}");
        assert_eq!(finder.is_in(text), expected.is_some(), "{text:?}");
    }

    #[test]
    fn texts_are_replaced() {
        for (find, case, whole, text, expected) in [
            ("ab", true, false, "abcab", Some("xcx")),
            ("ab", true, false, "ABcab", Some("ABcx")),
            ("ab", false, false, "ABcaB", Some("xcx")),
            ("иван", false, false, "ИВАН Иванов", Some("x xов")),
            ("ЁЛКА", false, false, "ёлка", Some("x")),
            ("їжак", false, false, "ЇЖАК", Some("x")),
            ("straße", false, false, "STRASSE", None),
            ("i", false, false, "İ", None),
            ("ab", true, true, "ab", Some("x")),
            ("ab", false, true, "AB", Some("x")),
            ("ab", true, true, "abab", None),
            ("aa", true, false, "aaaaa", Some("xxa")),
            ("a.c", true, false, "abc", None),
            ("\u{202e}", true, false, "a\u{202e}b", Some("axb")),
        ] {
            check(&Finder::text(find, case, whole), text, "x", expected);
        }
        check(&Finder::text("a", true, false), "a", "$1", Some("$1"));
    }

    #[test]
    fn expressions_are_replaced() {
        for (find, case, whole, text, with, expected) in [
            (r"(\d+)-(\d+)", true, false, "12-34", "$2x$1", Some("34x12")),
            (r"^\s+", true, false, "  a", "", Some("a")),
            ("иВан", false, false, "ИВАН", "x", Some("x")),
            ("a|ab", true, true, "ab", "x", Some("x")),
            ("a", true, true, "ab", "x", None),
            ("b*", true, false, "abc", "-", Some("-a-c-")),
            (r"\p{Cyrillic}+", true, false, "Ivan Іван", "x", Some("Ivan x")),
            (r"\p{Lu}\p{L}*", true, false, "Іван ivan", "x", Some("x ivan")),
            (r"[^\p{Latin}\p{Cyrillic} ]", true, false, "Ваня Van 好", "", Some("Ваня Van ")),
        ] {
            let finder = Finder::pattern(find, case, whole).ok().unwrap();
            check(&finder, text, &template(with), expected);
        }
        assert!(Finder::pattern("(", true, true).err().unwrap().0.contains("unclosed"));
    }

    #[test]
    fn an_expression_that_explodes_elsewhere_does_not_here() {
        let finder = Finder::pattern("(a+)+$", true, false).ok().unwrap();
        assert!(!finder.is_in(&format!("{}b", "a".repeat(20_000))));
        let long = Finder::pattern("", true, false).ok().unwrap();
        assert_eq!(long.replace(&"a".repeat(MAX_CELL), &"b".repeat(1_000)), Some(Err(TooLong)));
        // What was longer before may stay so.
        let odd = "a".repeat(MAX_CELL + 5);
        assert!(Finder::text("aaaaa", true, false).replace(&odd, "b").unwrap().is_ok());
    }

    #[test]
    fn groups_are_what_a_person_means() {
        for (with, expected) in
            [("$1x", "${1}x"), ("$$1", "$$1"), ("a$name", "a$name"), ("$", "$"), ("$12$3", "${12}${3}")]
        {
            assert_eq!(template(with), expected);
        }
    }
}
