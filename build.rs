//! Has the linker say where each static is, and who has its address: `cargo xtask` divides the worker's wasm
//! by that.

use std::env;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let is = |name, value| env::var(name).is_ok_and(|found| found == value);
    if is("CARGO_CFG_TARGET_ARCH", "wasm32")
        && is("PROFILE", "release")
        && env::var_os("CARGO_FEATURE_WORKER").is_some()
    {
        println!("cargo::rustc-link-arg-bin=worker=--emit-relocs");
    }
}
