//! See `importer_fuzz::package`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| importer_fuzz::package(bytes));
