//! The targets over their seeds and a few thousand mutations, the same ones every time. No substitute
//! for a fuzzer; it keeps the promises checked wherever the tests run.

use std::panic::{AssertUnwindSafe, catch_unwind};

use importer_fuzz::mutation::Mutator;
use importer_fuzz::{TARGETS, seeds};

/// Mutated inputs a target.
const MUTATIONS: usize = 1_500;

fn check(target: &str) {
    let (_, run) = TARGETS.into_iter().find(|(name, _)| *name == target).unwrap();
    let seeds = seeds::of(target);
    assert!(!seeds.is_empty(), "{target} has no seeds");
    let mut mutator = Mutator::new(seeds.len() as u64);
    let mutated = (0..MUTATIONS).map(|turn| {
        let other = &seeds[turn / seeds.len() % seeds.len()];
        mutator.mutate(&seeds[turn % seeds.len()], other)
    });
    for input in seeds.iter().cloned().chain(mutated) {
        if catch_unwind(AssertUnwindSafe(|| run(&input))).is_err() {
            panic!("{target} breaks on \"{}\"", input.escape_ascii());
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
