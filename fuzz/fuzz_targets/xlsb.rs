//! See `importer_fuzz::xlsb`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| importer_fuzz::xlsb(bytes));
