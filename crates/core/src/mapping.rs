//! Which column is which field: decided by header, then by content, always with the evidence, and
//! always changeable. A column that is understood by neither is listed with no target.

use std::collections::HashMap;
use std::fmt;
use std::str::FromStr;

use importer_sheet::Table;
use serde::{Serialize, Serializer};

use crate::config::{Config, FieldKind};
use crate::content::{Content, Survey};
use crate::fold::{fold, words};

/// What a column is taken for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Target {
    /// A field of the configuration, by key.
    Field(String),
    /// The messenger's id of the person; of one messenger, or of whichever the row says.
    SocialId {
        /// Messenger code.
        messenger: Option<String>,
    },
    /// A field of the company's own, by name.
    Custom(String),
}

const SOCIAL_ID: &str = "social_id";

impl fmt::Display for Target {
    /// `email`, `social_id`, `social_id:VIBER`, `custom:City`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Field(key) => f.write_str(key),
            Self::SocialId { messenger: None } => f.write_str(SOCIAL_ID),
            Self::SocialId { messenger: Some(code) } => write!(f, "{SOCIAL_ID}:{code}"),
            Self::Custom(name) => write!(f, "custom:{name}"),
        }
    }
}

/// The text is no [`Target`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no such target: {0}")]
pub struct UnknownTarget(pub String);

impl FromStr for Target {
    type Err = UnknownTarget;

    fn from_str(text: &str) -> Result<Self, UnknownTarget> {
        match text.split_once(':') {
            None if text == SOCIAL_ID => Ok(Self::SocialId { messenger: None }),
            None if !text.is_empty() => Ok(Self::Field(text.to_owned())),
            Some((SOCIAL_ID, code)) if !code.is_empty() => {
                Ok(Self::SocialId { messenger: Some(code.to_owned()) })
            }
            Some(("custom", name)) if !name.is_empty() => Ok(Self::Custom(name.to_owned())),
            _ => Err(UnknownTarget(text.to_owned())),
        }
    }
}

impl Serialize for Target {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl Target {
    /// Whether the configuration knows what this speaks of.
    pub(crate) fn is_known(&self, config: &Config) -> bool {
        match self {
            Self::Field(key) => config.field(key).is_some(),
            Self::SocialId { messenger: Some(code) } => config.messenger(code).is_some(),
            Self::SocialId { messenger: None } | Self::Custom(_) => true,
        }
    }
}

/// Why a column has its target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Evidence {
    /// The person said so.
    Chosen,
    /// The header is the field's key.
    HeaderExact,
    /// The header is another name of the field.
    HeaderAlias,
    /// The values look like it.
    Content,
    /// Nothing: the column has no target.
    None,
}

/// A column of the sheet that holds at least one cell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Column {
    /// Position, from 0.
    pub index: u32,
    /// The letters a spreadsheet shows: `A`, `AB`.
    pub letter: String,
    /// The header's text; empty without one.
    pub header: String,
    /// The first different values, at most three.
    pub samples: Vec<String>,
    /// Cells with a value under the header.
    pub filled: u32,
    /// What the column is taken for.
    pub target: Option<Target>,
    /// How sure that is, in percent.
    pub confidence: u8,
    /// Why.
    pub evidence: Evidence,
}

/// The letters of a column: 0 is `A`, 26 is `AA`.
#[must_use]
pub fn column_letter(index: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = index;
    loop {
        letters.push(char::from(b'A' + u8::try_from(rest % 26).unwrap_or(0)));
        match (rest / 26).checked_sub(1) {
            Some(next) => rest = next,
            None => break,
        }
    }
    letters.iter().rev().collect()
}

/// Decides every column below the header at stored row `header`.
pub(crate) fn decide(config: &Config, table: &Table, header: Option<usize>) -> Vec<Column> {
    let survey = Survey::of(config, table, header);
    let names = Names::of(config);
    let mut columns: Vec<Column> =
        survey.columns.iter().map(|column| by_header(config, &names, column)).collect();
    keep_one_general_id(&mut columns);
    by_content(config, &mut columns, &survey.columns);
    lone_first_name_is_the_name(config, &mut columns);
    columns
}

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

    /// `viber_id`, `Контакт Telegram`, `tg user id`: a messenger and nothing but id words.
    fn id_of(&self, header: &str) -> Option<&'a str> {
        let words = words(header);
        let (id_words, others): (Vec<_>, Vec<_>) =
            words.iter().partition(|word| self.id_words.contains(word));
        if id_words.is_empty() {
            return None;
        }
        let name: String = others.into_iter().map(String::as_str).collect();
        self.messengers.get(&name).copied()
    }
}

fn by_header(config: &Config, names: &Names<'_>, content: &Content) -> Column {
    let mut column = Column {
        index: content.index,
        letter: column_letter(content.index),
        header: content.header.clone(),
        samples: content.samples.clone(),
        filled: content.filled,
        target: None,
        confidence: 0,
        evidence: Evidence::None,
    };
    let folded = fold(&column.header);
    if folded.is_empty() {
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

fn by_content(config: &Config, columns: &mut [Column], contents: &[Content]) {
    let names = Names::of(config);
    let has_id =
        |columns: &[Column]| columns.iter().any(|c| matches!(c.target, Some(Target::SocialId { .. })));
    for (column, content) in columns.iter_mut().zip(contents) {
        if column.target.is_some() {
            continue;
        }
        if content.mostly(crate::value::is_email, 90) {
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
            .filter(|(_, (column, _))| column.target.is_none())
            .filter_map(|(at, (column, content))| Some((at, id_confidence(config, &names, column, content)?)))
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
        columns.iter_mut().zip(contents).find(|(column, content)| column.target.is_none() && speaks(content))
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
        .filter(|usual| usual.confidence >= needed && content.mostly(|id| usual.form.fits(id), 90))
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
