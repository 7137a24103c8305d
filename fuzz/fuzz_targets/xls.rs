//! See `importer_fuzz::xls`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| importer_fuzz::xls(bytes));
