//! Cells as the clipboard carries them between spreadsheets: lines of tab-separated text, and an HTML
//! table. Knows nothing of browsers or clients; page and worker both use it.
//!
//! Excel and Google Sheets quote a cell of the text only if it holds a tab or a line break, doubling
//! the quotes inside. So a cell that merely starts with a quote is taken as it stands.

/// Reads the text of a clipboard as rows of cells. Rows may differ in length; no text is no rows.
pub fn read(text: &str) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    let mut row = Vec::new();
    let mut rest = text;
    while !rest.is_empty() || !row.is_empty() {
        let (cell, end) = quoted(rest).unwrap_or_else(|| plain(rest));
        row.push(cell);
        rest = rest.get(end..).unwrap_or_default();
        match rest.strip_prefix('\t') {
            // A tab at the very end still has an empty cell after it.
            Some(after) => rest = after,
            None => {
                rows.push(std::mem::take(&mut row));
                rest = rest.strip_prefix("\r\n").or_else(|| rest.strip_prefix(['\n', '\r'])).unwrap_or(rest);
            }
        }
    }
    rows
}

/// Cells that are laid over others again and again, from the first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Block {
    rows: Vec<Vec<String>>,
    wide: usize,
}

impl Block {
    /// Rows of cells; those that are shorter than others leave the cells beside them as they are.
    #[must_use]
    pub fn new(rows: Vec<Vec<String>>) -> Self {
        let wide = rows.iter().map(Vec::len).max().unwrap_or(0);
        Self { rows, wide }
    }

    /// Rows and columns.
    #[must_use]
    pub fn size(&self) -> (usize, usize) {
        (self.rows.len(), self.wide)
    }

    /// The text for the cell at `row` and `column`, if there is one.
    #[must_use]
    pub fn at(&self, row: usize, column: usize) -> Option<&str> {
        let cells = self.rows.get(row.checked_rem(self.rows.len())?)?;
        cells.get(column.checked_rem(self.wide)?).map(String::as_str)
    }

    /// The same, laid over cells `rows` and `columns` away, so that it goes on as if it had been laid
    /// over everything between.
    #[must_use]
    pub fn turned(mut self, rows: i64, columns: i64) -> Self {
        let by = |way: i64, length: usize| {
            let length = i64::try_from(length).unwrap_or(i64::MAX).max(1);
            usize::try_from(way.rem_euclid(length)).unwrap_or(0)
        };
        for row in &mut self.rows {
            let by = by(columns, row.len());
            row.rotate_left(by);
        }
        let by = by(rows, self.rows.len());
        self.rows.rotate_left(by);
        self
    }

    /// As text that [`read`] takes.
    #[must_use]
    pub fn text(&self) -> String {
        let mut writer = Writer::default();
        for row in &self.rows {
            writer.row();
            row.iter().for_each(|cell| writer.cell(cell));
        }
        writer.finish().0
    }
}

/// A cell up to the next tab or line break, and where it ends.
fn plain(text: &str) -> (String, usize) {
    let end = text.find(['\t', '\n', '\r']).unwrap_or(text.len());
    (text.get(..end).unwrap_or_default().to_owned(), end)
}

/// A quoted cell and where it ends; none if the text does not start with one that had to be quoted.
fn quoted(text: &str) -> Option<(String, usize)> {
    let inner = text.strip_prefix('"')?;
    let mut cell = String::new();
    let mut at = 0;
    loop {
        let quote = at + inner.get(at..)?.find('"')?;
        cell.push_str(inner.get(at..quote)?);
        at = quote + 1;
        if !inner.get(at..)?.starts_with('"') {
            break;
        }
        cell.push('"');
        at += 1;
    }
    let ends = inner.get(at..)?;
    let is_whole = ends.is_empty() || ends.starts_with(['\t', '\n', '\r']);
    let had_to = cell.contains(['\t', '\n', '\r', '"']);
    (is_whole && had_to).then_some((cell, at + 1))
}

/// Rows of cells written for the clipboard, in both forms at once.
#[derive(Debug, Default)]
pub struct Writer {
    text: String,
    html: String,
    cells: usize,
}

impl Writer {
    /// Starts a row.
    pub fn row(&mut self) {
        if !self.html.is_empty() {
            self.text.push_str("\r\n");
            self.html.push_str("</tr>");
        }
        self.html.push_str("<tr>");
        self.cells = 0;
    }

    /// Adds a cell to the row.
    pub fn cell(&mut self, cell: &str) {
        if self.cells > 0 {
            self.text.push('\t');
        }
        self.cells += 1;
        if cell.starts_with('"') || cell.contains(['\t', '\n', '\r']) {
            self.text.push('"');
            self.text.push_str(&cell.replace('"', "\"\""));
            self.text.push('"');
        } else {
            self.text.push_str(cell);
        }
        // Excel takes a cell with this format for text, so that an id keeps all its digits.
        self.html.push_str("<td style=\"mso-number-format:'\\@';white-space:pre-wrap\">");
        escape(cell, &mut self.html);
        self.html.push_str("</td>");
    }

    /// The text and the HTML.
    #[must_use]
    pub fn finish(self) -> (String, String) {
        let Self { mut text, html, .. } = self;
        if html.is_empty() {
            return (text, html);
        }
        // One empty cell: without a line break it would be nothing at all.
        if text.is_empty() {
            text.push_str("\r\n");
        }
        (text, format!("<meta charset=\"utf-8\"><table>{html}</tr></table>"))
    }
}

fn escape(cell: &str, html: &mut String) {
    for letter in cell.chars() {
        match letter {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\r' => {}
            // Excel would begin another cell at a plain line break.
            '\n' => html.push_str("<br style=\"mso-data-placement:same-cell\">"),
            letter => html.push(letter),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_spreadsheets_write() {
        let check = |text: &str, expected: &[&[&str]]| assert_eq!(read(text), expected, "{text:?}");
        check("", &[]);
        check("a", &[&["a"]]);
        check("a\tb\r\nc\td\r\n", &[&["a", "b"], &["c", "d"]]);
        check("a\nb", &[&["a"], &["b"]]);
        check("a\rb", &[&["a"], &["b"]]);
        check("\t\n\t", &[&["", ""], &["", ""]]);
        check("a\n\nb", &[&["a"], &[""], &["b"]]);
        check("\n", &[&[""]]);
        check("\"two\nlines\"\tb", &[&["two\nlines", "b"]]);
        check("\"a\tb\"", &[&["a\tb"]]);
        check("\"say \"\"hi\"\"\nbye\"", &[&["say \"hi\"\nbye"]]);
        // Not quoted, merely with quotes.
        check("\"Ромашка\" ООО\tb", &[&["\"Ромашка\" ООО", "b"]]);
        check("\"Ромашка\"", &[&["\"Ромашка\""]]);
        check("5\" tube\t\"", &[&["5\" tube", "\""]]);
        check("\"never closed\nb", &[&["\"never closed"], &["b"]]);
        check("208310224003697457\t00123", &[&["208310224003697457", "00123"]]);
    }

    #[test]
    fn what_is_written_is_read_again() {
        let check = |rows: &[&[&str]]| {
            let mut writer = Writer::default();
            for row in rows {
                writer.row();
                row.iter().for_each(|cell| writer.cell(cell));
            }
            assert_eq!(read(&writer.finish().0), rows, "{rows:?}");
        };
        check(&[&["a", "b"], &["c", "d"]]);
        check(&[]);
        check(&[&[""]]);
        check(&[&["", ""], &["", ""]]);
        check(&[&["two\nlines", "a\tb", "\r\n"]]);
        check(&[&["\"", "\"\"", "\"a\"", "a\"b", "\"a\"b\"\nc"]]);
        check(&[&["\u{202e}abc", "👩‍👧", "=1+1"]]);
    }

    #[test]
    fn a_block_is_laid_again_and_again_and_goes_on_in_step() {
        let block = Block::new(read("a\tb\nc\td\ne"));
        let check = |block: &Block, rows: &[[Option<&str>; 3]]| {
            for (row, cells) in rows.iter().enumerate() {
                for (column, cell) in cells.iter().enumerate() {
                    assert_eq!(block.at(row, column), *cell, "{row}, {column}");
                }
            }
        };
        let (a, b, c, d, e) = (Some("a"), Some("b"), Some("c"), Some("d"), Some("e"));
        check(&block, &[[a, b, a], [c, d, c], [e, None, e], [a, b, a]]);
        check(&block.clone().turned(-2, 0), &[[c, d, c], [e, None, e], [a, b, a]]);
        check(&block.turned(3, 1), &[[b, a, b], [d, c, d]]);
        check(&Block::default(), &[[None, None, None]]);
    }

    #[test]
    fn html_is_text_and_nothing_else() {
        let check = |cell: &str, expected: &str| {
            let mut writer = Writer::default();
            writer.row();
            writer.cell(cell);
            let html = writer.finish().1;
            assert!(html.contains(&format!("pre-wrap\">{expected}</td></tr></table>")), "{html}");
        };
        check("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;");
        check("a & \"b\"", "a &amp; &quot;b&quot;");
        check("a\r\nb", "a<br style=\"mso-data-placement:same-cell\">b");
    }
}
