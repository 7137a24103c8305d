//! Placeholder for the xlsx reader.

use std::ops::ControlFlow;

use crate::{Error, Limits, Progress, SheetInfo, Source, Table};

pub(crate) struct Xlsx;

impl Xlsx {
    pub(crate) fn open(_source: Box<dyn Source>, _limits: &Limits) -> Result<Self, Error> {
        Err(Error::Unsupported("xlsx".to_owned()))
    }

    #[allow(clippy::unused_self)]
    pub(crate) fn sheets(&self) -> &[SheetInfo] {
        &[]
    }

    #[allow(clippy::unused_self)]
    pub(crate) fn read(
        &mut self,
        sheet: usize,
        _limits: &Limits,
        _progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
    ) -> Result<Table, Error> {
        Err(Error::NoSuchSheet(sheet.to_string()))
    }
}
