//! Parts that several steps share.

pub(super) mod counting;
pub(super) mod dialog;
pub(super) mod direction;
pub(super) mod file_button;
pub(super) mod focus;
pub(super) mod grid;
pub(super) mod heading;
pub(super) mod icon;
pub(super) mod menu;
pub(super) mod moving;
pub(super) mod notice;
pub(super) mod passing;
pub(super) mod problems;
pub(super) mod progress;
pub(super) mod samples;
pub(super) mod select;
