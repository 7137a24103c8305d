//! Random actions on random little tables: what is kept up to date step by step is what a check from
//! scratch finds, and undoing everything brings back exactly what was there.

use std::ops::ControlFlow;
use std::sync::Arc;

use importer_sheet::{CellKind, Table, TableBuilder};
use proptest::prelude::*;
use proptest::sample::select;

use crate::{
    Action, CellEdit, Code, Config, DateOrder, Fill, Filter, Repair, RepairKind, Replace, Rows, Session,
    Sort, View,
};

const HEADERS: [&str; 6] = ["social_id", "name", "email", "messenger", "tg id", "created_at"];
/// Days that are plain, and days that two orders of three can mean.
const DATES: [&str; 8] =
    ["", "30.09.2026", "01.02.2026", "09/30/2026", "12/31/2026 10:00", "26.09.30", "2026-09-30", "when"];
/// Columns, and the one of dates among them.
const COLUMNS: u32 = 6;
const DATE: u32 = 5;
const VALUES: [&str; 22] = [
    "",
    "208310224",
    "208310225",
    "208310226",
    " 208310224",
    "26 203 292",
    "2.62033E+16",
    "111",
    "0000001",
    "77",
    "26203292189261166",
    "01234567890A+/01234567==",
    "@ivan",
    "NO_DATA",
    "Иван",
    "РџРµС‚СЂРѕРІ",
    "a@b.co",
    "ivan@",
    "tg",
    "vk",
    "#N/A",
    "\u{200b}x",
];

/// What a person does.
#[derive(Debug, Clone)]
enum Deed {
    Act(Action),
    Target(u32, Option<&'static str>),
    Hidden(bool),
    Messenger(Option<&'static str>),
    Group(Option<&'static str>, Option<&'static str>),
    Header(Option<u32>),
    Dates(u32, Option<DateOrder>),
    Undo,
    Redo,
    Land(u32),
}

fn value() -> impl Strategy<Value = String> {
    select(&VALUES[..]).prop_map(str::to_owned)
}

fn date() -> impl Strategy<Value = String> {
    select(&DATES[..]).prop_map(str::to_owned)
}

fn tables() -> impl Strategy<Value = Vec<(bool, Vec<String>)>> {
    let cells = (prop::collection::vec(value(), HEADERS.len() - 1), date());
    let cells = cells.prop_map(|(mut cells, date)| {
        cells.push(date);
        cells
    });
    prop::collection::vec((prop::bool::weighted(0.1), cells), 0..14)
}

fn edits() -> impl Strategy<Value = Vec<CellEdit>> {
    let cell = prop_oneof![
        3 => (0..COLUMNS, prop::option::weighted(0.9, value())),
        1 => (Just(DATE), prop::option::weighted(0.8, date())),
    ];
    let edit = (2..16_u32, cell);
    prop::collection::vec(edit.prop_map(|(row, (column, text))| CellEdit { row, column, text }), 1..4)
}

fn views() -> impl Strategy<Value = View> {
    let filter = prop_oneof![
        Just(Filter::All),
        Just(Filter::Errors),
        Just(Filter::Ready),
        Just(Filter::Messenger(Some("TELEGRAM".to_owned()))),
        select(Code::ALL).prop_map(Filter::Code),
    ];
    let sort = prop::option::of((0..COLUMNS, any::<bool>()));
    (filter, select(&["", "2083", "ив"][..]), sort).prop_map(|(filter, text, sort)| View {
        filter,
        text: text.to_owned(),
        sort: sort.map(|(column, descending)| Sort { column, descending }),
    })
}

fn actions() -> impl Strategy<Value = Action> {
    let replace = (
        select(&["2", "0", " ", "и", r"\d+", "(", "x*", "30", "/"][..]),
        value(),
        any::<bool>(),
        any::<bool>(),
    );
    let replace = replace.prop_map(|(find, with, regex, match_case)| {
        Action::Replace(Replace { find: find.to_owned(), with, regex, match_case, ..Replace::default() })
    });
    let at = (prop::option::weighted(0.3, 0..COLUMNS), prop::option::weighted(0.3, 2..16_u32));
    let repair = (select(Code::ALL), select(RepairKind::ALL), at);
    let repair =
        repair.prop_map(|(code, kind, (column, row))| Action::Repair(Repair { code, kind, column, row }));
    let rows = || {
        prop_oneof![
            prop::collection::vec(2..16_u32, 1..5).prop_map(Rows::Numbers),
            views().prop_map(Rows::Listed),
        ]
    };
    let messenger =
        || prop::option::of(select(&["TELEGRAM", "VKONTAKTE", "VIBER"][..]).prop_map(str::to_owned));
    let moves = (rows(), messenger(), messenger());
    let moves = moves.prop_map(|(rows, from, to)| Action::Move { rows, from, to });
    let exclude = (rows(), any::<bool>()).prop_map(|(rows, exclude)| Action::Exclude { rows, exclude });
    let stretch = (views(), 0..9_u32, 0..9_u32);
    let stretch = stretch.prop_map(|(view, from, count)| Rows::Stretch { view, from, count });
    let texts = prop::option::of(prop::collection::vec(prop::collection::vec(value(), 0..3), 0..3));
    let fill = (stretch, prop::collection::vec(0..COLUMNS, 1..3), texts);
    let fill = fill.prop_map(|(rows, columns, texts)| Action::Fill(Fill { rows, columns, texts }));
    let edit = edits().prop_map(Action::Edit);
    prop_oneof![4 => edit, 2 => fill, 1 => replace, 3 => repair, 2 => exclude, 2 => moves]
}

fn deeds() -> impl Strategy<Value = Vec<Deed>> {
    let target = select(
        &[None, Some("social_id"), Some("social_id:VIBER"), Some("name"), Some("phone"), Some("created_at")]
            [..],
    );
    let messenger = select(&[None, Some("TELEGRAM"), Some("VKONTAKTE")][..]);
    let deed = prop_oneof![
        12 => actions().prop_map(Deed::Act),
        1 => (0..COLUMNS, target).prop_map(|(column, target)| Deed::Target(column, target)),
        1 => any::<bool>().prop_map(Deed::Hidden),
        1 => messenger.clone().prop_map(Deed::Messenger),
        1 => (messenger.clone(), messenger).prop_map(|(from, to)| Deed::Group(from, to)),
        1 => prop::option::of(1..3_u32).prop_map(Deed::Header),
        1 => (DATE - 1..COLUMNS, prop::option::of(select(&DateOrder::ALL[..])))
            .prop_map(|(column, order)| Deed::Dates(column, order)),
        3 => Just(Deed::Undo),
        2 => Just(Deed::Redo),
        1 => (2..16_u32).prop_map(Deed::Land),
    ];
    prop::collection::vec(deed, 1..12)
}

/// With and without rules that look at all rows.
fn configs() -> impl Strategy<Value = Arc<Config>> {
    const RULES: [&str; 4] = [
        r#"{"rule": "unique", "fields": ["email"]}"#,
        r#"{"rule": "unique", "fields": ["name"], "severity": "warning"}"#,
        r#"{"rule": "unique", "fields": ["name", "email"]}"#,
        r#"{"rule": "unique", "fields": ["social_id"]}"#,
    ];
    prop::sample::subsequence(&RULES[..], 0..=RULES.len()).prop_map(|rules| {
        Arc::new(Config::from_json(&format!(r#"{{"rules": [{}]}}"#, rules.join(","))).unwrap())
    })
}

fn table(rows: &[(bool, Vec<String>)]) -> Table {
    let mut builder = TableBuilder::new();
    builder.start_row(1, false);
    (0..).zip(HEADERS).for_each(|(column, name)| builder.push(column, CellKind::Text, name));
    for (number, (hidden, cells)) in (2..).zip(rows) {
        builder.start_row(number, *hidden);
        for (column, cell) in (0..).zip(cells) {
            let is_number = cell.starts_with('2') && cell.bytes().all(|b| b.is_ascii_digit());
            builder.push(column, if is_number { CellKind::Number } else { CellKind::Text }, cell);
        }
    }
    builder.finish()
}

fn go(_: usize, _: usize) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

/// What a person sees of it all.
fn seen(session: &mut Session) -> String {
    use std::fmt::Write as _;
    let mut text = format!("{:#?}\n{:?}\n", session.summary(), session.repairs());
    for filter in [
        Filter::All,
        Filter::Problems,
        Filter::Errors,
        Filter::Ready,
        Filter::Excluded,
        Filter::Changed,
        Filter::Rejected,
        Filter::Messenger(None),
        Filter::Code(Code::RowDuplicate),
        Filter::Code(Code::SocialIdPlaceholder),
    ] {
        let _ = writeln!(text, "{filter:?} {:?}", session.matching(&filter));
    }
    for problem in session.problems() {
        let _ = writeln!(text, "{problem:?}");
    }
    for messenger in ["", "TELEGRAM", "VKONTAKTE", "VIBER", "FACEBOOK"] {
        let clients: Vec<_> = session.clients(messenger).collect();
        assert_eq!(clients.len(), session.ready(messenger));
        let all = session.to_send_between(messenger, 0, usize::MAX);
        assert_eq!(all.len(), session.lined_up(messenger));
        let last = session.to_send_between(messenger, all.len().saturating_sub(2), usize::MAX);
        assert!(all.ends_with(&last));
        let refused = session.refused_positions(messenger);
        let ready = (0..).zip(all).filter(|(at, _)| !refused.contains(at)).map(|(_, client)| client);
        assert_eq!(ready.collect::<Vec<_>>(), clients);
        for client in &clients {
            let _ = writeln!(text, "{client:?}");
        }
    }
    for row in session.rows(&View::default(), 0, 99).rows {
        let _ = writeln!(text, "{row:?}");
    }
    let _ = write!(text, "{:?} {:?}", session.problem_map(3), session.mapping().choices());
    let _ = write!(text, "{:?}", session.columns_now());
    text
}

fn make(session: &mut Session, deed: &Deed) {
    match deed {
        Deed::Act(action) => {
            let preview = session.preview(action, &mut go);
            let made = session.act(action, &mut go);
            // What is shown first is what is made.
            assert_eq!(
                preview.map(|preview| preview.cells.max(preview.rows) > 0),
                made.map(|count| count > 0)
            );
        }
        Deed::Target(column, target) => {
            let _ = session.set_target(*column, target.map(|target| target.parse().unwrap()));
        }
        Deed::Hidden(include) => session.set_include_hidden(*include),
        Deed::Messenger(to) => session.set_messenger_for_all(*to).unwrap(),
        Deed::Group(from, to) => session.move_group(*from, *to).unwrap(),
        Deed::Header(row) => {
            let _ = session.set_header_row(*row);
        }
        Deed::Dates(column, order) => {
            let _ = session.set_date_order(*column, *order);
        }
        Deed::Undo => {
            session.undo();
        }
        Deed::Redo => {
            session.redo();
        }
        Deed::Land(row) => session.land(
            "TELEGRAM",
            &[importer_contract::Rejection {
                row: *row,
                social_id: String::new(),
                field: Some("name".into()),
                code: "bot.blocked".into(),
                message: "no".into(),
            }],
        ),
    }
    assert!(session.check(&mut go).is_continue());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn step_by_step_is_from_scratch_and_undo_is_the_start(
        config in configs(),
        rows in tables(),
        deeds in deeds(),
    ) {
        let mut session = Session::new(config, table(&rows));
        prop_assert!(session.check(&mut go).is_continue());
        let start = seen(&mut session);
        let mut landed = false;
        for deed in &deeds {
            landed |= matches!(deed, Deed::Land(_));
            make(&mut session, deed);
            let step_by_step = seen(&mut session);
            session.forget_checks();
            prop_assert!(session.check(&mut go).is_continue());
            prop_assert_eq!(&step_by_step, &seen(&mut session), "{:?}", deed);
        }
        let end = seen(&mut session);
        let mut taken_back = 0;
        while session.undo() {
            prop_assert!(session.check(&mut go).is_continue());
            taken_back += 1;
        }
        // What the backend said is no step.
        if !landed {
            prop_assert_eq!(&start, &seen(&mut session));
        }
        for _ in 0..taken_back {
            session.redo();
        }
        prop_assert!(session.check(&mut go).is_continue());
        if !landed {
            prop_assert_eq!(&end, &seen(&mut session));
        }
    }

    #[test]
    fn what_is_broken_off_has_never_been(
        config in configs(),
        rows in tables(),
        deeds in deeds(),
        action in actions(),
        patience in 0..30_usize,
    ) {
        let mut session = Session::new(config, table(&rows));
        prop_assert!(session.check(&mut go).is_continue());
        deeds.iter().for_each(|deed| make(&mut session, deed));
        let told = |session: &mut Session| (seen(session), session.history().1, session.history().0.len());
        let before = told(&mut session);

        let mut left = patience;
        let mut tire = |_: usize, _: usize| match left.checked_sub(1) {
            Some(less) => {
                left = less;
                ControlFlow::Continue(())
            }
            None => ControlFlow::Break(()),
        };
        let mark = session.mark();
        let made = session.act(&action, &mut tire);
        let is_whole = made.is_ok() && session.check(&mut tire).is_continue();
        session.go_back(mark);
        prop_assert!(session.check(&mut go).is_continue());
        prop_assert_eq!(&before, &told(&mut session), "{:?} {}", action, is_whole);

        // The checks that were broken off are whole, too.
        session.forget_checks();
        prop_assert!(session.check(&mut go).is_continue());
        prop_assert_eq!(&before, &told(&mut session));
    }
}
