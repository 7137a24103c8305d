//! See `importer_fuzz::sheet`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| importer_fuzz::sheet(bytes));
