//! A file on its way into a `Blob`: bytes leave wasm memory piece by piece, and the browser keeps them
//! where it likes.

use std::io::{self, Write};

use js_sys::{Array, Uint8Array};
use web_sys::{Blob, BlobPropertyBag};

use crate::engine::describe;

/// Bytes of a piece.
const PIECE: usize = 1 << 20;

/// Takes bytes; [`finish`](Self::finish) gives the `Blob`.
#[derive(Default)]
pub(super) struct BlobWriter {
    pieces: Array,
    open: Vec<u8>,
}

impl BlobWriter {
    /// All that was written, as a file of this media type.
    ///
    /// # Errors
    /// Where the browser has no room.
    pub(super) fn finish(mut self, media: &str) -> io::Result<Blob> {
        self.close()?;
        let options = BlobPropertyBag::new();
        options.set_type(media);
        Blob::new_with_blob_sequence_and_options(&self.pieces, &options).map_err(full)
    }

    fn close(&mut self) -> io::Result<()> {
        if !self.open.is_empty() {
            let bytes = Array::of1(&Uint8Array::from(self.open.as_slice()));
            let piece = Blob::new_with_u8_array_sequence(&bytes).map_err(full)?;
            self.pieces.push(&piece);
            self.open.clear();
        }
        Ok(())
    }
}

impl Write for BlobWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.open.extend_from_slice(bytes);
        if self.open.len() >= PIECE {
            self.close()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn full(error: wasm_bindgen::JsValue) -> io::Error {
    io::Error::other(describe(&error))
}
