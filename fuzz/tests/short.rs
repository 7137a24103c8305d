//! The targets over their seeds and a few thousand mutations, the same ones every time. No substitute
//! for a fuzzer; it keeps the promises checked wherever the tests run.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use importer_fuzz::mutation::Mutator;
use importer_fuzz::{TARGETS, seeds};

/// Mutated inputs a target.
const MUTATIONS: usize = 20_000;
/// Any input is done in milliseconds; one that takes this long would never end.
const PATIENCE: Duration = Duration::from_secs(60);

fn check(target: &'static str) {
    let (_, run) = TARGETS.into_iter().find(|(name, _)| *name == target).unwrap();
    let seeds = seeds::of(target);
    assert!(!seeds.is_empty(), "{target} has no seeds");
    let mut mutator = Mutator::new(seeds.len() as u64);
    let mutated = (0..MUTATIONS).map(|turn| {
        let other = &seeds[turn / seeds.len() % seeds.len()];
        mutator.mutate(&seeds[turn % seeds.len()], other)
    });
    let (started, inputs) = channel();
    let watch = thread::spawn(move || watch(target, &inputs));
    for input in seeds.iter().cloned().chain(mutated) {
        started.send(input.clone()).unwrap();
        if catch_unwind(AssertUnwindSafe(|| run(&input))).is_err() {
            panic!("{target} breaks on \"{}\"", input.escape_ascii());
        }
    }
    drop(started);
    watch.join().unwrap();
}

/// Ends the process when an input takes too long: nothing else can end a loop that does not.
fn watch(target: &str, inputs: &Receiver<Vec<u8>>) {
    let mut last = Vec::new();
    loop {
        match inputs.recv_timeout(PATIENCE) {
            Ok(input) => last = input,
            Err(RecvTimeoutError::Disconnected) => return,
            Err(RecvTimeoutError::Timeout) => {
                eprintln!("{target} does not end on \"{}\"", last.escape_ascii());
                std::process::abort();
            }
        }
    }
}

macro_rules! targets {
    ($($target:ident)*) => {
        $(#[test]
        fn $target() {
            check(stringify!($target));
        })*

        #[test]
        fn every_target_is_run() {
            assert_eq!(TARGETS.map(|(name, _)| name), [$(stringify!($target)),*]);
        }
    };
}

targets! { workbook package sheet shared_strings styles number_format xls xlsb ods csv markup }
