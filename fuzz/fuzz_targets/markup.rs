//! See `importer_fuzz::markup`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| importer_fuzz::markup(bytes));
