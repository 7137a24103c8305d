//! See `importer_fuzz::ods`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| importer_fuzz::ods(bytes));
