//! Phone numbers as people write them, brought to the international form (ITU-T E.164). Knows the
//! lengths of national numbers, not which of them are in use: a full metadata library is 482 KB
//! gzipped in wasm, as much as the whole worker may be.

mod countries;

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::form::is_digits;
use countries::COUNTRIES;

/// A country, by ISO 3166-1 alpha-2 code.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Country([u8; 2]);

/// The text names no country with phone numbers of its own.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no such country: {0}")]
pub struct UnknownCountry(pub String);

/// The country of numbers without a calling code.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Home {
    /// Which.
    pub country: Option<Country>,
    /// The person or the host said so; otherwise it is what the file's other numbers suggest, and a
    /// number is not completed without asking.
    pub decided: bool,
}

/// What is wrong with a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PhoneFault {
    /// Not digits at all.
    Letters,
    /// Too few digits for any country.
    Short,
    /// More than 15 digits, or more than the country has.
    Long,
    /// It begins with no calling code there is.
    CallingCode,
    /// Without a calling code, and the country is not decided.
    NoCountry,
    /// Not as many digits as numbers of its country have.
    Length,
    /// Several numbers in one cell.
    Several,
    /// A number and an extension.
    Extension,
}

impl PhoneFault {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Letters => "letters",
            Self::Short => "short",
            Self::Long => "long",
            Self::CallingCode => "calling_code",
            Self::NoCountry => "no_country",
            Self::Length => "length",
            Self::Several => "several",
            Self::Extension => "extension",
        }
    }
}

/// A number as read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum PhoneReading<'a> {
    /// In the international form.
    Good(Cow<'a, str>),
    /// Not sure enough to be changed without asking.
    Bad {
        /// Why.
        fault: PhoneFault,
        /// What it most likely is.
        repair: Option<String>,
    },
}

type Plan = (u16, [u8; 2], &'static str, u8, u8);

impl Country {
    /// Every country with phone numbers of its own, those first whose people use the importer most.
    pub fn all() -> impl Iterator<Item = Self> {
        let rest = COUNTRIES.iter().map(|plan| plan.1).filter(|code| !FIRST.contains(code));
        FIRST.into_iter().chain(rest).map(Self)
    }

    /// ISO 3166-1 alpha-2.
    #[must_use]
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    fn plan(self) -> Option<&'static Plan> {
        COUNTRIES.iter().find(|plan| plan.1 == self.0)
    }
}

/// Countries offered before all others, and whose numbers are known for what they are without `+`.
const FIRST: [[u8; 2]; 21] = [
    *b"UA", *b"RU", *b"KZ", *b"BY", *b"UZ", *b"KG", *b"TJ", *b"TM", *b"AZ", *b"AM", *b"GE", *b"MD", *b"PL",
    *b"DE", *b"LT", *b"LV", *b"EE", *b"IL", *b"TR", *b"AE", *b"US",
];

impl fmt::Debug for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Display for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl FromStr for Country {
    type Err = UnknownCountry;

    fn from_str(text: &str) -> Result<Self, UnknownCountry> {
        let code = text.as_bytes().try_into().ok().map(Self);
        code.filter(|code: &Self| code.plan().is_some()).ok_or_else(|| UnknownCountry(text.to_owned()))
    }
}

impl Serialize for Country {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Country {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// Reads a number that is not empty and cleaned of what cannot be seen.
pub(crate) fn read_phone(text: &str, home: Home) -> PhoneReading<'_> {
    // Nearly every number of a clean file: nothing to build.
    if let Some(digits) = text.strip_prefix('+')
        && is_digits(digits)
        && is_international(digits)
    {
        return PhoneReading::Good(Cow::Borrowed(text));
    }
    if let Some((first, fault)) = several(text) {
        let repair = match read_phone(first, Home { decided: true, ..home }) {
            PhoneReading::Good(number) => Some(number.into_owned()),
            PhoneReading::Bad { .. } => None,
        };
        return PhoneReading::Bad { fault, repair };
    }
    let bad = |fault| PhoneReading::Bad { fault, repair: None };
    let Some((has_plus, digits)) = digits_of(text) else { return bad(PhoneFault::Letters) };
    if digits.len() < 5 {
        return bad(PhoneFault::Short);
    }
    if has_plus {
        return international(&digits);
    }
    if let Some(is_certain) = home.country.and_then(|country| is_whole_already(&digits, country)) {
        let whole = format!("+{digits}");
        return match is_certain && home.decided {
            true => PhoneReading::Good(Cow::Owned(whole)),
            false => PhoneReading::Bad { fault: PhoneFault::NoCountry, repair: Some(whole) },
        };
    }
    if let Some(full) = home.country.and_then(|country| completed(&digits, country)) {
        return match home.decided {
            true => PhoneReading::Good(Cow::Owned(full)),
            false => PhoneReading::Bad { fault: PhoneFault::NoCountry, repair: Some(full) },
        };
    }
    if is_known_without_plus(&digits) {
        return PhoneReading::Good(Cow::Owned(format!("+{digits}")));
    }
    match digits.len() {
        0..7 => bad(PhoneFault::Short),
        16.. => bad(PhoneFault::Long),
        _ if home.country.is_some() && home.decided => bad(PhoneFault::Length),
        _ => bad(PhoneFault::NoCountry),
    }
}

/// The country of a number in the international form.
pub(crate) fn country_of(text: &str) -> Option<Country> {
    let (true, digits) = digits_of(text)? else { return None };
    let plan = plans(&digits).next()?;
    // +7 is shared: Kazakhstan has 6 and 7 after it.
    let is_kazakh = plan.0 == 7 && matches!(digits.as_bytes().get(1), Some(b'6' | b'7'));
    Some(if is_kazakh { Country(*b"KZ") } else { Country(plan.1) })
}

fn international(digits: &str) -> PhoneReading<'static> {
    if is_international(digits) {
        return PhoneReading::Good(Cow::Owned(format!("+{digits}")));
    }
    let mut repair = None;
    let fault = match plans(digits).next() {
        None if digits.len() > 15 => PhoneFault::Long,
        None => PhoneFault::CallingCode,
        Some(&(code, iso, _, min, max)) => {
            let national = digits.get(code_length(code)..).unwrap_or_default();
            // +38 067 …, +7 8 999 …: a trunk prefix after the calling code.
            repair = completed(national, Country(iso));
            match national.len() {
                len if len < min.into() => PhoneFault::Short,
                len if len > max.into() => PhoneFault::Long,
                _ => PhoneFault::Length,
            }
        }
    };
    // +380 written as +38 0…: nobody has 38.
    if fault == PhoneFault::CallingCode
        && let Some(rest) = digits.strip_prefix('8')
        && rest.len() == 10
    {
        // +8 999 …: the Russian trunk prefix taken for a calling code.
        repair = Some(format!("+7{rest}"));
    }
    PhoneReading::Bad { fault, repair }
}

/// Plans whose calling code the digits begin with. Calling codes are prefix-free.
fn plans(digits: &str) -> impl Iterator<Item = &'static Plan> {
    let code = (1..=3).find_map(|length| {
        let code: u16 = digits.get(..length)?.parse().ok()?;
        let at = COUNTRIES.partition_point(|plan| plan.0 < code);
        COUNTRIES.get(at).filter(|plan| plan.0 == code && code_length(code) == length).map(|_| (at, code))
    });
    let (at, code) = code.unwrap_or((COUNTRIES.len(), 0));
    COUNTRIES.iter().skip(at).take_while(move |plan| plan.0 == code)
}

const fn code_length(code: u16) -> usize {
    match code {
        0..10 => 1,
        10..100 => 2,
        _ => 3,
    }
}

fn is_international(digits: &str) -> bool {
    digits.len() <= 15
        && plans(digits).any(|&(code, _, _, min, max)| {
            (usize::from(min)..=usize::from(max)).contains(&(digits.len() - code_length(code)))
        })
}

/// The international form of a number as dialled inside the country.
fn completed(digits: &str, country: Country) -> Option<String> {
    let &(code, _, trunks, min, max) = country.plan()?;
    let fits = |national: &str| (usize::from(min)..=usize::from(max)).contains(&national.len());
    let full = |national: &str| format!("+{code}{national}");
    let stripped = trunks.split('|').filter(|trunk| !trunk.is_empty());
    let stripped = stripped.filter_map(|trunk| digits.strip_prefix(trunk));
    if let Some(national) = stripped.into_iter().find(|national| fits(national)) {
        return Some(full(national));
    }
    // No national number begins with the trunk prefix, so what does is not one.
    let begins_with_trunk = trunks.split('|').any(|trunk| trunk == "0" && digits.starts_with('0'));
    (fits(digits) && !begins_with_trunk).then(|| full(digits))
}

/// Whether digits that would fit as a national number, for want of a fixed length, stand for a whole
/// number all the same: with the country's own calling code, or with one known without `+`. Some(false)
/// where either reading makes sense, so that a person must say; None where nothing speaks for it.
///
/// Only where people dial a trunk `0` inside the country: elsewhere such digits are everyday national
/// numbers, as Italian mobile numbers in 39….
fn is_whole_already(digits: &str, country: Country) -> Option<bool> {
    let &(code, _, trunks, min, max) = country.plan()?;
    let fits = |length: usize| (usize::from(min)..=usize::from(max)).contains(&length);
    if !trunks.split('|').any(|trunk| trunk == "0") || !fits(digits.len()) {
        return None;
    }
    if let Some(national) = digits.strip_prefix(&code.to_string())
        && fits(national.len())
        && !national.starts_with('0')
    {
        return Some(digits.len() >= 11);
    }
    // Mobile numbers in China and Germany begin with 1 once their 0 is lost, and are no American ones.
    let is_foreign = max - min >= 3 && !digits.starts_with('1') && is_known_without_plus(digits);
    is_foreign.then_some(false)
}

/// Digits that can only be a whole international number: long enough, and of a country whose numbers
/// have one length. `8 999 …` never is: it begins with the trunk prefix of half of these files.
fn is_known_without_plus(digits: &str) -> bool {
    let is_known = |&(code, iso, _, min, max): &Plan| {
        (FIRST.contains(&iso) && max - min <= 1 || min == max && digits.len() >= 12)
            && (usize::from(min)..=usize::from(max)).contains(&(digits.len() - code_length(code)))
    };
    digits.len() >= 11 && plans(digits).any(is_known)
}

/// The digits of a number with the usual signs between them, and whether `+` or `00` stood before.
fn digits_of(text: &str) -> Option<(bool, String)> {
    let text = text.trim().strip_prefix("tel:").unwrap_or(text.trim());
    let mut digits = String::with_capacity(text.len());
    let mut has_plus = false;
    for c in text.chars() {
        match c {
            '0'..='9' => digits.push(c),
            '+' | '＋' if digits.is_empty() => has_plus = true,
            ' '
            | '\u{a0}'
            | '\u{202f}'
            | '\u{2009}'
            | '-'
            | '\u{2010}'..='\u{2015}'
            | '('
            | ')'
            | '.'
            | '/'
            | '\''
            | '’'
            | '_' => {}
            _ => return None,
        }
    }
    if !has_plus && let Some(rest) = digits.strip_prefix("00").filter(|rest| rest.len() >= 9) {
        return Some((true, rest.to_owned()));
    }
    (!digits.is_empty()).then_some((has_plus, digits))
}

/// The first of several numbers, or the number before its extension.
fn several(text: &str) -> Option<(&str, PhoneFault)> {
    const EXTENSIONS: [&str; 7] = ["доб", "ext", "вн", "#", "x", "дод", "х"];
    let enough = |part: &str| part.bytes().filter(u8::is_ascii_digit).count() >= 5;
    for separator in [',', ';', '\n', '|', '/'] {
        if let Some((first, rest)) = text.split_once(separator)
            && enough(first)
            && enough(rest)
        {
            return Some((first, PhoneFault::Several));
        }
    }
    // `+380…+380…`, with a space between or without.
    if let Some(at) = text.char_indices().skip(1).find(|&(_, c)| c == '+').map(|(at, _)| at) {
        let (first, rest) = text.split_at(at);
        return (enough(first) && enough(rest)).then_some((first, PhoneFault::Several));
    }
    let at = text.char_indices().find(|&(_, c)| c.is_alphabetic() || c == '#').map(|(at, _)| at)?;
    let (number, rest) = text.split_at_checked(at)?;
    let rest = rest.to_lowercase();
    let is_extension =
        EXTENSIONS.iter().any(|word| rest.starts_with(word)) && rest.chars().any(|c| c.is_ascii_digit());
    let number = number.trim_end_matches([' ', ',', '(', ';']);
    (is_extension && enough(number)).then_some((number, PhoneFault::Extension))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, home: &str, expected: &str) {
        let decided = !home.ends_with('?');
        let home = Home { country: home.trim_end_matches('?').parse().ok(), decided };
        let got = match read_phone(text, home) {
            PhoneReading::Good(number) => number.into_owned(),
            PhoneReading::Bad { fault, repair: None } => fault.as_str().to_owned(),
            PhoneReading::Bad { fault, repair: Some(repair) } => format!("{} -> {repair}", fault.as_str()),
        };
        assert_eq!(got, expected, "{text} in {home:?}");
    }

    #[test]
    fn whole_numbers_need_no_country() {
        for (text, expected) in [
            ("+380671234567", "+380671234567"),
            ("+38 (067) 123-45-67", "+380671234567"),
            ("380671234567", "+380671234567"),
            ("00380671234567", "+380671234567"),
            ("79995550102", "+79995550102"),
            ("+7 702 626-19-47", "+77026261947"),
            ("77026261947", "+77026261947"),
            ("375291234567", "+375291234567"),
            ("998901234567", "+998901234567"),
            ("+49 30 901820", "+4930901820"),
            ("+1 (212) 555-0100", "+12125550100"),
            ("tel:+12125550100", "+12125550100"),
            ("351912345678", "+351912345678"),
            ("+870 773 111 632", "calling_code"),
            ("+38067123456", "short"),
            ("+3806712345678", "long"),
            ("+800", "short"),
            ("+89995550102", "calling_code -> +79995550102"),
            ("+7 8 999 555-01-02", "long -> +79995550102"),
            ("звонить утром", "letters"),
            ("12", "short"),
            ("123456", "short"),
            ("12345678901234567890", "long"),
            ("+380671234567, +380501234567", "several -> +380671234567"),
            ("+380671234567 +380501234567", "several -> +380671234567"),
            ("+380671234567 доб. 12", "extension -> +380671234567"),
            ("+380671234567 ext 12", "extension -> +380671234567"),
            ("067 123-45-67", "no_country"),
            ("89995550102", "no_country"),
            ("9261234567", "no_country"),
        ] {
            check(text, "", expected);
        }
    }

    #[test]
    fn national_numbers_are_completed_by_their_country() {
        for (text, home, expected) in [
            ("067 123-45-67", "UA", "+380671234567"),
            ("671234567", "UA", "+380671234567"),
            ("80671234567", "UA", "+380671234567"),
            ("380671234567", "UA", "+380671234567"),
            ("067 123-45-67", "UA?", "no_country -> +380671234567"),
            ("380671234567", "UA?", "+380671234567"),
            ("8 (999) 555-01-02", "RU", "+79995550102"),
            ("9995550102", "RU", "+79995550102"),
            ("79995550102", "RU", "+79995550102"),
            ("8 702 626 19 47", "KZ", "+77026261947"),
            ("8 029 123-45-67", "BY", "+375291234567"),
            ("80291234567", "BY", "+375291234567"),
            ("600 100 200", "PL", "+48600100200"),
            ("0151 23456789", "DE", "+4915123456789"),
            ("050-123-4567", "IL", "+972501234567"),
            ("(212) 555-0100", "US", "+12125550100"),
            ("12125550100", "US", "+12125550100"),
            ("0712345", "UA", "length"),
            ("436641234567", "AT", "+436641234567"),
            ("436641234567", "AT?", "no_country -> +436641234567"),
            ("6641234567", "AT", "+436641234567"),
            ("628123456789", "ID", "+628123456789"),
            ("81234567890", "ID", "+6281234567890"),
            ("381641234567", "RS", "+381641234567"),
            ("4930901820", "DE", "no_country -> +4930901820"),
            ("030 901820", "DE", "+4930901820"),
            ("15123456789", "DE", "+4915123456789"),
            ("79995550102", "DE", "no_country -> +79995550102"),
            ("13812345678", "CN", "+8613812345678"),
            ("71987654321", "BR", "+5571987654321"),
            ("3912345678", "IT", "+393912345678"),
            ("+380671234567", "RU", "+380671234567"),
        ] {
            check(text, home, expected);
        }
    }

    #[test]
    fn countries_are_in_order_and_known_by_their_numbers() {
        assert!(COUNTRIES.is_sorted_by_key(|plan| plan.0));
        assert!(COUNTRIES.iter().all(|plan| plan.3 <= plan.4 && plan.3 > 0));
        assert_eq!(Country::all().count(), COUNTRIES.len());
        for (text, expected) in
            [("+380671234567", "UA"), ("+77026261947", "KZ"), ("+79995550102", "RU"), ("+12125550100", "US")]
        {
            assert_eq!(country_of(text).map(|country| country.to_string()).as_deref(), Some(expected));
        }
        assert!("XX".parse::<Country>().is_err() && "ua".parse::<Country>().is_err());
    }
}
