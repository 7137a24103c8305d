//! Writes the files the readers are measured on: `generate FOLDER ROWS…`.
//!
//! A client base as the importer meets it, of invented people: 12 columns, of them ids with 17
//! digits, texts that are all different, and texts that repeat. The same rows as a workbook with
//! shared strings, one with inline strings, and csv. A number that depends on the row alone decides
//! everything, so every run writes the same bytes.

#![allow(clippy::print_stdout, reason = "a terminal program")]

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const HEADER: [&str; 12] = [
    "social_id",
    "name",
    "email",
    "phone",
    "gender",
    "messenger",
    "created_at",
    "last_message_time",
    "tags",
    "utm_source",
    "utm_medium",
    "utm_campaign",
];
const FIRST: [&str; 24] = [
    "Олена",
    "Андрій",
    "Наталія",
    "Сергій",
    "Ірина",
    "Дмитро",
    "Юлія",
    "Олександр",
    "Марія",
    "Іван",
    "Тетяна",
    "Максим",
    "Оксана",
    "Ярослав",
    "Anna",
    "Viktor",
    "Daria",
    "Roman",
    "Sofia",
    "Pavlo",
    "Kateryna",
    "Bohdan",
    "Lesia",
    "Taras",
];
const LAST: [&str; 24] = [
    "Шевченко",
    "Коваль",
    "Бондаренко",
    "Ткаченко",
    "Мельник",
    "Кравець",
    "Савченко",
    "Поліщук",
    "Гончар",
    "Лисенко",
    "Руденко",
    "Мороз",
    "Яценко",
    "Панченко",
    "Klymenko",
    "Hrytsenko",
    "Boyko",
    "Zabolotna",
    "Sydorenko",
    "Marchuk",
    "Vlasenko",
    "Onyshchenko",
    "Dudnyk",
    "Fedorova",
];
const GENDERS: [&str; 3] = ["FEMALE", "MALE", "NO_DATA"];
const MESSENGERS: [&str; 4] = ["TELEGRAM", "VIBER", "FACEBOOK", "INSTAGRAM"];
const TAGS: [&str; 6] = ["VIP", "лід", "оплата", "вебінар", "вебінар, оплата", "Q&A"];
const SOURCES: [&str; 4] = ["instagram", "facebook", "google", "tiktok"];
const MEDIUMS: [&str; 3] = ["cpc", "social", "email"];
const CAMPAIGNS: [&str; 5] = ["spring_sale", "black_friday", "webinar_may", "retarget", "brand"];

/// One client. Column letters are the order of [`HEADER`].
struct Client {
    id: u64,
    texts: [String; 11],
    /// `created_at` as Excel counts days, in millionths.
    created: u64,
}

/// Column of `created_at` among [`Client::texts`]: a number in workbooks, text in csv.
const CREATED: usize = 5;

fn client(row: u32) -> Client {
    let mut seed = u64::from(row);
    let mut draw = |bound: u64| {
        // splitmix64
        seed = seed.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (seed ^ (seed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % bound
    };
    // Odd and beyond 2^53: no double holds it.
    let id = 20_000_000_000_000_001 + 2 * draw(3_000_000_000_000_000);
    let (day, second) = (draw(1_400), draw(86_400));
    let (month, date) = (1 + day / 28 % 12, 1 + day % 28);
    let mut one = |words: &[&str]| pick(words, draw(words.len() as u64)).to_owned();
    let name = format!("{} {}", one(&FIRST), one(&LAST));
    let texts = [one(&GENDERS), one(&MESSENGERS), one(&TAGS), one(&SOURCES), one(&MEDIUMS), one(&CAMPAIGNS)];
    let [gender, messenger, tags, source, medium, campaign] = texts;
    let clock = format!("{:02}:{:02}:{:02}", second / 3600, second / 60 % 60, second % 60);
    let created = format!("{date:02}.{month:02}.{} {clock}", 2021 + day / 336);
    let seen = format!("2025-{month:02}-{date:02}T{clock}.{:03}Z", draw(1000));
    let email = format!("client{row}.{}@example.com", draw(97));
    let phone = format!("+38067{:07}", (u64::from(row) * 7_919) % 10_000_000);
    Client {
        id,
        texts: [name, email, phone, gender, messenger, created, seen, tags, source, medium, campaign],
        created: (44_197 + day) * 1_000_000 + second * 1_000_000 / 86_400,
    }
}

fn pick<'a>(words: &[&'a str], at: u64) -> &'a str {
    usize::try_from(at).ok().and_then(|at| words.get(at)).copied().unwrap_or_default()
}

fn main() -> Result<()> {
    let mut words = std::env::args().skip(1);
    let folder = PathBuf::from(words.next().context("generate FOLDER ROWS…")?);
    fs::create_dir_all(&folder)?;
    for rows in words {
        let rows: u32 = rows.parse().with_context(|| rows.clone())?;
        written(&folder.join(format!("{rows}-shared.xlsx")), rows, |path| workbook(path, rows, true))?;
        written(&folder.join(format!("{rows}-inline.xlsx")), rows, |path| workbook(path, rows, false))?;
        written(&folder.join(format!("{rows}.csv")), rows, |path| csv(path, rows))?;
    }
    Ok(())
}

/// Writes a file unless it is there, and beside it what a reader has to find in it.
fn written(path: &Path, rows: u32, write: impl FnOnce(&Path) -> Result<()>) -> Result<()> {
    let facts = path.with_added_extension("json");
    if !facts.exists() {
        write(path).with_context(|| path.display().to_string())?;
        let sample = [1, rows.div_ceil(2), rows];
        let numbers = sample.map(|row| row + 1);
        let ids = sample.map(|row| client(row).id.to_string());
        let rows = rows + 1;
        fs::write(&facts, format!("{{\"rows\":{rows},\"sample\":{numbers:?},\"ids\":{ids:?}}}"))?;
        println!("{}: {} MB", path.display(), fs::metadata(path)?.len() >> 20);
    }
    Ok(())
}

fn csv(path: &Path, rows: u32) -> Result<()> {
    let mut out = BufWriter::new(File::create(path)?);
    writeln!(out, "{}", HEADER.join(","))?;
    for row in 1..=rows {
        let client = client(row);
        write!(out, "{}", client.id)?;
        for text in &client.texts {
            let quote = if text.contains(',') { "\"" } else { "" };
            write!(out, ",{quote}{text}{quote}")?;
        }
        writeln!(out)?;
    }
    Ok(out.flush()?)
}

fn workbook(path: &Path, rows: u32, shared: bool) -> Result<()> {
    let mut zip = ZipWriter::new(BufWriter::new(File::create(path)?));
    for (name, text) in PARTS {
        part(&mut zip, name)?;
        let named = |line: &&str| shared || !line.contains("sharedStrings");
        for line in text.lines().filter(named) {
            zip.write_all(line.as_bytes())?;
        }
    }
    let mut strings = Strings::default();
    part(&mut zip, "xl/worksheets/sheet1.xml")?;
    let mut out = BufWriter::with_capacity(1 << 20, &mut zip);
    write!(
        out,
        "{XML}<worksheet {MAIN}><dimension ref=\"A1:L{}\"/><sheetViews><sheetView tabSelected=\"1\" \
         workbookViewId=\"0\"/></sheetViews><sheetFormatPr defaultRowHeight=\"15\"/><sheetData>",
        rows + 1
    )?;
    let cell = |out: &mut BufWriter<_>, strings: &mut Strings, row: u32, letter: char, text: &str| {
        if shared {
            let index = strings.index(text);
            write!(out, "<c r=\"{letter}{row}\" t=\"s\"><v>{index}</v></c>")
        } else {
            write!(out, "<c r=\"{letter}{row}\" t=\"inlineStr\"><is><t>{}</t></is></c>", Escaped(text))
        }
    };
    write!(out, "<row r=\"1\" spans=\"1:12\">")?;
    for (letter, name) in ('A'..).zip(HEADER) {
        cell(&mut out, &mut strings, 1, letter, name)?;
    }
    for number in 1..=rows {
        let client = client(number);
        let row = number + 1;
        write!(out, "</row><row r=\"{row}\" spans=\"1:12\"><c r=\"A{row}\"><v>{}</v></c>", client.id)?;
        for (at, (letter, text)) in ('B'..).zip(&client.texts).enumerate() {
            if at == CREATED {
                let (days, part) = (client.created / 1_000_000, client.created % 1_000_000);
                write!(out, "<c r=\"{letter}{row}\" s=\"1\"><v>{days}.{part:06}</v></c>")?;
            } else {
                cell(&mut out, &mut strings, row, letter, text)?;
            }
        }
    }
    write!(
        out,
        "</row></sheetData><pageMargins left=\"0.7\" right=\"0.7\" top=\"0.75\" bottom=\"0.75\" header=\"0.3\" footer=\"0.3\"/></worksheet>"
    )?;
    out.flush()?;
    drop(out);
    if shared {
        part(&mut zip, "xl/sharedStrings.xml")?;
        let mut out = BufWriter::with_capacity(1 << 20, &mut zip);
        let (uses, count) = (strings.uses, strings.text.len());
        write!(out, "{XML}<sst {MAIN} count=\"{uses}\" uniqueCount=\"{count}\">")?;
        for text in &strings.text {
            write!(out, "<si><t>{}</t></si>", Escaped(text))?;
        }
        write!(out, "</sst>")?;
        out.flush()?;
    }
    zip.finish()?.flush()?;
    Ok(())
}

/// The strings in order of first use, as Excel keeps them.
#[derive(Default)]
struct Strings {
    index: HashMap<String, usize>,
    text: Vec<String>,
    uses: usize,
}

impl Strings {
    fn index(&mut self, text: &str) -> usize {
        self.uses += 1;
        if let Some(&index) = self.index.get(text) {
            return index;
        }
        let index = self.text.len();
        self.index.insert(text.to_owned(), index);
        self.text.push(text.to_owned());
        index
    }
}

struct Escaped<'a>(&'a str);

impl std::fmt::Display for Escaped<'_> {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut rest = self.0;
        while let Some((before, after)) = rest.split_once('&') {
            write!(out, "{before}&amp;")?;
            rest = after;
        }
        out.write_str(rest)
    }
}

fn part<W: Write + std::io::Seek>(zip: &mut ZipWriter<W>, name: &str) -> Result<()> {
    Ok(zip.start_file(name, SimpleFileOptions::default())?)
}

const XML: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const MAIN: &str = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"";

/// The small parts of a workbook with one sheet and one date style.
const PARTS: [(&str, &str); 5] = [
    (
        "[Content_Types].xml",
        r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/>
<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/>
</Types>"#,
    ),
    (
        "_rels/.rels",
        r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#,
    ),
    (
        "xl/workbook.xml",
        r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="clients" sheetId="1" r:id="rId1"/></sheets></workbook>"#,
    ),
    (
        "xl/_rels/workbook.xml.rels",
        r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/>
<Relationship Id="rId3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/>
</Relationships>"#,
    ),
    (
        "xl/styles.xml",
        r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts count="1"><numFmt numFmtId="164" formatCode="dd\.mm\.yyyy\ hh:mm:ss"/></numFmts><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs></styleSheet>"#,
    ),
];
