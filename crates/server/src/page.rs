//! A page for a person: the latest imports, to read. No script, nothing from elsewhere, words from
//! `locales/`.

use std::fmt::Write;
use std::sync::LazyLock;

use axum::Extension;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use importer_locale::{Language, Value, Words};

use crate::Server;
use crate::guard::Owner;
use crate::problem::Problem;
use crate::store::ListedImport;

/// Imports shown.
const SHOWN: u32 = 100;

/// Nothing but the page's own style sheet.
const CONTENT_SECURITY_POLICY: &str =
    "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const STYLE: &str = "\
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { margin: 2rem auto; max-width: 72rem; padding: 0 1rem; }
h1 { font-size: 1.5rem; }
table { border-collapse: collapse; width: 100%; }
caption { text-align: start; padding-block: .5rem; }
th, td { border-bottom: 1px solid color-mix(in srgb, currentColor 20%, transparent); padding: .4rem .75rem; text-align: start; }
th { white-space: nowrap; }
td:first-child { overflow-wrap: anywhere; }
.number { text-align: end; font-variant-numeric: tabular-nums; }
";

static WORDS: LazyLock<[Words; 3]> = LazyLock::new(|| Language::ALL.map(Words::new));

/// `GET /imports.css`.
pub(crate) async fn style() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], STYLE)
}

/// `GET /imports`: the latest imports of the one who asks.
pub(crate) async fn imports(
    State(server): State<Server>,
    Extension(Owner(owner)): Extension<Owner>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let imports = server.store.latest_imports(&owner, SHOWN).await?;
    let asked = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    let language = language(asked.unwrap_or_default());
    let words = WORDS.iter().find(|words| words.language() == language);
    let page = words.map(|words| page(words, &imports)).unwrap_or_default();
    let policy = HeaderValue::from_static(CONTENT_SECURITY_POLICY);
    let mut response = ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], page).into_response();
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response.headers_mut().insert(header::VARY, HeaderValue::from_static("Accept-Language, Authorization"));
    Ok(response)
}

/// The first language asked for that there is. Browsers send the best one first.
fn language(accepted: &str) -> Language {
    let tags = accepted.split(',').filter_map(|tag| tag.split(';').next());
    tags.filter_map(|tag| Language::from_tag(tag.trim())).next().unwrap_or(Language::English)
}

fn page(words: &Words, imports: &[ListedImport]) -> String {
    let title = escaped(&words.get("imports-title", &[]));
    let mut html = format!(
        "<!doctype html>\n<html lang=\"{}\">\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{title}</title>\n\
         <link rel=\"stylesheet\" href=\"/imports.css\">\n<h1>{title}</h1>\n",
        words.language().code()
    );
    // Writing to a String cannot fail.
    let _ = if imports.is_empty() {
        writeln!(html, "<p>{}</p>", escaped(&words.get("imports-none", &[])))
    } else {
        table(words, imports, &mut html)
    };
    html
}

fn table(words: &Words, imports: &[ListedImport], html: &mut String) -> std::fmt::Result {
    let word = |key: &str| escaped(&words.get(key, &[]));
    writeln!(html, "<table>\n<thead><tr>")?;
    for key in ["imports-file", "imports-when", "imports-state"] {
        writeln!(html, "<th scope=\"col\">{}</th>", word(key))?;
    }
    for key in
        ["imports-announced", "imports-created", "imports-updated", "imports-unchanged", "imports-rejected"]
    {
        writeln!(html, "<th scope=\"col\" class=\"number\">{}</th>", word(key))?;
    }
    writeln!(html, "</tr></thead>\n<tbody>")?;
    for import in imports {
        let state = if import.completed_at.is_some() { "imports-complete" } else { "imports-open" };
        let when = Moment::of(import.created_at);
        writeln!(html, "<tr title=\"{}\"><td>{}</td>", escaped(&import.id), escaped(&import.file_name))?;
        writeln!(html, "<td><time datetime=\"{when:#}\">{when}</time></td><td>{}</td>", word(state))?;
        let ListedImport { clients, created, updated, unchanged, rejected, .. } = import;
        for count in [clients, created, updated, unchanged, rejected] {
            let count = words.get("number", &[("count", Value::from(*count))]);
            writeln!(html, "<td class=\"number\">{}</td>", escaped(&count))?;
        }
        writeln!(html, "</tr>")?;
    }
    writeln!(html, "</tbody>\n</table>")
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            _ => out.push(c),
        }
    }
    out
}

/// A minute in UTC: `2026-11-22 18:15 UTC`, or `2026-11-22T18:15Z` for programs.
struct Moment {
    year: i64,
    month: i64,
    day: i64,
    hour: i64,
    minute: i64,
}

impl Moment {
    /// The calendar is Gregorian; the arithmetic is Howard Hinnant's `civil_from_days`.
    fn of(milliseconds: i64) -> Self {
        let minutes = milliseconds.div_euclid(60_000);
        let (days, minute_of_day) = (minutes.div_euclid(1440), minutes.rem_euclid(1440));
        let shifted = days + 719_468;
        let (era, day_of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
        let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted_month = (5 * day_of_year + 2) / 153;
        let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
        Self {
            year: year_of_era + era * 400 + i64::from(month <= 2),
            month,
            day: day_of_year - (153 * shifted_month + 2) / 5 + 1,
            hour: minute_of_day / 60,
            minute: minute_of_day % 60,
        }
    }
}

impl std::fmt::Display for Moment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { year, month, day, hour, minute } = self;
        if f.alternate() {
            write!(f, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}Z")
        } else {
            write!(f, "{year:04}-{month:02}-{day:02} {hour:02}:{minute:02} UTC")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments() {
        for (milliseconds, expected) in [
            (0, "1970-01-01 00:00 UTC"),
            (951_782_399_999, "2000-02-28 23:59 UTC"),
            (951_782_400_000, "2000-02-29 00:00 UTC"),
            (1_795_371_300_000, "2026-11-22 18:15 UTC"),
            (4_107_542_400_000, "2100-03-01 00:00 UTC"),
            (-60_000, "1969-12-31 23:59 UTC"),
        ] {
            assert_eq!(Moment::of(milliseconds).to_string(), expected);
        }
    }

    #[test]
    fn languages() {
        for (accepted, expected) in [
            ("", Language::English),
            ("de-DE,de;q=0.9,uk;q=0.8,en;q=0.5", Language::Ukrainian),
            ("ru-RU, en;q=0.5", Language::Russian),
            ("*", Language::English),
        ] {
            assert_eq!(language(accepted), expected, "{accepted}");
        }
    }

    #[test]
    fn a_file_name_is_text() {
        let import = ListedImport {
            id: "0".into(),
            file_name: "<script>alert('1')</script> & \"co\".xlsx".into(),
            created_at: 0,
            completed_at: None,
            clients: 1_000_000,
            created: 0,
            updated: 0,
            unchanged: 0,
            rejected: 0,
        };
        let html = page(&Words::new(Language::English), &[import]);
        assert!(!html.contains("<script"), "{html}");
        assert!(
            html.contains("&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt; &amp; &quot;co&quot;.xlsx"),
            "{html}"
        );
        assert!(html.contains("1,000,000"), "{html}");
    }
}
