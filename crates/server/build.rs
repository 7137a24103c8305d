//! Rebuilds the server when a migration is added: the embedded lists are read at compile time.

fn main() {
    println!("cargo:rerun-if-changed=migrations");
}
