//! The worker side.
/// Serves.
pub fn serve() {}
