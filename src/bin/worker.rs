//! The worker's entry: opens files and serves their rows.

fn main() {
    leeloo_importer::worker::serve();
}
