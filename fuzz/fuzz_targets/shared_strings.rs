//! See `importer_fuzz::shared_strings`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| importer_fuzz::shared_strings(bytes));
