//! E-mail addresses: what can be one, and mistakes in domains that thousands of people share.

use std::borrow::Cow;

use crate::config::Config;
use crate::quick::QuickSet;

/// What is wrong with an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum EmailFault {
    /// No address.
    Syntax,
    /// An address whose domain is most likely mistyped.
    Typo,
}

impl EmailFault {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Syntax => "syntax",
            Self::Typo => "typo",
        }
    }
}

/// What is wrong with an address that is not empty, and what was most likely meant.
pub(crate) fn fault(config: &Config, text: &str) -> Option<(EmailFault, Option<String>)> {
    if !is_email(text) {
        let repaired = repaired_syntax(text).filter(|repaired| is_email(repaired));
        let repaired = repaired.map(|text| meant(config, &text).unwrap_or(text));
        return Some((EmailFault::Syntax, repaired));
    }
    meant(config, text).map(|meant| (EmailFault::Typo, Some(meant)))
}

/// Whether the text can be an e-mail address: what RFC 5321 allows without quoting, with a dotted
/// domain, in any script.
pub(crate) fn is_email(text: &str) -> bool {
    // Bytes, because nearly every address is of ASCII; other letters are asked for by themselves.
    let bytes = text.as_bytes();
    let Some(at) = bytes.iter().rposition(|&byte| byte == b'@') else { return false };
    let (Some(local), Some(domain)) = (bytes.get(..at), bytes.get(at + 1..)) else { return false };
    let others_are_letters = || text.chars().all(|c| c.is_ascii() || c.is_alphanumeric());
    (1..=64).contains(&local.len())
        && text.len() <= 254
        && local.split(|&byte| byte == b'.').all(|atom| !atom.is_empty() && atom.iter().all(is_of_atom))
        && is_domain(domain)
        && (text.is_ascii() || others_are_letters())
}

/// A byte of what stands between two points before the `@`; letters beyond ASCII pass.
const fn is_of_atom(byte: &u8) -> bool {
    matches!(byte, b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | 0x80.. | b'!' | b'#'..=b'\'' | b'*' | b'+'
        | b'-' | b'/' | b'=' | b'?' | b'^'..=b'`' | b'{'..=b'~')
}

fn is_domain(domain: &[u8]) -> bool {
    let is_of_label = |&byte: &u8| byte.is_ascii_alphanumeric() || byte == b'-' || !byte.is_ascii();
    let (mut labels, mut top) = (0, &[][..]);
    for label in domain.split(|&byte| byte == b'.') {
        let ends_well = label.first() != Some(&b'-') && label.last() != Some(&b'-');
        if !(1..=63).contains(&label.len()) || !ends_well || !label.iter().all(is_of_label) {
            return false;
        }
        (labels, top) = (labels + 1, label);
    }
    // Bytes within a character begin none.
    let letters = top.iter().filter(|&&byte| byte & 0xC0 != 0x80).count();
    labels >= 2 && letters >= 2 && !top.iter().all(u8::is_ascii_digit)
}

/// Domains that are right or nobody knows to be wrong, as they were met: those of a column are few, and
/// looking for mistakes in each takes longer than all other checks of an address.
#[derive(Debug, Default)]
pub(crate) struct FineDomains(QuickSet<String>);

impl FineDomains {
    /// Domains worth remembering.
    const MOST: usize = 1_000;

    /// Whether anything is wrong with an address that is not empty.
    pub(crate) fn is_faulty(&mut self, config: &Config, text: &str) -> bool {
        if !is_email(text) {
            return true;
        }
        let at = text.bytes().rposition(|byte| byte == b'@').unwrap_or(0);
        let domain = text.get(at..).unwrap_or_default();
        if self.0.contains(domain) {
            return false;
        }
        let is_faulty = meant(config, text).is_some();
        if !is_faulty && self.0.len() < Self::MOST {
            self.0.insert(domain.to_owned());
        }
        is_faulty
    }
}

/// The address with the domain that was meant; none where nothing says that another was.
fn meant(config: &Config, text: &str) -> Option<String> {
    let (local, domain) = text.rsplit_once('@')?;
    // Nearly every address: nothing to build.
    if config.lookup.domains.contains(domain) {
        return None;
    }
    let lower = match domain.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase()) {
        true => Cow::Borrowed(domain),
        false => Cow::Owned(domain.to_lowercase()),
    };
    let lower = lower.as_ref();
    if config.lookup.domains.contains(lower) {
        return None;
    }
    let email = &config.email;
    let known = email.typos.get(lower).cloned();
    let meant = known.or_else(|| near(config, lower)).or_else(|| {
        let (rest, top) = lower.rsplit_once('.')?;
        Some(format!("{rest}.{}", email.top_typos.get(top)?))
    })?;
    Some(format!("{local}@{meant}"))
}

/// The one popular domain that is a single slip away: a letter too many, too few, another one, or two
/// swapped. Short domains have genuine neighbours, so only the known mistakes count for them.
fn near(config: &Config, domain: &str) -> Option<String> {
    const SHORTEST: usize = 8;
    let mut near = config.email.popular.iter().filter(|popular| {
        popular.len() >= SHORTEST && domain.len().abs_diff(popular.len()) <= 1 && one_slip(popular, domain)
    });
    let found = near.next()?;
    near.next().is_none().then(|| found.clone())
}

/// Whether one slip of the finger makes `typed` of `meant`.
fn one_slip(meant: &str, typed: &str) -> bool {
    // Nearly every domain differs in more than the four bytes that two letters can have.
    let begin = meant.bytes().zip(typed.bytes()).take_while(|(one, other)| one == other).count();
    let end = meant.bytes().rev().zip(typed.bytes().rev()).take_while(|(one, other)| one == other).count();
    if begin + end + 4 < meant.len().max(typed.len()) {
        return false;
    }
    let meant: Vec<char> = meant.chars().collect();
    let typed: Vec<char> = typed.chars().collect();
    let same = meant.iter().zip(&typed).take_while(|(one, other)| one == other).count();
    let (Some(meant), Some(typed)) = (meant.get(same..), typed.get(same..)) else { return false };
    match (meant, typed) {
        ([], []) => false,
        ([a, b, meant @ ..], [c, d, typed @ ..]) if a == d && b == c && meant == typed => true,
        ([_, meant @ ..], [_, typed @ ..]) if meant == typed => true,
        ([_, rest @ ..], typed) if rest == typed => true,
        (meant, [_, rest @ ..]) => meant == rest,
        _ => false,
    }
}

/// What people do to an address that is easily undone: spaces inside, a comma for a point, a Cyrillic
/// letter that looks Latin, `mailto:`, angle brackets, a point at the end, a doubled sign.
fn repaired_syntax(text: &str) -> Option<String> {
    let inner = match (text.find('<'), text.rfind('>')) {
        (Some(start), Some(end)) if start < end => text.get(start + 1..end)?,
        _ => text,
    };
    let inner = inner.trim().strip_prefix("mailto:").unwrap_or(inner.trim());
    let mut repaired = String::with_capacity(inner.len());
    for c in inner.chars() {
        match c {
            c if c.is_whitespace() => {}
            ',' => repaired.push('.'),
            '.' | '@' if repaired.ends_with(c) => {}
            c => repaired.push(c),
        }
    }
    let trimmed = repaired.trim_matches(['.', ';', '"', '\'']);
    let one_sign = trimmed.bytes().filter(|&b| b == b'@').count() == 1;
    (one_sign && trimmed != text).then(|| trimmed.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        for good in [
            "a@b.co",
            "ivan.petrov+tag@mail.example.org",
            "иван@почта.рф",
            "o'neil@x.io",
            "a@1.c2",
            "#!$%&*/=?^_`{|}~-@b.co",
        ] {
            assert!(is_email(good), "{good}");
        }
        for bad in [
            "",
            "a",
            "a@b",
            "@b.co",
            "a@.co",
            "a@b..co",
            "a b@c.co",
            "a@b.c",
            "a@b@c.co",
            "a.@b.co",
            "a@1.2",
            "a@b.co,c@d.co",
            ".a@b.co",
            "a..b@c.co",
            "a(b)@c.co",
            "a@-b.co",
            "a@b-.co",
            "a@b_c.co",
            "a@b.ф",
            "a\u{a0}b@c.co",
            "a@b\u{200b}.co",
            "[a]@b.co",
            "a@",
        ] {
            assert!(!is_email(bad), "{bad}");
        }
    }

    #[test]
    fn mistakes_in_domains_are_seen_and_genuine_domains_left_alone() {
        let (config, mut fine) = (Config::builtin(), FineDomains::default());
        for (text, expected) in [
            ("ivan@gmial.com", "typo -> ivan@gmail.com"),
            ("ivan@gamil.com", "typo -> ivan@gmail.com"),
            ("ivan@gmai.com", "typo -> ivan@gmail.com"),
            ("ivan@gmail.con", "typo -> ivan@gmail.com"),
            ("ivan@gmail.co", "typo -> ivan@gmail.com"),
            ("ivan@gmail.cm", "typo -> ivan@gmail.com"),
            ("ivan@gmail.ru", "typo -> ivan@gmail.com"),
            ("ivan@yandex.ry", "typo -> ivan@yandex.ru"),
            ("ivan@yndex.ru", "typo -> ivan@yandex.ru"),
            ("ivan@mail.ri", "typo -> ivan@mail.ru"),
            ("ivan@mail.tu", "typo -> ivan@mail.ru"),
            ("ivan@ukr.ner", "typo -> ivan@ukr.net"),
            ("ivan@ukr.nrt", "typo -> ivan@ukr.net"),
            ("ivan@hotmial.com", "typo -> ivan@hotmail.com"),
            ("ivan@Gmail.Con", "typo -> ivan@gmail.com"),
            ("ivan@company.con", "typo -> ivan@company.com"),
            ("ivan@gmail,com", "syntax -> ivan@gmail.com"),
            ("ivan @gmial. com", "syntax -> ivan@gmail.com"),
            ("Иван <ivan@example.org>", "syntax -> ivan@example.org"),
            ("ivan@@example.org", "syntax -> ivan@example.org"),
            ("mailto:ivan@example.org", "syntax -> ivan@example.org"),
            ("ivan", "syntax"),
            ("ivan@", "syntax"),
            ("ivan@gmail", "syntax"),
            ("a@b.co, c@d.co", "syntax"),
            ("ivan@gmail.com", ""),
            ("ivan@GMAIL.com", ""),
            ("ivan@mail.de", ""),
            ("ivan@ymail.com", ""),
            ("ivan@email.com", ""),
            ("ivan@gmx.com", ""),
            ("ivan@i.ua", ""),
            ("ivan@ya.ru", ""),
            ("ivan@yandex.kz", ""),
            ("ivan@yandex.ua", ""),
            ("ivan@yandex.by", ""),
            ("ivan@hotmail.co.uk", ""),
            ("ivan@outlook.de", ""),
            ("ivan@yahoo.co.uk", ""),
            ("ivan@company.co", ""),
            ("ivan@company.cm", ""),
            ("ivan@proton.me", ""),
        ] {
            let found = match fault(&config, text) {
                None => String::new(),
                Some((fault, None)) => fault.as_str().to_owned(),
                Some((fault, Some(meant))) => format!("{} -> {meant}", fault.as_str()),
            };
            assert_eq!(found, expected, "{text}");
            for _ in 0..2 {
                assert_eq!(fine.is_faulty(&config, text), !expected.is_empty(), "{text}");
            }
        }
    }
}
