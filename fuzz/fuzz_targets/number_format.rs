//! See `importer_fuzz::number_format`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| importer_fuzz::number_format(bytes));
