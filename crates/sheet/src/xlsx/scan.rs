//! A pull scanner over XML that arrives in pieces. Knows markup, not spreadsheets.
//!
//! The document passes through one window that is reused; a token (a tag, a run of text) is always
//! whole in the window when it is handed out, and nothing is copied or allocated for it. Names are
//! compared without their namespace prefix. Not a validating parser: it is strict where a file that
//! breaks off or is spliced would otherwise be read as something else, and lenient elsewhere.

use memchr::{memchr, memmem};

use super::tag::Tag;
use super::text;
use crate::{Error, Limit, Limits};

/// Bytes of the window to begin with; it grows only for a longer token.
const WINDOW: usize = 128 << 10;

/// Where the bytes of a part come from, unpacked.
pub(super) trait Feed {
    /// Fills the beginning of `window`, which is never shorter than 16 bytes; 0 is the end.
    fn read(&mut self, window: &mut [u8]) -> Result<usize, Error>;
}

/// Reads one part from its root element to the end of it.
pub(super) struct Scanner<F> {
    feed: F,
    window: Vec<u8>,
    /// The next byte to look at, and the end of what has been read into the window.
    at: usize,
    end: usize,
    /// Bytes of the part that have left the window.
    passed: u64,
    /// The current token's bytes in the window.
    token: (usize, usize),
    /// Names of the open elements, digested.
    open: Vec<u64>,
    /// Set by `<a/>`, which reads as `<a></a>`.
    closes_at_once: bool,
    root_seen: bool,
    part: String,
    max_depth: u64,
    max_length: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Token {
    Start,
    Text,
    Cdata,
    End,
    /// The root element has been closed; what follows is not looked at.
    Done,
}

impl<F: Feed> Scanner<F> {
    pub(super) fn new(feed: F, part: &str, limits: &Limits) -> Self {
        Self {
            feed,
            window: vec![0; WINDOW],
            at: 0,
            end: 0,
            passed: 0,
            token: (0, 0),
            open: Vec::new(),
            closes_at_once: false,
            root_seen: false,
            part: part.to_owned(),
            max_depth: u64::from(limits.depth),
            max_length: u64::from(limits.cell_bytes),
        }
    }

    /// The next child element of the element last started (of the document at first), skipping
    /// text; `None` once that element ends. The caller goes into each child it gets, or
    /// [`skip`](Self::skip)s it.
    pub(super) fn child(&mut self) -> Result<Option<Tag<'_>>, Error> {
        loop {
            match self.advance()? {
                Token::Start => break,
                Token::Text | Token::Cdata => {}
                Token::End | Token::Done => return Ok(None),
            }
        }
        let (start, end) = self.token;
        Ok(Some(Tag::new(&self.window[start..end])))
    }

    /// Passes over the rest of the element last started.
    pub(super) fn skip(&mut self) -> Result<(), Error> {
        let mut depth = 1u32;
        while depth > 0 {
            match self.advance()? {
                Token::Start => depth += 1,
                Token::End => depth -= 1,
                Token::Text | Token::Cdata => {}
                Token::Done => break,
            }
        }
        Ok(())
    }

    /// Appends the text of the element last started, to its end, entities decoded. Elements inside
    /// are passed over.
    pub(super) fn text(&mut self, out: &mut String) -> Result<(), Error> {
        let before = out.len();
        loop {
            let token = self.advance()?;
            let (start, end) = self.token;
            match token {
                Token::Text => text::decode(&self.window[start..end], out),
                Token::Cdata => text::append(&self.window[start..end], out),
                Token::Start => self.skip()?,
                Token::End | Token::Done => return Ok(()),
            }
            self.check_length((out.len() - before) as u64)?;
        }
    }

    /// What has been read and not yet looked at, for a caller that recognises common markup faster
    /// than token by token. Empty between the two halves of `<a/>`.
    pub(super) fn ahead(&self) -> &[u8] {
        if self.closes_at_once { &[] } else { &self.window[self.at..self.end] }
    }

    /// Passes over bytes of [`ahead`](Self::ahead) that hold whole elements.
    pub(super) fn pass(&mut self, bytes: usize) {
        self.at = (self.at + bytes).min(self.end);
    }

    /// Passes over white space between elements, as far as it has been read.
    pub(super) fn pass_space(&mut self) {
        let ahead = self.ahead();
        let space = ahead.iter().position(|byte| !byte.is_ascii_whitespace()).unwrap_or(ahead.len());
        self.pass(space);
    }

    /// Goes into an element whose start tag, of this many bytes, the caller has recognised in
    /// [`ahead`](Self::ahead).
    pub(super) fn enter(&mut self, bytes: usize, name: &[u8]) -> Result<(), Error> {
        self.pass(bytes);
        self.push(digest(name))
    }

    /// Leaves the element last started, if it is of this name and its end tag comes next.
    pub(super) fn leave(&mut self, name: &[u8]) -> bool {
        let ahead = self.ahead();
        let rest = ahead.strip_prefix(b"</").and_then(|rest| rest.strip_prefix(name));
        let Some(rest) = rest.and_then(|rest| rest.strip_prefix(b">")) else { return false };
        let length = ahead.len() - rest.len();
        let leaves = self.open.last() == Some(&digest(name));
        if leaves {
            self.open.pop();
            self.pass(length);
        }
        leaves
    }

    /// Reads to the end of the part without looking, so that a cut or altered archive shows.
    pub(super) fn drain(&mut self) -> Result<(), Error> {
        while self.feed.read(&mut self.window)? > 0 {}
        Ok(())
    }

    /// An error that says where.
    pub(super) fn damaged(&self, what: impl std::fmt::Display) -> Error {
        let byte = self.passed + self.at as u64;
        Error::Damaged(format!("{what} ({} at byte {byte})", self.part))
    }

    fn advance(&mut self) -> Result<Token, Error> {
        if std::mem::take(&mut self.closes_at_once) {
            self.open.pop();
            return Ok(Token::End);
        }
        loop {
            if self.root_seen && self.open.is_empty() {
                return Ok(Token::Done);
            }
            if self.at == self.end && !self.fill()? {
                return Err(self.breaks_off());
            }
            if self.window[self.at] == b'<' {
                if let Some(token) = self.markup()? {
                    return Ok(token);
                }
            } else {
                self.text_token()?;
                // Before the root there is only white space, a byte order mark or junk.
                if !self.open.is_empty() {
                    return Ok(Token::Text);
                }
            }
        }
    }

    /// A token that begins with `<`; `None` for one that says nothing (a comment).
    fn markup(&mut self) -> Result<Option<Token>, Error> {
        while self.end - self.at < 2 {
            if !self.fill()? {
                return Err(self.breaks_off());
            }
        }
        match self.window[self.at + 1] {
            b'?' => self.skip_past(b"?>").map(|()| None),
            b'!' => self.declaration(),
            b'/' => self.end_tag().map(Some),
            _ => self.start_tag().map(Some),
        }
    }

    fn start_tag(&mut self) -> Result<Token, Error> {
        let close = self.tag_close()?;
        let (mut start, mut end) = (self.at + 1, self.at + close);
        self.at = end + 1;
        if end > start && self.window[end - 1] == b'/' {
            end -= 1;
            self.closes_at_once = true;
        }
        start = start.min(end);
        self.token = (start, end);
        let name = Tag::new(&self.window[start..end]).qualified();
        if name.is_empty() {
            return Err(self.damaged("a tag without a name"));
        }
        let name = digest(name);
        self.root_seen = true;
        self.push(name)?;
        Ok(Token::Start)
    }

    fn push(&mut self, name: u64) -> Result<(), Error> {
        self.open.push(name);
        let value = self.open.len() as u64;
        if value > self.max_depth {
            return Err(Error::Limit { limit: Limit::Depth, value, max: self.max_depth });
        }
        Ok(())
    }

    fn end_tag(&mut self) -> Result<Token, Error> {
        let close = self.tag_close()?;
        let name = self.window[self.at + 2..self.at + close].trim_ascii_end();
        if self.open.pop() != Some(digest(name)) {
            return Err(self.damaged("an element is closed that is not open"));
        }
        self.at += close + 1;
        Ok(Token::End)
    }

    fn declaration(&mut self) -> Result<Option<Token>, Error> {
        const CDATA: &[u8] = b"<![CDATA[";
        while self.end - self.at < CDATA.len() && self.fill()? {}
        let ahead = &self.window[self.at..self.end];
        if ahead.starts_with(b"<!--") {
            self.at += 4;
            return self.skip_past(b"-->").map(|()| None);
        }
        if ahead.starts_with(CDATA) && !self.open.is_empty() {
            return self.cdata(CDATA.len()).map(Some);
        }
        if ahead.len() >= 9 && ahead[..9].eq_ignore_ascii_case(b"<!DOCTYPE") {
            return Err(Error::Unsupported(format!("a DOCTYPE in {}", self.part)));
        }
        Err(self.damaged("unknown markup"))
    }

    fn cdata(&mut self, head: usize) -> Result<Token, Error> {
        let mut from = head;
        loop {
            let ahead = &self.window[self.at + from..self.end];
            if let Some(found) = memmem::find(ahead, b"]]>") {
                let start = self.at + head;
                let end = self.at + from + found;
                self.token = (start, end);
                self.at = end + 3;
                return Ok(Token::Cdata);
            }
            from += ahead.len().saturating_sub(2);
            if !self.fill()? {
                return Err(self.breaks_off());
            }
        }
    }

    /// Text up to the next tag.
    fn text_token(&mut self) -> Result<(), Error> {
        let mut length = 0;
        loop {
            let ahead = &self.window[self.at + length..self.end];
            if let Some(found) = memchr(b'<', ahead) {
                length += found;
                break;
            }
            length += ahead.len();
            if self.open.is_empty() {
                // Outside the root nothing needs to be kept whole.
                break;
            }
            if !self.fill()? {
                return Err(self.breaks_off());
            }
        }
        self.token = (self.at, self.at + length);
        self.at += length;
        Ok(())
    }

    /// Where the tag that begins here ends: the distance to its `>`, quoted ones passed over.
    fn tag_close(&mut self) -> Result<usize, Error> {
        let mut from = 1;
        let mut quote = 0;
        loop {
            let ahead = &self.window[self.at + from..self.end];
            for (distance, &byte) in ahead.iter().enumerate() {
                if quote != 0 {
                    quote = if byte == quote { 0 } else { quote };
                    continue;
                }
                match byte {
                    b'>' => return Ok(from + distance),
                    b'"' | b'\'' => quote = byte,
                    b'<' => return Err(self.damaged("a tag inside a tag")),
                    _ => {}
                }
            }
            from += ahead.len();
            if !self.fill()? {
                return Err(self.breaks_off());
            }
        }
    }

    fn skip_past(&mut self, pattern: &[u8]) -> Result<(), Error> {
        loop {
            let ahead = &self.window[self.at..self.end];
            if let Some(found) = memmem::find(ahead, pattern) {
                self.at += found + pattern.len();
                return Ok(());
            }
            // The pattern may be cut by the end of the window.
            self.at = self.at.max((self.end + 1).saturating_sub(pattern.len()));
            if !self.fill()? {
                return Err(self.breaks_off());
            }
        }
    }

    /// Reads on, moving what has not been looked at to the front; false at the end of the part.
    /// Positions taken before are no longer valid: only distances from `at` are.
    fn fill(&mut self) -> Result<bool, Error> {
        if self.at > 0 {
            self.window.copy_within(self.at..self.end, 0);
            self.passed += self.at as u64;
            self.end -= self.at;
            self.at = 0;
        }
        if self.window.len() - self.end < WINDOW / 4 {
            // Eight raw bytes can make one of text: `&#x0416;`.
            self.check_length(self.end as u64 / 8)?;
            self.window.resize(self.window.len() * 2, 0);
        }
        let read = self.feed.read(&mut self.window[self.end..])?;
        self.end += read;
        Ok(read > 0)
    }

    fn check_length(&self, value: u64) -> Result<(), Error> {
        if value > self.max_length {
            return Err(Error::Limit { limit: Limit::CellBytes, value, max: self.max_length });
        }
        Ok(())
    }

    fn breaks_off(&self) -> Error {
        let what = if self.root_seen { "the markup breaks off" } else { "no markup" };
        self.damaged(what)
    }
}

/// Enough of a name to tell a wrong end tag: its length and its last seven bytes.
fn digest(name: &[u8]) -> u64 {
    let tail = name.iter().rev().take(7).fold(0, |packed, &byte| packed << 8 | u64::from(byte));
    tail << 8 | (name.len() as u64 & 0xFF)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Hands out a text in pieces of a given size.
    struct Pieces<'a> {
        rest: &'a [u8],
        size: usize,
    }

    impl Feed for Pieces<'_> {
        fn read(&mut self, window: &mut [u8]) -> Result<usize, Error> {
            let size = self.size.min(self.rest.len()).min(window.len());
            let (piece, rest) = self.rest.split_at(size);
            window[..size].copy_from_slice(piece);
            self.rest = rest;
            Ok(size)
        }
    }

    fn scanner(xml: &[u8], size: usize, limits: &Limits) -> Scanner<Pieces<'static>> {
        Scanner::new(Pieces { rest: xml.to_vec().leak(), size }, "part.xml", limits)
    }

    /// The document as a bracketed outline, or the error.
    fn outline(xml: &[u8], size: usize, limits: &Limits) -> String {
        let mut scanner = scanner(xml, size, limits);
        let mut out = String::new();
        loop {
            let token = match scanner.advance() {
                Ok(token) => token,
                Err(error) => return format!("{out} ! {error}"),
            };
            let (start, end) = scanner.token;
            let bytes = &scanner.window[start..end];
            match token {
                Token::Start => {
                    let tag = Tag::new(bytes);
                    out += "(";
                    out += &String::from_utf8_lossy(tag.name());
                    for (name, value) in tag.attributes() {
                        let (name, value) = (String::from_utf8_lossy(name), String::from_utf8_lossy(value));
                        out += &format!(" {name}={value}");
                    }
                }
                Token::Text => {
                    out += " '";
                    text::decode(bytes, &mut out);
                    out += "'";
                }
                Token::Cdata => out += &format!(" [{}]", String::from_utf8_lossy(bytes)),
                Token::End => out += ")",
                Token::Done => return out,
            }
        }
    }

    fn check(xml: &str, expected: &str) {
        for size in [1, 2, 3, 7, usize::MAX] {
            assert_eq!(outline(xml.as_bytes(), size, &Limits::default()), expected, "{xml} by {size}");
        }
    }

    #[test]
    fn markup_reads_the_same_in_pieces_of_any_size() {
        check("<a/>", "(a)");
        check("\u{feff}<?xml version='1.0'?>\n<a>x</a>trailing <junk", "(a 'x')");
        check("<x:a xmlns:x='u' x:b = \"1\" c='>'/>", "(a x:b=1 c=>)");
        check("<a><!-- <b> -- > --->1<![CDATA[<&]] >]]]>2</a>", "(a '1' [<&]] >]] '2')");
        check("<a><b\n r='1'\t/><c></c ></a>", "(a(b r=1)(c))");
        check("<a>&lt;&#x416;&amp;</a>", "(a '<Ж&')");
    }

    #[test]
    fn markup_that_breaks_off_or_contradicts_itself_is_named() {
        check("", " ! the file is damaged: no markup (part.xml at byte 0)");
        check("<a><b>", "(a(b ! the file is damaged: the markup breaks off (part.xml at byte 6)");
        check("<a><b", "(a ! the file is damaged: the markup breaks off (part.xml at byte 3)");
        check("<a>x", "(a ! the file is damaged: the markup breaks off (part.xml at byte 3)");
        check(
            "<a></b>",
            "(a ! the file is damaged: an element is closed that is not open (part.xml at byte 3)",
        );
        check("<a <b>", " ! the file is damaged: a tag inside a tag (part.xml at byte 0)");
        check("<!DOCTYPE a><a/>", " ! this kind of file is not supported: a DOCTYPE in part.xml");
        check("<a><!ENTITY x></a>", "(a ! the file is damaged: unknown markup (part.xml at byte 3)");
    }

    #[test]
    fn nesting_and_token_length_are_bounded() {
        let limits = Limits { depth: 2, cell_bytes: 300 << 10, ..Limits::default() };
        let deep = outline(b"<a><b><c/></b></a>", 4, &limits);
        assert!(deep.ends_with("! limit exceeded: depth is 3, allowed are 2"), "{deep}");
        let long = format!("<a>{}</a>", "x".repeat(4 << 20));
        let long = outline(long.as_bytes(), usize::MAX, &limits);
        assert!(long.contains("limit exceeded: cell_bytes"), "{long}");
        let fits = format!("<a>{}</a>", "x".repeat(200 << 10));
        assert!(outline(fits.as_bytes(), 1000, &limits).ends_with("x')"));
    }

    #[test]
    fn children_are_walked_without_their_contents() {
        let xml = b"<a> <b>1<x>2</x>3</b><c><b/></c><d/>tail</a>";
        for size in [1, 5, usize::MAX] {
            let mut scanner = scanner(xml, size, &Limits::default());
            assert_eq!(scanner.child().unwrap().unwrap().name(), b"a");
            assert_eq!(scanner.child().unwrap().unwrap().name(), b"b");
            let mut text = String::new();
            scanner.text(&mut text).unwrap();
            assert_eq!(text, "13");
            assert_eq!(scanner.child().unwrap().unwrap().name(), b"c");
            scanner.skip().unwrap();
            assert_eq!(scanner.child().unwrap().unwrap().name(), b"d");
            assert!(scanner.child().unwrap().is_none());
            assert!(scanner.child().unwrap().is_none());
        }
    }
}
