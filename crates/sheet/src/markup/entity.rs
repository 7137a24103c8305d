//! Character references in markup.

use std::borrow::Cow;

use crate::units::Units;

/// HTML's names for U+00A0 to U+00FF, in order (HTML 4.01, 24.2).
const LATIN: &str = "nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg \
    plusmn sup2 sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute \
    Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve \
    Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc \
    atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute \
    ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml";
/// The others that occur in text.
const NAMED: [(&str, char); 24] = [
    ("lt", '<'),
    ("gt", '>'),
    ("amp", '&'),
    ("quot", '"'),
    ("apos", '\''),
    ("LT", '<'),
    ("GT", '>'),
    ("AMP", '&'),
    ("QUOT", '"'),
    ("ensp", '\u{2002}'),
    ("emsp", '\u{2003}'),
    ("thinsp", '\u{2009}'),
    ("ndash", '–'),
    ("mdash", '—'),
    ("lsquo", '‘'),
    ("rsquo", '’'),
    ("sbquo", '‚'),
    ("ldquo", '“'),
    ("rdquo", '”'),
    ("bdquo", '„'),
    ("bull", '•'),
    ("hellip", '…'),
    ("euro", '€'),
    ("trade", '™'),
];
/// Longest name or number looked for.
const LONGEST: usize = 12;

/// The text with its references decoded. What is no reference stays as it is written; XML knows but
/// five of the names, and a document that uses another one meant what HTML means by it.
pub(crate) fn decode(raw: &str) -> Cow<'_, str> {
    let Some(first) = raw.find('&') else { return Cow::Borrowed(raw) };
    let (before, mut rest) = raw.split_at(first);
    let mut out = String::with_capacity(raw.len());
    out.push_str(before);
    let mut units = Units::default();
    while let Some(from) = rest.strip_prefix('&') {
        let (code, after) = match reference(from) {
            Some((code, after)) => (code, after),
            None => (u32::from('&'), from),
        };
        units.push(as_windows_1252(code), &mut out);
        let (text, next) = after.split_at(after.find('&').unwrap_or(after.len()));
        if !text.is_empty() {
            units.flush(&mut out);
            out.push_str(text);
        }
        rest = next;
    }
    units.flush(&mut out);
    Cow::Owned(out)
}

/// The code point that `from`, which follows an ampersand, refers to, and what comes after.
fn reference(from: &str) -> Option<(u32, &str)> {
    let number = from.strip_prefix('#');
    let body = number.unwrap_or(from);
    let end = body.bytes().take(LONGEST).take_while(u8::is_ascii_alphanumeric).count();
    let (name, after) = body.split_at_checked(end)?;
    let semicolon = after.strip_prefix(';');
    let code = match number {
        Some(_) => {
            let hexadecimal = name.strip_prefix(['x', 'X']);
            hexadecimal.map_or_else(|| name.parse().ok(), |digits| u32::from_str_radix(digits, 16).ok())?
        }
        // Browsers take names without their semicolon too, where no letter follows.
        None => named(name).filter(|_| semicolon.is_some() || name != "not")?,
    };
    Some((code, semicolon.unwrap_or(after)))
}

fn named(name: &str) -> Option<u32> {
    let latin = || (0xA0..).zip(LATIN.split_ascii_whitespace()).find(|&(_, latin)| latin == name);
    let named = NAMED.iter().find(|(known, _)| *known == name);
    named.map(|&(_, letter)| u32::from(letter)).or_else(|| latin().map(|(code, _)| code))
}

/// Numbers from 0x80 to 0x9F mean windows-1252 (HTML, 13.2.5.80).
fn as_windows_1252(code: u32) -> u32 {
    match (0x80..=0x9F).contains(&code).then(|| u8::try_from(code)) {
        Some(Ok(byte)) => {
            let bytes = [byte];
            let (text, _) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(&bytes);
            text.chars().next().map_or(code, u32::from)
        }
        _ => code,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_decoded() {
        for (raw, expected) in [
            ("plain", "plain"),
            ("a &lt;b&gt; &amp;amp; &quot;&apos;", "a <b> &amp; \"'"),
            ("&nbsp;&laquo;щ&raquo;&yuml;&nbsp", "\u{A0}«щ»ÿ\u{A0}"),
            ("&#1046;&#x416;&#X416;&#39;", "ЖЖЖ'"),
            ("&#128;&#x99;", "€™"),
            ("&#55357;&#56832;|&#55357;x&#56832;&#55357;", "\u{1F600}|\u{FFFD}x\u{FFFD}\u{FFFD}"),
            ("& &; &#; &#xZ; &unknown; &#x110000; a&b", "& &; &#; &#xZ; &unknown; \u{FFFD} a&b"),
            ("?a=1&notify=2&copy=3", "?a=1&notify=2©=3"),
        ] {
            assert_eq!(decode(raw), expected, "{raw}");
        }
    }
}
