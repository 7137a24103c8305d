//! Markup as it comes: tags and the text between them, of XML and of HTML as people write it.
//!
//! Nothing here is an error but a limit: what is no tag is text, and nobody checks that elements
//! close in order. Memory is one token, at most as long as a cell may be.

use std::borrow::Cow;

use memchr::{memchr, memmem};

use super::entity;
use crate::delimited::Text;
use crate::workbook::{Limits, exceeded};
use crate::{Error, Limit};

/// A piece of markup.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Token<'t> {
    /// A start tag. One that [closes itself](Tag::closed) is followed by no end tag.
    Start(Tag<'t>),
    /// The name of an end tag.
    End(&'t str),
    /// Text with its entities, as written.
    Text(&'t str),
    /// Text without entities (`<![CDATA[…]]>`).
    Literal(&'t str),
    /// What stands within `<!--` and `-->`.
    Comment(&'t str),
    /// What stands within `<!` or `<?` and `>`.
    Declaration(&'t str),
}

/// A start tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Tag<'t> {
    inside: &'t str,
}

/// Reads tokens one by one.
pub(crate) struct Tokens<'a> {
    text: Text<'a>,
    /// Bytes of the token given out last.
    given: usize,
    max: usize,
}

impl<'a> Tokens<'a> {
    pub(crate) const fn new(text: Text<'a>, limits: &Limits) -> Self {
        Self { text, given: 0, max: limits.cell_bytes as usize }
    }

    /// Bytes of the source read so far.
    pub(crate) const fn done(&self) -> u64 {
        self.text.done()
    }

    /// The next token; none at the end. A tag that the end cuts off is left out.
    pub(crate) fn next(&mut self) -> Result<Option<Token<'_>>, Error> {
        self.text.take(std::mem::take(&mut self.given));
        // Where the search for the end goes on when more has come.
        let mut searched = 0;
        let shape = loop {
            let rest = self.text.rest();
            if let Some(shape) = shape(rest, &mut searched, self.text.ended()) {
                break shape;
            }
            if rest.len() > self.max {
                return Err(exceeded(Limit::CellBytes, rest.len() as u64, self.max as u64));
            }
            if self.text.ended() {
                return Ok(None);
            }
            self.text.more()?;
        };
        self.given = shape.length;
        Ok(Some(shape.token(self.text.rest())))
    }

    /// Passes over everything up to the end tag of an element that holds no markup, such as a script.
    pub(crate) fn skip_raw(&mut self, name: &str) -> Result<(), Error> {
        self.text.take(std::mem::take(&mut self.given));
        loop {
            let rest = self.text.rest();
            let closes = |at: usize| {
                let name_at = rest.get(at + 2..at + 2 + name.len());
                name_at.is_some_and(|found| found.eq_ignore_ascii_case(name))
            };
            if let Some(at) = memmem::find_iter(rest.as_bytes(), b"</").find(|&at| closes(at)) {
                self.text.take(at);
                return Ok(());
            }
            if self.text.ended() {
                self.text.take(rest.len());
                return Ok(());
            }
            // The end tag may begin in what is here.
            let keep = rest.len().saturating_sub(name.len() + 2);
            self.text.take((0..=keep).rev().find(|&at| rest.is_char_boundary(at)).unwrap_or(0));
            self.text.more()?;
        }
    }
}

/// What a token is, and where its inside lies.
struct Shape {
    kind: Kind,
    start: usize,
    end: usize,
    length: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Start,
    End,
    Text,
    Literal,
    Comment,
    Declaration,
}

impl Shape {
    fn token<'t>(&self, rest: &'t str) -> Token<'t> {
        let inside = rest.get(self.start..self.end).unwrap_or_default();
        match self.kind {
            Kind::Start => Token::Start(Tag { inside }),
            Kind::End => Token::End(inside.trim()),
            Kind::Text => Token::Text(inside),
            Kind::Literal => Token::Literal(inside),
            Kind::Comment => Token::Comment(inside),
            Kind::Declaration => Token::Declaration(inside),
        }
    }
}

/// The token at the start of `rest`; none if it does not end there.
fn shape(rest: &str, searched: &mut usize, ended: bool) -> Option<Shape> {
    let bytes = rest.as_bytes();
    let until = |kind, start: usize, end: &[u8]| {
        let at = start + memmem::find(bytes.get(start..)?, end)?;
        Some(Shape { kind, start, end: at, length: at + end.len() })
    };
    match *bytes {
        [] => None,
        // Too short to tell.
        [b'<'] | [b'<', b'!'] | [b'<', b'!', b'-'] if !ended => None,
        [b'<', b'!', b'[', ..] if bytes.len() < 9 && !ended => None,
        [b'<', b'!', b'-', b'-', ..] => until(Kind::Comment, 4, b"-->"),
        [b'<', b'!', ..] if bytes.starts_with(b"<![CDATA[") => until(Kind::Literal, 9, b"]]>"),
        [b'<', b'!' | b'?', ..] => until(Kind::Declaration, 1, b">"),
        [b'<', b'/', ..] => until(Kind::End, 2, b">"),
        [b'<', first, ..] if first.is_ascii_alphabetic() || first == b'_' => {
            let end = tag_end(bytes)?;
            Some(Shape { kind: Kind::Start, start: 1, end, length: end + 1 })
        }
        // A `<` that opens no tag is text.
        [_, ref after @ ..] => {
            let skip = (*searched).min(after.len());
            let found = memchr(b'<', after.get(skip..).unwrap_or_default()).map(|at| at + skip + 1);
            *searched = after.len();
            let end = found.or_else(|| ended.then_some(bytes.len()))?;
            Some(Shape { kind: Kind::Text, start: 0, end, length: end })
        }
    }
}

/// Where the start tag at the start of `bytes` ends; a `>` within a quoted value does not end it.
fn tag_end(bytes: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        let found = at + bytes.get(at..)?.iter().position(|byte| matches!(byte, b'>' | b'='))?;
        if bytes.get(found) == Some(&b'>') {
            return Some(found);
        }
        let value = bytes.get(found + 1..)?;
        let blank = value.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        at = found + 1 + blank;
        if let Some(&quote @ (b'"' | b'\'')) = bytes.get(at) {
            at += 2 + memchr(quote, bytes.get(at + 1..)?)?;
        }
    }
}

impl<'t> Tag<'t> {
    /// The element's name as written, prefix and all.
    pub(crate) fn name(&self) -> &'t str {
        let end = self.inside.find(|letter: char| letter.is_ascii_whitespace() || letter == '/');
        self.inside.get(..end.unwrap_or(self.inside.len())).unwrap_or_default()
    }

    /// Whether the tag is its own end (`<a/>`).
    pub(crate) fn closed(&self) -> bool {
        self.inside.ends_with('/')
    }

    /// Attributes as written: qualified name, raw value.
    pub(crate) fn attributes(&self) -> Attributes<'t> {
        Attributes { rest: self.inside.get(self.name().len()..).unwrap_or_default() }
    }

    /// The value of the attribute of this qualified name, in whatever case, entities decoded.
    pub(crate) fn attribute(&self, name: &str) -> Option<Cow<'t, str>> {
        let found = self.attributes().find(|(found, _)| found.eq_ignore_ascii_case(name));
        found.map(|(_, raw)| entity::decode(raw))
    }
}

/// See [`Tag::attributes`].
pub(crate) struct Attributes<'t> {
    rest: &'t str,
}

impl<'t> Iterator for Attributes<'t> {
    type Item = (&'t str, &'t str);

    fn next(&mut self) -> Option<Self::Item> {
        let blank = |letter: char| letter.is_ascii_whitespace();
        let rest = self.rest.trim_start_matches(|letter: char| blank(letter) || letter == '/');
        let end =
            rest.find(|letter: char| blank(letter) || matches!(letter, '=' | '/')).unwrap_or(rest.len());
        let (name, rest) = rest.split_at_checked(end)?;
        let Some(value) = rest.trim_start_matches(blank).strip_prefix('=') else {
            self.rest = rest;
            return (!name.is_empty()).then_some((name, ""));
        };
        let value = value.trim_start_matches(blank);
        let quote = value.chars().next().filter(|letter| matches!(letter, '"' | '\''));
        let (value, rest) = match quote {
            Some(quote) => value.get(1..)?.split_once(quote)?,
            None => value.split_at_checked(value.find(blank).unwrap_or(value.len()))?,
        };
        self.rest = rest;
        Some((name, value))
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use encoding_rs::UTF_8;

    use super::*;

    fn check(markup: &str, expected: &str) {
        for window in [3, 4096] {
            let mut source = Cursor::new(markup.as_bytes());
            let text = Text::with_window(&mut source, UTF_8, window);
            let mut tokens = Tokens::new(text, &Limits::default());
            let mut found = String::new();
            while let Some(token) = tokens.next().unwrap() {
                found += &match token {
                    Token::Start(tag) => format!("[{}{}]", tag.name(), if tag.closed() { "/" } else { "" }),
                    Token::End(name) => format!("[/{name}]"),
                    Token::Text(text) => text.to_owned(),
                    Token::Literal(text) => format!("({text})"),
                    Token::Comment(text) => format!("-{text}-"),
                    Token::Declaration(text) => format!("{{{text}}}"),
                };
            }
            assert_eq!(found, expected, "{markup}, by {window}");
        }
    }

    #[test]
    fn tokens() {
        check("", "");
        check(
            "<?xml version='1.0'?><!DOCTYPE html><a:b c='1'>x &lt; y</a:b >",
            "{?xml version='1.0'?}{!DOCTYPE html}[a:b]x &lt; y[/a:b]",
        );
        check("<br/><BR />a<!-- <b> -->b<![CDATA[<&]]>", "[br/][BR/]a- <b> -b(<&)");
        check("<td title='a>b' width=5\">1 < 2 <3 <", "[td]1 < 2 <3 <");
        check("<td nowrap>щ<tr", "[td]щ");
        check("<a b = \"x>y\">", "[a]");
        check("<!- x><!", "{!- x}");
    }

    #[test]
    fn attributes() {
        fn check(inside: &str, expected: &[(&str, &str)]) {
            assert_eq!(Tag { inside }.attributes().collect::<Vec<_>>(), expected, "{inside}");
        }
        check("td", &[]);
        check("td nowrap colspan=2 x:num=\"1 2\"", &[("nowrap", ""), ("colspan", "2"), ("x:num", "1 2")]);
        check("br a = 'b'/", &[("a", "b")]);
        check("a href=http://b/c/ d", &[("href", "http://b/c/"), ("d", "")]);
        check("a b=\"c", &[]);
        let tag = Tag { inside: "td X:Num='&lt;1'/" };
        assert_eq!((tag.name(), tag.closed(), tag.attribute("x:num").as_deref()), ("td", true, Some("<1")));
    }

    #[test]
    fn raw_text_is_passed_over() {
        for window in [3, 4096] {
            let mut source = Cursor::new("<script>if (a </b) '<td>'</SCRIPT>x".as_bytes());
            let mut tokens = Tokens::new(Text::with_window(&mut source, UTF_8, window), &Limits::default());
            assert!(matches!(tokens.next().unwrap(), Some(Token::Start(_))));
            tokens.skip_raw("script").unwrap();
            assert_eq!(tokens.next().unwrap(), Some(Token::End("SCRIPT")));
            assert_eq!(tokens.next().unwrap(), Some(Token::Text("x")));
        }
    }
}
