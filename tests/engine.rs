//! The page's handle on a real worker, in a real browser. Needs the built app under `dist/`.

#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a panic is how a test reports")]

use leeloo_importer::engine::Engine;
use leeloo_importer::protocol::{
    Failure, Filter, OpenOptions, Overview, Reply, Request, View, Wanted, Window,
};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::File;

wasm_bindgen_test_configure!(run_in_browser);

const CLIENTS: &str =
    "social_id,name,email\n26203292189261166,Анна,anna@example.com\n,Борис,\n00123,Вера,vera@\n";

fn engine() -> Engine {
    engine_in("dist")
}

/// A worker from the files in a folder of this origin. The test runner starts every worker by a script of
/// its own, which loses what comes before ours listens: so it is said again until there is an answer.
fn engine_in(folder: &str) -> Engine {
    let origin = web_sys::window().unwrap().location().origin().unwrap();
    let start = js_sys::Function::new_no_args(&format!(
        "const worker = new Worker('{origin}/{folder}/engine-worker.js', {{ type: 'module' }});
         const start = {{ wasm: '{origin}/{folder}/worker_bg.wasm', integrity: '' }};
         const again = setInterval(() => worker.postMessage(start), 50);
         for (const told of ['message', 'error']) worker.addEventListener(told, () => clearInterval(again));
         return worker;"
    ));
    Engine::start(&start)
}

fn file(name: &str, text: &str) -> File {
    let parts = js_sys::Array::of1(&text.into());
    File::new_with_str_sequence(&parts, name).unwrap()
}

async fn open(engine: &Engine, file: &File) -> Result<Overview, Failure> {
    match engine.call(&Request::Open(OpenOptions::default()), Some(file), |_| {}).await? {
        Reply::Opened(overview) => Ok(*overview),
        reply => panic!("{reply:?}"),
    }
}

async fn rows(engine: &Engine, filter: Filter) -> Window {
    match engine
        .call(
            &Request::Rows(Box::new(Wanted {
                view: View { filter, ..View::default() },
                count: 50,
                ..Wanted::default()
            })),
            None,
            |_| {},
        )
        .await
        .unwrap()
    {
        Reply::Rows(window) => window,
        reply => panic!("{reply:?}"),
    }
}

#[wasm_bindgen_test]
async fn a_file_is_opened_checked_and_its_rows_served() {
    let engine = engine();
    let overview = open(&engine, &file("clients.csv", CLIENTS)).await.unwrap();
    assert_eq!((overview.rows, overview.clients, overview.ready, overview.error_rows), (3, 2, 2, 1));
    assert_eq!(overview.header, Some(1));

    let window = rows(&engine, Filter::All).await;
    assert_eq!(window.total, 3);
    assert_eq!(window.rows[0].number, 2);
    assert_eq!(window.rows[0].cells[0].text, "26203292189261166");
    assert_eq!(window.rows[2].cells[0].text, "00123");

    let missing = rows(&engine, Filter::Code("social_id.missing".into())).await;
    assert_eq!(missing.rows.iter().map(|row| row.number).collect::<Vec<_>>(), [3]);
}

#[wasm_bindgen_test]
async fn a_change_is_checked_again() {
    let engine = engine();
    open(&engine, &file("clients.csv", CLIENTS)).await.unwrap();
    let request = Request::SetTarget { column: 0, target: None };
    let Reply::Opened(overview) = engine.call(&request, None, |_| {}).await.unwrap() else { panic!() };
    assert!(overview.problems.iter().any(|problem| problem.code == "social_id.column_missing"));
    assert_eq!(overview.ready, 0);
}

#[wasm_bindgen_test]
async fn a_file_that_cannot_be_read_has_a_named_failure_and_the_worker_goes_on() {
    let engine = engine();
    for (text, code) in
        [("", "file.empty"), ("%PDF-1.7\n", "file.not_a_spreadsheet"), ("name,social_id\n", "file.no_rows")]
    {
        let failure = open(&engine, &file("clients.xlsx", text)).await.unwrap_err();
        assert_eq!(failure.code, code);
    }
    assert!(open(&engine, &file("clients.csv", CLIENTS)).await.is_ok());
}

#[wasm_bindgen_test]
async fn requests_posted_before_the_worker_listens_are_not_lost() {
    let engine = engine();
    // No await in between: the worker cannot have started yet.
    let clients = file("clients.csv", CLIENTS);
    let opened = engine.call(&Request::Open(OpenOptions::default()), Some(&clients), |_| {});
    let window =
        engine.call(&Request::Rows(Box::new(Wanted { count: 1, ..Wanted::default() })), None, |_| {});
    assert!(matches!(opened.await, Ok(Reply::Opened(_))));
    assert!(matches!(window.await, Ok(Reply::Rows(_))));
}

#[wasm_bindgen_test]
async fn dropping_the_handle_answers_what_is_open() {
    let engine = engine();
    let clients = file("clients.csv", CLIENTS);
    let opened = engine.call(&Request::Open(OpenOptions::default()), Some(&clients), |_| {});
    drop(engine);
    assert_eq!(opened.await.unwrap_err().code, "worker.stopped");
}

#[wasm_bindgen_test]
async fn a_worker_that_is_not_there_is_a_named_failure() {
    let engine = engine_in("nowhere");
    assert_eq!(engine.ready().await.unwrap_err().code, "worker.not_started");
    let failure = open(&engine, &file("clients.csv", CLIENTS)).await.unwrap_err();
    assert_eq!(failure.code, "worker.not_started");
    assert!(engine.is_broken());
}
