//! Parts that several steps share.

pub(super) mod grid;
pub(super) mod heading;
pub(super) mod icon;
pub(super) mod notice;
pub(super) mod problems;
pub(super) mod progress;
pub(super) mod select;
