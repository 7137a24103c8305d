//! A start tag and its attributes, read where they stand.

use memchr::memchr;

use super::text;

/// A start tag.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tag<'w> {
    qualified: &'w [u8],
    attributes: &'w [u8],
}

impl<'w> Tag<'w> {
    /// From what stands between `<` and `>` or `/>`.
    pub(super) fn new(inside: &'w [u8]) -> Self {
        let end = inside.iter().position(u8::is_ascii_whitespace).unwrap_or(inside.len());
        let (qualified, attributes) = inside.split_at(end);
        Self { qualified, attributes }
    }

    /// The element's name with its prefix.
    pub(super) const fn qualified(&self) -> &'w [u8] {
        self.qualified
    }

    /// The element's name without its prefix.
    pub(super) fn name(&self) -> &'w [u8] {
        local(self.qualified)
    }

    /// Attributes as they are written: qualified name, raw value. Namespace declarations are left
    /// out.
    pub(super) fn attributes(&self) -> Attributes<'w> {
        Attributes { rest: self.attributes }
    }

    /// The raw value of the attribute of this name, whatever its prefix.
    pub(super) fn attribute(&self, name: &[u8]) -> Option<&'w [u8]> {
        self.attributes().find(|&(qualified, _)| local(qualified) == name).map(|(_, value)| value)
    }

    /// The value of the attribute of this name as text, entities decoded.
    pub(super) fn text(&self, name: &[u8]) -> Option<String> {
        self.attribute(name).map(|raw| {
            let mut out = String::new();
            text::decode(raw, &mut out);
            out
        })
    }

    /// Whether the attribute of this name is `1`, `true` or `on`; `None` without it.
    pub(super) fn flag(&self, name: &[u8]) -> Option<bool> {
        self.attribute(name).map(is_true)
    }
}

/// See [`Tag::attributes`].
pub(super) struct Attributes<'w> {
    rest: &'w [u8],
}

impl<'w> Iterator for Attributes<'w> {
    type Item = (&'w [u8], &'w [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let equals = memchr(b'=', self.rest)?;
            let (name, rest) = self.rest.split_at(equals);
            let value = rest.get(1..)?.trim_ascii_start();
            let (&quote, value) = value.split_first()?;
            if quote != b'"' && quote != b'\'' {
                return None;
            }
            let close = memchr(quote, value)?;
            self.rest = value.get(close + 1..)?;
            let name = name.trim_ascii();
            if !name.starts_with(b"xmlns") {
                return Some((name, value.get(..close)?));
            }
        }
    }
}

/// Reads a boolean attribute of any of the spellings that occur.
pub(super) fn is_true(raw: &[u8]) -> bool {
    matches!(raw.trim_ascii(), b"1" | b"true" | b"on" | b"True" | b"TRUE")
}

/// A name without its prefix.
fn local(qualified: &[u8]) -> &[u8] {
    match memchr(b':', qualified) {
        Some(colon) => &qualified[colon + 1..],
        None => qualified,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_in_every_spelling() {
        fn check(inside: &str, expected: &[(&str, &str)]) {
            let tag = Tag::new(inside.as_bytes());
            let expected: Vec<_> =
                expected.iter().map(|(name, value)| (name.as_bytes(), value.as_bytes())).collect();
            assert_eq!(tag.attributes().collect::<Vec<_>>(), expected, "{inside}");
        }
        check("c", &[]);
        check("c r=\"A1\" s='1'", &[("r", "A1"), ("s", "1")]);
        check("c\n r = \"A'1\"\ts=''", &[("r", "A'1"), ("s", "")]);
        check("row xmlns:r='u' xmlns='v' x:r='5'", &[("x:r", "5")]);
        // What is not well-formed ends the list.
        check("c r=\"A1\" s=1 t='s'", &[("r", "A1")]);
        check("c r=\"A1", &[]);
    }

    #[test]
    fn names_are_compared_without_prefix() {
        let tag = Tag::new(b"x:sheet name='A &amp; B' r:id='rId1' state='1'");
        assert_eq!(tag.name(), b"sheet");
        assert_eq!(tag.text(b"name").as_deref(), Some("A & B"));
        assert_eq!(tag.attribute(b"id"), Some(b"rId1".as_slice()));
        assert_eq!((tag.flag(b"state"), tag.flag(b"hidden")), (Some(true), None));
    }
}
