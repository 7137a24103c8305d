//! Clients that a person takes for those of another messenger, a few or whatever a filter lists.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a panic is how a test reports")]

mod support;

use importer_core::{Action, ActionError, Filter, Rows, Session, SplitEvidence, View};

use support::{check_all, go, session};

const BASE: &str = "social_id|name|messenger
208310224|Anna|telegram
208310225|Boris|telegram
208310224|Clara|viber
111|Dora|telegram";

/// One row with two ids is two clients.
const WIDE: &str = "telegram_id|viber_id|name
208310224|01234567890A+/01234567==|Anna";

/// Moves, and checks again; how many clients were moved.
fn act(session: &mut Session, rows: Rows, from: Option<&str>, to: Option<&str>) -> usize {
    let [from, to] = [from, to].map(|code| code.map(str::to_owned));
    let moved = session.act(&Action::Move { rows, from, to }, &mut go).unwrap();
    check_all(session);
    moved
}

/// `MESSENGER clients/ready placeholders mismatches`, by group.
fn groups(session: &Session) -> String {
    let group = |group: importer_core::Group| {
        let messenger = group.messenger.unwrap_or_else(|| "?".to_owned());
        let (placeholders, mismatches) = (group.placeholders, group.mismatches);
        format!("{messenger} {}/{} {placeholders} {mismatches}", group.clients, group.ready)
    };
    session.summary().groups.into_iter().map(group).collect::<Vec<_>>().join(", ")
}

fn listed(filter: Filter) -> Rows {
    Rows::Listed(View::from(filter))
}

fn telegram() -> Rows {
    listed(Filter::Messenger(Some("TELEGRAM".to_owned())))
}

#[track_caller]
fn check(base: &str, (rows, from, to): (Rows, Option<&str>, Option<&str>), moved: usize, expected: &str) {
    let mut session = session(base);
    let before = groups(&session);
    assert_eq!(act(&mut session, rows, from, to), moved);
    assert_eq!(groups(&session), expected);
    if moved > 0 {
        // However many they were, it is one step.
        assert!(session.undo());
        check_all(&mut session);
        assert_eq!(groups(&session), before);
        assert!(session.redo());
        check_all(&mut session);
        assert_eq!(groups(&session), expected);
    }
}

#[test]
fn checks_follow_the_messenger() {
    let viber = Some("VIBER");
    // Duplicates are of one messenger, and an id has the form of one or another.
    check(BASE, (Rows::Numbers(vec![2]), None, viber), 1, "TELEGRAM 2/2 1 0, VIBER 2/0 0 0");
    check(BASE, (Rows::Numbers(vec![3, 5]), None, viber), 2, "TELEGRAM 1/1 0 0, VIBER 3/3 1 2");
    check(BASE, (telegram(), None, Some("FACEBOOK")), 3, "FACEBOOK 3/3 1 2, VIBER 1/1 0 1");
    // Where they already are there is nothing to do.
    check(BASE, (telegram(), None, Some("TELEGRAM")), 0, "TELEGRAM 3/3 1 0, VIBER 1/1 0 1");
    check(BASE, (listed(Filter::All), Some("VKONTAKTE"), viber), 0, "TELEGRAM 3/3 1 0, VIBER 1/1 0 1");
    check(BASE, (listed(Filter::All), None, None), 0, "TELEGRAM 3/3 1 0, VIBER 1/1 0 1");
    check(
        WIDE,
        (listed(Filter::All), Some("TELEGRAM"), Some("VKONTAKTE")),
        1,
        "VKONTAKTE 1/1 0 0, VIBER 1/1 0 0",
    );
    check(WIDE, (listed(Filter::All), None, Some("VKONTAKTE")), 2, "VKONTAKTE 2/2 0 1");
}

#[test]
fn a_client_stays_where_it_was_put() {
    let mut session = session(BASE);
    // The group goes elsewhere first: who is then put into it by hand is not of it any more.
    session.move_group(Some("VIBER"), Some("TELEGRAM")).unwrap();
    check_all(&mut session);
    assert_eq!(groups(&session), "TELEGRAM 4/2 1 0");
    act(&mut session, Rows::Numbers(vec![4]), None, Some("VIBER"));
    assert_eq!(groups(&session), "TELEGRAM 3/3 1 0, VIBER 1/1 0 1");
    // What is shown as a group moves as one, whoever put them there.
    session.move_group(Some("VIBER"), Some("FACEBOOK")).unwrap();
    check_all(&mut session);
    assert_eq!(groups(&session), "TELEGRAM 3/3 1 0, FACEBOOK 1/1 0 1");
    session.move_group(Some("FACEBOOK"), None).unwrap();
    check_all(&mut session);
    assert_eq!(groups(&session), "TELEGRAM 4/2 1 0");
    act(&mut session, Rows::Numbers(vec![4]), None, Some("VIBER"));
    session.set_messenger_for_all(Some("FACEBOOK")).unwrap();
    check_all(&mut session);
    assert_eq!(groups(&session), "FACEBOOK 4/2 1 1");
}

#[test]
fn the_person_is_the_reason() {
    let mut session = session(BASE);
    act(&mut session, Rows::Numbers(vec![3]), None, Some("VIBER"));
    let reason = session.cell_story(3, 0).unwrap().messengers.remove(0);
    assert_eq!(
        (reason.messenger.as_deref(), reason.evidence, reason.confidence),
        (Some("VIBER"), SplitEvidence::Chosen, 100)
    );
    let viber = session.summary().groups.pop().unwrap();
    let reasons: Vec<_> = viber.reasons.iter().map(|r| (r.evidence, r.clients, r.confidence)).collect();
    assert_eq!(reasons, [(SplitEvidence::Chosen, 1, 100), (SplitEvidence::MessengerColumn, 1, 99)]);
    // Back where the file has it.
    act(&mut session, Rows::Numbers(vec![3]), None, None);
    let reason = session.cell_story(3, 0).unwrap().messengers.remove(0);
    assert_eq!(reason.evidence, SplitEvidence::MessengerColumn);
}

#[test]
fn a_recipe_moves_next_months_clients_too() {
    let mut first = session(BASE);
    act(&mut first, telegram(), None, Some("FACEBOOK"));
    assert!(first.recipe_without_clients().is_some());
    act(&mut first, Rows::Numbers(vec![4]), None, Some("VKONTAKTE"));
    let recipe = first.recipe();
    assert!(!recipe.contains("[4]"), "{recipe}");
    assert_eq!(first.recipe_without_clients(), None);

    let mut next = session("messenger|social_id\nviber|208310224\ntelegram|777000999\nviber|208310777");
    next.apply_recipe(&recipe, &mut go).unwrap();
    check_all(&mut next);
    assert_eq!(groups(&next), "FACEBOOK 1/1 0 1, VKONTAKTE 1/1 0 0, VIBER 1/1 0 1");
}

#[test]
fn a_recipe_names_the_clients_of_a_stretch() {
    let mut first = session(BASE);
    let Rows::Listed(view) = telegram() else { panic!("a list") };
    act(&mut first, Rows::Stretch { view, from: 0, count: 2 }, None, Some("FACEBOOK"));
    let moved = groups(&first);
    let recipe = first.recipe();
    assert!(recipe.contains("208310225"), "{recipe}");
    let mut next = session(BASE);
    next.apply_recipe(&recipe, &mut go).unwrap();
    check_all(&mut next);
    assert_eq!(groups(&next), moved);
}

#[test]
fn an_unknown_messenger_is_named() {
    let mut session = session(BASE);
    let to = Action::Move { rows: telegram(), from: None, to: Some("PIGEON".to_owned()) };
    let error = session.act(&to, &mut go).unwrap_err();
    assert_eq!(error, ActionError::NoSuchMessenger("PIGEON".to_owned()));
}
