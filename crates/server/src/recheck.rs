//! The second look at every client: a backend trusts no importer, the project's own included.
//! Knows one client at a time, and nothing of what the database holds.

use importer_contract::{Client, Rejection};
use importer_core::{Config, Severity};

/// Longer than any messenger's id by far; keeps the database's key small.
const MAX_SOCIAL_ID: usize = 256;

/// Checks what a client of one messenger says about itself, by the rules the importer itself goes by
/// and by what the database can hold.
///
/// # Errors
/// The first thing that keeps the client from being stored.
pub(crate) fn client(config: &Config, messenger: &str, client: &Client) -> Result<(), Rejection> {
    let reject = |field: &str, code: &str, message: String| Rejection {
        row: client.row,
        social_id: client.social_id.clone(),
        field: Some(field.to_owned()),
        code: code.to_owned(),
        message,
    };
    let problems = importer_core::check::client(config, messenger, client);
    if let Some(problem) = problems.into_iter().find(|problem| problem.severity >= Severity::Error) {
        let kind = problem.args.get("kind").map(|kind| format!(" ({kind})")).unwrap_or_default();
        let message = format!("{} fails the rule {}{kind}", problem.field, problem.code);
        return Err(reject(&problem.field, problem.code.as_str(), message));
    }
    let id = client.social_id.as_str();
    if id.chars().any(char::is_control) {
        return Err(reject(
            "social_id",
            "social_id.malformed",
            "social_id has control characters".to_owned(),
        ));
    }
    if id.chars().count() > MAX_SOCIAL_ID {
        let message = format!("social_id is longer than {MAX_SOCIAL_ID} characters");
        return Err(reject("social_id", "social_id.malformed", message));
    }
    let name = client.name.iter().map(|name| ("name", name.as_str()));
    let others = client.fields.iter().chain(&client.custom_fields);
    for (key, value) in name.chain(others.map(|(key, value)| (key.as_str(), value.as_str()))) {
        // PostgreSQL cannot hold it in text, and no person typed it.
        if value.contains('\0') || key.contains('\0') {
            return Err(reject(key, "text.hidden_characters", "the value has a NUL character".to_owned()));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(social_id: &str, name: &str, expected: Option<(&str, &str)>) {
        let sent =
            Client { row: 7, social_id: social_id.into(), name: Some(name.into()), ..Client::default() };
        let found = client(&Config::builtin(), "TELEGRAM", &sent).err();
        let found =
            found.as_ref().map(|found| (found.field.as_deref().unwrap_or_default(), found.code.as_str()));
        assert_eq!(found, expected, "{social_id:?} {name:?}");
    }

    #[test]
    fn what_cannot_be_stored_is_rejected() {
        check("26203292189261166", "Анна", None);
        check("US.13491208655302741918", "", None);
        check("", "Анна", Some(("social_id", "social_id.missing")));
        check("\u{a0} ", "Анна", Some(("social_id", "social_id.missing")));
        check("11\n2", "Анна", Some(("social_id", "social_id.malformed")));
        check(" 112", "Анна", Some(("social_id", "social_id.malformed")));
        check(&"1".repeat(257), "Анна", Some(("social_id", "social_id.malformed")));
        check("112", "Ан\0на", Some(("name", "text.hidden_characters")));
    }
}
