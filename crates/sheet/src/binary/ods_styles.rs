//! Styles of an OpenDocument spreadsheet, as far as they say how numbers read and what is hidden.
//!
//! OpenDocument spells a number format as elements (OpenDocument 1.3 part 3, 16.29); they are turned
//! into the codes of the other formats, so that one rule shows numbers everywhere.

use std::collections::{HashMap, HashSet};

use crate::Error;
use crate::markup::token::{Tag, Token, Tokens};
use crate::number_format::CellFormats;

/// Styles inherit from styles, not deeper than this.
const DEPTH: usize = 16;
/// Digits a format may ask for.
const PLACES: usize = 64;
/// Numbers of the workbook's own codes; those below are built in.
const OWN_CODES: u32 = 1_000;

/// What the styles say, by their names.
#[derive(Debug, Default)]
pub(super) struct Styles {
    codes: HashMap<String, String>,
    cells: HashMap<String, CellStyle>,
    hidden_tables: HashSet<String>,
    /// The style elements that are open.
    code: Option<Code>,
    family: Option<(String, String)>,
}

#[derive(Debug, Default)]
struct CellStyle {
    format: Option<String>,
    parent: Option<String>,
}

/// A number format on its way from elements to a code.
#[derive(Debug)]
struct Code {
    name: String,
    element: String,
    /// Sections with a condition, which come first in a code.
    maps: Vec<(String, String)>,
    code: String,
    literal: bool,
}

/// Number formats by the names of cell styles.
#[derive(Debug, Default)]
pub(super) struct Formats {
    pub(super) cells: CellFormats,
    names: HashMap<String, usize>,
}

impl Formats {
    /// The format of cells in this style; 0 is General.
    pub(super) fn of(&self, style: &str) -> u16 {
        self.names.get(style).map_or(0, |&at| self.cells.of(at))
    }
}

impl Styles {
    /// Reads a part that holds styles alone.
    pub(super) fn read(&mut self, tokens: &mut Tokens<'_>) -> Result<(), Error> {
        while let Some(token) = tokens.next()? {
            self.token(&token);
        }
        Ok(())
    }

    /// Takes the next piece of a part.
    pub(super) fn token(&mut self, token: &Token<'_>) {
        match token {
            Token::Start(tag) => self.start(tag),
            Token::End(name) => self.end(name),
            Token::Text(text) => self.text(&crate::markup::entity::decode(text)),
            Token::Literal(text) => self.text(text),
            Token::Comment(_) | Token::Declaration(_) => {}
        }
    }

    /// Whether tables of this style are hidden.
    pub(super) fn hides_table(&self, style: &str) -> bool {
        self.hidden_tables.contains(style)
    }

    /// The number formats of all cell styles.
    pub(super) fn formats(&self) -> Formats {
        let numbers: HashMap<&String, u32> = self.codes.keys().zip(OWN_CODES..).collect();
        let codes =
            numbers.iter().filter_map(|(name, &number)| Some((number, self.codes.get(*name)?.clone())));
        let codes = codes.collect();
        let (mut names, mut styles) = (HashMap::new(), Vec::new());
        for name in self.cells.keys() {
            let number = self.format_of(name).and_then(|format| numbers.get(format));
            names.insert(name.clone(), styles.len());
            styles.push(number.copied().unwrap_or_default());
        }
        Formats { cells: CellFormats::new(&codes, &styles), names }
    }

    /// The data style a cell style names, or inherits.
    fn format_of(&self, style: &str) -> Option<&String> {
        let mut style = self.cells.get(style)?;
        for _ in 0..DEPTH {
            if style.format.is_some() {
                break;
            }
            style = self.cells.get(style.parent.as_ref()?)?;
        }
        style.format.as_ref()
    }

    fn start(&mut self, tag: &Tag<'_>) {
        let text = |name: &str| tag.attribute(name).map(String::from);
        match tag.name() {
            "style:style" => {
                let (Some(name), Some(family)) = (text("style:name"), text("style:family")) else { return };
                if family == "table-cell" {
                    let format = text("style:data-style-name");
                    let parent = text("style:parent-style-name");
                    self.cells.insert(name.clone(), CellStyle { format, parent });
                }
                self.family = (!tag.closed()).then_some((family, name));
            }
            "style:table-properties" => {
                if let Some((_, name)) = self.family.as_ref().filter(|(family, _)| family == "table")
                    && tag.attribute("table:display").as_deref() == Some("false")
                {
                    self.hidden_tables.insert(name.clone());
                }
            }
            element @ ("number:number-style" | "number:percentage-style" | "number:currency-style") => {
                let Some(name) = text("style:name") else { return };
                let code = Code {
                    name,
                    element: element.to_owned(),
                    maps: Vec::new(),
                    code: String::new(),
                    literal: false,
                };
                self.code = (!tag.closed()).then_some(code);
            }
            _ => {
                if let Some(code) = &mut self.code {
                    code.part(tag);
                }
            }
        }
    }

    fn text(&mut self, text: &str) {
        if let Some(code) = self.code.as_mut().filter(|code| code.literal) {
            code.write(text);
        }
    }

    fn end(&mut self, name: &str) {
        if name == "style:style" {
            self.family = None;
        }
        let Some(code) = &mut self.code else { return };
        code.literal = false;
        if name == code.element
            && let Some(code) = self.code.take()
        {
            let mut whole = String::new();
            for (condition, style) in &code.maps {
                let section = self.codes.get(style).map_or("", |section| section);
                whole += &format!("[{condition}]{section};");
            }
            self.codes.insert(code.name, whole + &code.code);
        }
    }
}

impl Code {
    /// An element within the format.
    fn part(&mut self, tag: &Tag<'_>) {
        match tag.name() {
            "number:number" => self.code += &digits(tag),
            "number:text" | "number:currency-symbol" => self.literal = !tag.closed(),
            // What is not said exactly.
            "number:scientific-number" => self.code += "0E+0",
            "number:fraction" => self.code += "?/?",
            "style:map" => {
                let condition = tag.attribute("style:condition").unwrap_or_default();
                let condition =
                    condition.trim().strip_prefix("value()").map(|condition| condition.replace("!=", "<>"));
                let style = tag.attribute("style:apply-style-name");
                // A section that has sections of its own cannot be said in a code.
                if let (Some(condition), Some(style)) = (condition, style) {
                    self.maps.push((condition.trim().to_owned(), style.into_owned()));
                }
            }
            _ => {}
        }
    }

    fn write(&mut self, text: &str) {
        for letter in text.chars() {
            if letter != '%' || self.element != "number:percentage-style" {
                self.code.push('\\');
            }
            self.code.push(letter);
        }
    }
}

/// The places of a number: `00000`, `#,##0.00`, `General`.
fn digits(tag: &Tag<'_>) -> String {
    let count = |name: &str| tag.attribute(name).and_then(|value| value.trim().parse::<usize>().ok());
    let integers = count("number:min-integer-digits").unwrap_or_default().min(PLACES);
    let grouped = tag.attribute("number:grouping").as_deref() == Some("true");
    let decimals = count("number:decimal-places");
    if decimals.is_none() && integers <= 1 && !grouped {
        return "General".to_owned();
    }
    let decimals = decimals.unwrap_or_default().min(PLACES);
    let sure = count("number:min-decimal-places").unwrap_or(decimals).min(decimals);
    let mut code = "0".repeat(integers);
    if integers == 0 {
        code.push('#');
    }
    if grouped {
        let places = code.len().max(4);
        code = "#".repeat(places - code.len()) + &code;
        code.insert(places - 3, ',');
    }
    if decimals > 0 {
        code.push('.');
        code += &"0".repeat(sure);
        code += &"#".repeat(decimals - sure);
    }
    code
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use encoding_rs::UTF_8;

    use super::*;
    use crate::delimited::Text;
    use crate::workbook::Limits;

    fn read(xml: &str) -> Styles {
        let mut source = Cursor::new(xml.as_bytes());
        let mut styles = Styles::default();
        let text = Text::new(&mut source, UTF_8, u64::MAX);
        styles.read(&mut Tokens::new(text, &Limits::default())).unwrap();
        styles
    }

    #[test]
    fn elements_become_codes() {
        fn check(kind: &str, inside: &str, expected: &str) {
            let xml = format!("<number:{kind}-style style:name='N1'>{inside}</number:{kind}-style>");
            assert_eq!(read(&xml).codes.get("N1").map(String::as_str), Some(expected), "{xml}");
        }
        check("number", "<number:number number:min-integer-digits='1'/>", "General");
        check("number", "<number:number number:min-integer-digits='5' number:decimal-places='0'/>", "00000");
        check("number", "<number:number number:min-integer-digits='5'></number:number>", "00000");
        check(
            "number",
            "<number:number number:decimal-places='2' number:min-integer-digits='1' number:grouping='true'/>",
            "#,##0.00",
        );
        check("number", "<number:number number:decimal-places='3' number:min-decimal-places='1'/>", "#.0##");
        check(
            "number",
            "<number:text>№ &amp;</number:text><number:number number:min-integer-digits='2'/>",
            "\\№\\ \\&00",
        );
        check(
            "percentage",
            "<number:number number:decimal-places='0' number:min-integer-digits='1'/><number:text>%</number:text>",
            "0%",
        );
        check(
            "currency",
            "<number:number number:decimal-places='2' number:min-integer-digits='1'/><number:text> </number:text><number:currency-symbol>₽</number:currency-symbol>",
            "0.00\\ \\₽",
        );
        check("number", "<number:scientific-number/>", "0E+0");
        check("number", "<number:number number:min-integer-digits='999999999' />", &"0".repeat(PLACES));
    }

    #[test]
    fn styles_inherit_and_choose_by_condition() {
        let styles = read(
            "<number:number-style style:name='N2P0'><number:number number:min-integer-digits='3'/></number:number-style>
             <number:number-style style:name='N2'><number:text>-</number:text><number:number number:min-integer-digits='2'/>
             <style:map style:condition='value()&gt;=0' style:apply-style-name='N2P0'/></number:number-style>
             <style:style style:name='base' style:family='table-cell' style:data-style-name='N2'/>
             <style:style style:name='ce1' style:family='table-cell' style:parent-style-name='base'><style:x/></style:style>
             <style:style style:name='loop' style:family='table-cell' style:parent-style-name='loop'/>
             <style:style style:name='ta1' style:family='table'><style:table-properties table:display='false'/></style:style>
             <style:style style:name='ta2' style:family='table'><style:table-properties table:display='true'/></style:style>",
        );
        let formats = styles.formats();
        let display = |style: &str, number: &str| {
            formats.cells.list().swap_remove(usize::from(formats.of(style))).display(number)
        };
        assert_eq!(display("ce1", "7").as_deref(), Some("007"));
        assert_eq!(display("base", "7").as_deref(), Some("007"));
        assert_eq!(display("loop", "7"), None);
        assert_eq!(display("none", "7"), None);
        assert_eq!((styles.hides_table("ta1"), styles.hides_table("ta2")), (true, false));
    }
}
