//! Workbooks made here part by part, read whole.
