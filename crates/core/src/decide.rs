//! What each column is, decided without asking: by a preset that the headers make together, by each
//! header, then by content, always with the evidence. A column that none of them understands is listed
//! with no target.

use std::collections::{BTreeMap, HashMap, HashSet};

use importer_sheet::Table;
use sha2::{Digest as _, Sha256};

use crate::config::{Config, FieldKind};
use crate::content::{Content, Survey};
use crate::date::{DateCounts, DateTally};
use crate::email::is_email;
use crate::fold::{fold, words};
use crate::form::Looks;
use crate::mapping::{Column, Evidence, Target, column_letter};
use crate::phone::Country;
use crate::preset::{Preset, recognise};
use crate::product::ROW_HEADER;

/// What was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) columns: Vec<Column>,
    /// Key of the preset.
    pub(crate) preset: Option<String>,
    pub(crate) header_key: String,
    /// The country that most international numbers are of.
    pub(crate) country: Option<Country>,
    /// Dates written as text, in columns that hold such or are taken for a field of dates.
    pub(crate) dates: DateCounts,
}

/// Decides every column below the header at stored row `header`.
pub(crate) fn decide(config: &Config, table: &Table, header: Option<usize>) -> Found {
    let survey = Survey::of(config, table, header);
    let names = Names::of(config);
    // A file that comes back with its row numbers is of the same headers still.
    let theirs = survey.columns.iter().filter(|column| column.header != ROW_HEADER);
    let headers: Vec<String> = theirs.map(|column| fold(&column.header)).collect();
    let set: HashSet<String> = headers.iter().filter(|header| !header.is_empty()).cloned().collect();
    let preset = recognise(config, &set);
    let mut columns: Vec<Column> =
        survey.columns.iter().map(|column| by_header(config, &names, preset, column)).collect();
    keep_one_general_id(&mut columns);
    by_content(config, &names, &mut columns, &survey.columns);
    lone_first_name_is_the_name(config, &mut columns);
    let mut counts = DateCounts::default();
    for (column, content) in columns.iter_mut().zip(&survey.columns) {
        if content.holds_dates() {
            counts.set(column.index, content.dates);
        } else if column.takes_dates(config) {
            let first = header.map_or(0, |header| header + 1);
            counts.set(column.index, dates_in(table, first, column.index));
        }
        column.dates = counts.read_as(column.index, None);
    }
    columns.extend(spare(&columns));
    Found {
        country: country(config, &columns, &survey.columns),
        preset: preset.map(|preset| preset.key.clone()),
        header_key: header_key(headers),
        columns,
        dates: counts,
    }
}

/// Counts the dates of a column that holds something else at first.
fn dates_in(table: &Table, first: usize, column: u32) -> DateTally {
    let mut tally = DateTally::default();
    for row in table.rows_between(first..table.len()) {
        if let Some(cell) = row.cell(column) {
            tally.add(cell.source());
        }
    }
    tally
}

/// A file without ids and without an empty column gets one behind its last: clients have to be numbered
/// somewhere.
fn spare(columns: &[Column]) -> Option<Column> {
    let takes_ids = |column: &Column| {
        matches!(column.target, Some(Target::SocialId { .. })) || (column.filled == 0 && !column.is_settled())
    };
    let index = columns.last()?.index + 1;
    let is_wanted = index < importer_sheet::Limits::default().columns && !columns.iter().any(takes_ids);
    is_wanted.then(|| Column {
        index,
        letter: column_letter(index),
        header: String::new(),
        samples: Vec::new(),
        filled: 0,
        target: None,
        confidence: 0,
        evidence: Evidence::None,
        feeds: Vec::new(),
        dates: None,
    })
}

/// Stands for a set of headers, in whatever order they come: 16 hexadecimal digits.
fn header_key(mut headers: Vec<String>) -> String {
    headers.sort_unstable();
    let digest = Sha256::digest(headers.join("\u{1f}").as_bytes());
    digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// The country of most phones in the international form; none where there are hardly any.
fn country(config: &Config, columns: &[Column], contents: &[Content]) -> Option<Country> {
    let is_phone = |column: &Column| match &column.target {
        Some(Target::Field(key)) => config.field(key).is_some_and(|field| field.kind == FieldKind::Phone),
        _ => false,
    };
    let mut counts: BTreeMap<Country, usize> = BTreeMap::new();
    for (_, content) in columns.iter().zip(contents).filter(|(column, _)| is_phone(column)) {
        content.countries().for_each(|country| *counts.entry(country).or_default() += 1);
    }
    let all: usize = counts.values().sum();
    let (country, most) = counts.into_iter().max_by_key(|&(_, count)| count)?;
    (most * 10 >= all * 6).then_some(country)
}

/// Words between an id word and a messenger that say nothing: `ID в Telegram`, `user id in Viber`.
const JOINING: [&str; 6] = ["в", "у", "из", "in", "of", "from"];

/// Folded names of fields and of ids that are none of ours.
struct Names<'a> {
    fields: HashMap<String, (&'a str, FieldKind)>,
    messengers: HashMap<String, &'a str>,
    id_words: Vec<String>,
    foreign_ids: Vec<String>,
}

impl<'a> Names<'a> {
    fn of(config: &'a Config) -> Self {
        let mut fields = HashMap::new();
        for field in &config.fields {
            for alias in std::iter::once(&field.key).chain(&field.aliases) {
                fields.entry(fold(alias)).or_insert((field.key.as_str(), field.kind));
            }
        }
        let mut messengers = HashMap::new();
        for messenger in &config.messengers {
            for alias in [&messenger.code, &messenger.name].into_iter().chain(&messenger.aliases) {
                messengers.insert(fold(alias), messenger.code.as_str());
            }
        }
        let id_words = config.id_words.iter().map(|word| fold(word)).collect();
        let foreign_ids = config.foreign_ids.iter().map(|name| fold(name)).collect();
        Self { fields, messengers, id_words, foreign_ids }
    }

    /// `viber_id`, `Контакт Telegram`, `tg user id`, `ID в Telegram`: a messenger and nothing but id words.
    fn id_of(&self, header: &str) -> Option<&'a str> {
        let words = words(header);
        let (id_words, others): (Vec<_>, Vec<_>) =
            words.iter().partition(|word| self.id_words.contains(word));
        if id_words.is_empty() {
            return None;
        }
        let joins = |word: &str| JOINING.iter().any(|joining| fold(joining) == word);
        let name: String = others.into_iter().map(String::as_str).filter(|word| !joins(word)).collect();
        self.messengers.get(&name).copied()
    }
}

fn by_header(config: &Config, names: &Names<'_>, preset: Option<&Preset>, content: &Content) -> Column {
    let mut column = Column {
        index: content.index,
        letter: column_letter(content.index),
        header: content.header.clone(),
        samples: content.samples.clone(),
        filled: content.filled,
        target: None,
        confidence: 0,
        evidence: Evidence::None,
        feeds: Vec::new(),
        dates: None,
    };
    if column.header == ROW_HEADER {
        column.evidence = Evidence::RowNumbers;
        return column;
    }
    let folded = fold(&column.header);
    if folded.is_empty() {
        return column;
    }
    if let Some(said) = preset.and_then(|preset| preset.says(&folded)) {
        column.evidence = Evidence::Preset;
        column.confidence = 98;
        column.target = said.filter(|target| target.is_known(config)).cloned();
        return column;
    }
    if let Some(&(key, kind)) = names.fields.get(&folded) {
        let exact = column.header.trim().eq_ignore_ascii_case(key);
        column.evidence = if exact { Evidence::HeaderExact } else { Evidence::HeaderAlias };
        column.confidence = if exact { 100 } else { 95 };
        if content.contradicts(kind) {
            column.confidence = 50;
        }
        column.target = Some(match kind {
            FieldKind::SocialId => Target::SocialId { messenger: None },
            _ => Target::Field(key.to_owned()),
        });
    } else if let Some(code) = names.id_of(&column.header) {
        column.set(Target::SocialId { messenger: Some(code.to_owned()) }, 95, Evidence::HeaderAlias);
    } else if let Some(&code) = names.messengers.get(&folded) {
        // `Viber` alone may as well head user names or yes/no.
        if config.messenger(code).is_some_and(|messenger| content.mostly(|id| messenger.fits(id), 90)) {
            column.set(Target::SocialId { messenger: Some(code.to_owned()) }, 80, Evidence::Content);
        }
    }
    column
}

impl Column {
    /// Whether its values go to a field of dates.
    pub(crate) fn takes_dates(&self, config: &Config) -> bool {
        let mut targets = self.target.iter().chain(self.feeds.iter().map(|feed| &feed.target));
        targets.any(|target| match target {
            Target::Field(key) => config.field(key).is_some_and(|field| field.kind == FieldKind::Date),
            Target::SocialId { .. } | Target::Custom(_) => false,
        })
    }

    /// Whether headers have said what it is, or that it is nothing.
    fn is_settled(&self) -> bool {
        self.target.is_some() || matches!(self.evidence, Evidence::Preset | Evidence::RowNumbers)
    }

    fn set(&mut self, target: Target, confidence: u8, evidence: Evidence) {
        self.target = Some(target);
        self.confidence = confidence;
        self.evidence = evidence;
    }
}

/// Two columns may be called alike (amoCRM exports an empty set first): the first that holds
/// something is the id.
fn keep_one_general_id(columns: &mut [Column]) {
    let general = Some(Target::SocialId { messenger: None });
    let claims = |column: &Column| column.target == general;
    let best = columns
        .iter()
        .filter(|column| claims(column))
        .max_by_key(|column| {
            (column.filled > 0, column.evidence == Evidence::HeaderExact, std::cmp::Reverse(column.index))
        })
        .map(|column| column.index);
    for column in columns.iter_mut().filter(|column| claims(column) && Some(column.index) != best) {
        column.target = None;
        column.confidence = 0;
        column.evidence = Evidence::None;
    }
}

fn by_content(config: &Config, names: &Names<'_>, columns: &mut [Column], contents: &[Content]) {
    let has_id =
        |columns: &[Column]| columns.iter().any(|c| matches!(c.target, Some(Target::SocialId { .. })));
    for (column, content) in columns.iter_mut().zip(contents) {
        if column.is_settled() {
            continue;
        }
        if content.mostly(is_email, 90) {
            if let Some(field) = config.fields.iter().find(|field| field.kind == FieldKind::Email) {
                column.set(Target::Field(field.key.clone()), 80, Evidence::Content);
            }
        } else if content.mostly(is_international_phone, 90)
            && let Some(field) = config.fields.iter().find(|field| field.kind == FieldKind::Phone)
        {
            column.set(Target::Field(field.key.clone()), 70, Evidence::Content);
        }
    }
    if !has_id(columns) {
        let best = columns
            .iter()
            .zip(contents)
            .enumerate()
            .filter(|(_, (column, _))| !column.is_settled())
            .filter_map(|(at, (column, content))| Some((at, id_confidence(config, names, column, content)?)))
            .max_by_key(|&(at, confidence)| (confidence, std::cmp::Reverse(at)));
        if let Some((at, confidence)) = best
            && let Some(column) = columns.get_mut(at)
        {
            column.set(Target::SocialId { messenger: None }, confidence, Evidence::Content);
        }
    }
    let messenger = config.fields.iter().find(|field| field.kind == FieldKind::Messenger);
    let Some(messenger) = messenger.filter(|_| has_id(columns)) else { return };
    let target = Target::Field(messenger.key.clone());
    if columns.iter().any(|column| column.target.as_ref() == Some(&target)) {
        return;
    }
    let speaks = |content: &Content| content.mostly(|word| config.messenger_named(word).is_some(), 90);
    if let Some((column, _)) =
        columns.iter_mut().zip(contents).find(|(column, content)| !column.is_settled() && speaks(content))
    {
        column.set(target, 70, Evidence::Content);
    }
}

/// Digits are many things (prices, tax numbers, a CRM's own ids), so under a header that says
/// something else only a form that nothing but a messenger uses will do.
fn id_confidence(config: &Config, names: &Names<'_>, column: &Column, content: &Content) -> Option<u8> {
    let folded = fold(&column.header);
    if !folded.is_empty() && names.foreign_ids.contains(&folded) {
        return None;
    }
    let needed = if folded.is_empty() { 50 } else { 90 };
    config
        .messengers
        .iter()
        .flat_map(|messenger| &messenger.usual)
        .filter(|usual| {
            usual.confidence >= needed && content.mostly(|id| usual.form.fits(&Looks::of(id)), 90)
        })
        .map(|usual| usual.confidence.min(90))
        .max()
}

fn is_international_phone(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let text = text.trim().trim_start_matches(['\'', '’']);
    text.starts_with('+')
        && (10..=15).contains(&digits)
        && text
            .chars()
            .all(|c| c.is_ascii_digit() || matches!(c, '+' | ' ' | '-' | '(' | ')' | '\'' | '\u{a0}'))
}

/// `Имя` is a first name beside `Фамилия`, and the name where it stands alone.
fn lone_first_name_is_the_name(config: &Config, columns: &mut [Column]) {
    let key_of = |kind| config.fields.iter().find(|f| f.kind == kind).map(|f| Target::Field(f.key.clone()));
    let (Some(first), Some(name)) = (key_of(FieldKind::FirstName), key_of(FieldKind::Name)) else { return };
    let others = [Some(name.clone()), key_of(FieldKind::LastName), key_of(FieldKind::MiddleName)];
    if columns.iter().any(|column| column.target.is_some() && others.contains(&column.target)) {
        return;
    }
    for column in columns.iter_mut().filter(|column| column.target.as_ref() == Some(&first)) {
        column.target = Some(name.clone());
    }
}
