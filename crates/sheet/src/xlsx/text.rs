//! Text as XML and Office Open XML write it: entities, line ends, `_xHHHH_`.

use memchr::{memchr, memmem};

use crate::units::Units;

/// Appends raw XML text with entities decoded and line ends made `\n` (XML 1.0, 2.11 and 4.6).
///
/// Only the five named entities and numbers mean anything; another `&name;` stays as it is written.
pub(super) fn decode(raw: &[u8], out: &mut String) {
    let mut rest = raw;
    let mut units = Units::default();
    while let Some(at) = memchr(b'&', rest) {
        let (before, from) = rest.split_at(at);
        if at > 0 {
            units.flush(out);
            append(before, out);
        }
        match entity(from) {
            Some((code, length)) => {
                units.push(code, out);
                rest = &from[length..];
            }
            None => {
                units.flush(out);
                out.push('&');
                rest = &from[1..];
            }
        }
    }
    units.flush(out);
    append(rest, out);
}

/// Appends text without entities, line ends made `\n`. Bytes that are not UTF-8 become U+FFFD: one
/// client's broken comment must not cost the file, and it shows.
pub(super) fn append(raw: &[u8], out: &mut String) {
    let mut rest = raw;
    while let Some(at) = memchr(b'\r', rest) {
        push_lossy(&rest[..at], out);
        out.push('\n');
        rest = &rest[at + 1..];
        rest = rest.strip_prefix(b"\n").unwrap_or(rest);
    }
    push_lossy(rest, out);
}

/// The text that `ahead` begins with, up to the next tag, if it stands for itself: no entity, line
/// end or `_xHHHH_` to decode. And the rest, from that tag on.
pub(super) fn plain_run(ahead: &[u8]) -> Option<(&[u8], &[u8])> {
    let mut rest = ahead;
    loop {
        let (&byte, after) = rest.split_first()?;
        match CLASS[usize::from(byte)] {
            PLAIN => {}
            TAG => return Some((ahead.get(..ahead.len() - rest.len())?, rest)),
            ESCAPE if after.first() != Some(&b'x') => {}
            _ => return None,
        }
        rest = after;
    }
}

const PLAIN: u8 = 0;
const TAG: u8 = 1;
/// `_`, which begins `_xHHHH_`.
const ESCAPE: u8 = 2;
const CODED: u8 = 3;

/// What each byte of text is to [`plain_run`].
static CLASS: [u8; 256] = {
    let mut class = [PLAIN; 256];
    class[b'<' as usize] = TAG;
    class[b'_' as usize] = ESCAPE;
    class[b'&' as usize] = CODED;
    class[b'\r' as usize] = CODED;
    class
};

/// Decodes `_xHHHH_` (ST_Xstring, ECMA-376 part 1, 22.9.2.19) in what was appended to `out` from
/// `start` on. `_x005F_` is an underscore that escapes what follows.
pub(super) fn unescape(out: &mut String, start: usize) {
    let Some(tail) = out.get(start..) else { return };
    let Some(first) = memmem::find(tail.as_bytes(), b"_x") else { return };
    let mut rest = &tail[first..];
    let mut decoded = String::with_capacity(rest.len());
    let mut units = Units::default();
    while let Some(at) = rest.find("_x") {
        let (before, from) = rest.split_at(at);
        if at > 0 {
            units.flush(&mut decoded);
            decoded.push_str(before);
        }
        match escape(from) {
            Some(code) => {
                units.push(code, &mut decoded);
                rest = &from[7..];
            }
            None => {
                units.flush(&mut decoded);
                decoded.push_str("_x");
                rest = &from[2..];
            }
        }
    }
    units.flush(&mut decoded);
    decoded.push_str(rest);
    out.truncate(start + first);
    out.push_str(&decoded);
}

fn push_lossy(raw: &[u8], out: &mut String) {
    match std::str::from_utf8(raw) {
        Ok(text) => out.push_str(text),
        Err(_) => out.push_str(&String::from_utf8_lossy(raw)),
    }
}

/// The code point of the entity that `from` begins with, and the entity's length.
fn entity(from: &[u8]) -> Option<(u32, usize)> {
    // `&#x0010FFFF;` is the longest that makes sense.
    let end = memchr(b';', from.get(..from.len().min(16))?)?;
    let code = match from.get(1..end)? {
        b"lt" => u32::from('<'),
        b"gt" => u32::from('>'),
        b"amp" => u32::from('&'),
        b"quot" => u32::from('"'),
        b"apos" => u32::from('\''),
        [b'#', b'x' | b'X', digits @ ..] => number(digits, 16)?,
        [b'#', digits @ ..] => number(digits, 10)?,
        _ => return None,
    };
    Some((code, end + 1))
}

fn escape(from: &str) -> Option<u32> {
    let bytes = from.as_bytes();
    if bytes.get(6) != Some(&b'_') {
        return None;
    }
    number(bytes.get(2..6)?, 16)
}

fn number(digits: &[u8], radix: u32) -> Option<u32> {
    if !digits.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    u32::from_str_radix(std::str::from_utf8(digits).ok()?, radix).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entities_and_line_ends() {
        fn check(raw: &[u8], expected: &str) {
            let mut out = String::from(">");
            decode(raw, &mut out);
            assert_eq!(&out[1..], expected, "{}", String::from_utf8_lossy(raw));
        }
        check(b"", "");
        check(b"a &lt;b&gt; &amp;amp; &quot;&apos;", "a <b> &amp; \"'");
        check("&#1046;&#x416;&#X416;ж".as_bytes(), "ЖЖЖж");
        check(b"&nbsp; & &; &#; &#xZ; &#+1;", "&nbsp; & &; &#; &#xZ; &#+1;");
        check(b"&#55357;&#56832;", "\u{1F600}");
        check(b"&#55357;x&#56832;&#55357;", "\u{FFFD}x\u{FFFD}\u{FFFD}");
        check(b"&#0;&#x110000;", "\0\u{FFFD}");
        check(b"a\r\nb\rc\n&#13;", "a\nb\nc\n\r");
        check(b"\xD0\xD0\xB6", "\u{FFFD}ж");
    }

    #[test]
    fn text_that_stands_for_itself() {
        fn check(ahead: &str, expected: Option<&str>) {
            let found = plain_run(ahead.as_bytes());
            let expected = expected.map(|text| (text.as_bytes(), &ahead.as_bytes()[text.len()..]));
            assert_eq!(found, expected, "{ahead}");
        }
        check("<", Some(""));
        check("Жанна _ x_y\n</t>", Some("Жанна _ x_y\n"));
        for other in ["", "cut", "cut_", "a&lt;<", "a\r\n<", "a_x000D_<"] {
            check(other, None);
        }
    }

    #[test]
    fn escaped_characters() {
        fn check(text: &str, expected: &str) {
            let mut out = format!("_x0041_{text}");
            unescape(&mut out, 7);
            assert_eq!(&out[7..], expected, "{text}");
        }
        check("plain_text", "plain_text");
        check("a_x000D_b", "a\rb");
        check("_x005F_x000D_", "_x000D_");
        check("_x005f_", "_");
        check("_x00_ _x000G_ _xffff", "_x00_ _x000G_ _xffff");
        check("_x_x0416__", "_xЖ_");
        check("_xD83D__xDE00_", "\u{1F600}");
        check("_xD83D_!", "\u{FFFD}!");
        check("_x0жж_", "_x0жж_");
    }
}
