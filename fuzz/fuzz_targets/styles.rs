//! See `importer_fuzz::styles`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| importer_fuzz::styles(bytes));
