//! The session's side of what the person decides about columns: every decision is checked against the
//! configuration and the sheet, and the rows are checked again after it.

use crate::custom;
use crate::date::DateOrder;
use crate::history::{Deed, Settings};
use crate::listing::Place;
use crate::mapping::{ColumnChoices, Feed, Join, Mapping};
use crate::memory::{MappingError, Unfit};
use crate::phone::{Country, Home};
use crate::session::{Refused, Session};
use crate::window::ProblemView;

impl Session {
    /// Columns as found and as decided.
    #[must_use]
    pub const fn mapping(&self) -> &Mapping {
        &self.settings.mapping
    }

    /// Gives a column's values to these further fields.
    ///
    /// # Errors
    /// [`Refused`], and nothing changes.
    pub fn set_feeds(&mut self, column: u32, feeds: Vec<Feed>) -> Result<(), Refused> {
        let mut mapping = self.mapping().clone();
        mapping.set_feeds(&self.config, column, feeds)?;
        self.take_mapping(mapping);
        Ok(())
    }

    /// How the columns that feed a field (`phone`, `custom:City`) come together.
    ///
    /// # Errors
    /// [`Refused`], and nothing changes.
    pub fn set_join(&mut self, field: &str, join: Join) -> Result<(), Refused> {
        let mut mapping = self.mapping().clone();
        mapping.set_join(&self.config, field, join)?;
        self.take_mapping(mapping);
        Ok(())
    }

    /// Reads a column's dates in this order; `None` goes back to what the column proves.
    ///
    /// # Errors
    /// [`Refused`], and nothing changes.
    pub fn set_date_order(&mut self, column: u32, order: Option<DateOrder>) -> Result<(), Refused> {
        let mut mapping = self.mapping().clone();
        mapping.set_dates(column, order)?;
        self.take_mapping(mapping);
        Ok(())
    }

    /// The country of phone numbers without a calling code; `None` for no country.
    pub fn set_country(&mut self, country: Option<Country>) {
        let mut mapping = self.mapping().clone();
        mapping.set_country(country);
        self.take_mapping(mapping);
    }

    /// The country of phone numbers without a calling code, and whether anybody said so.
    #[must_use]
    pub fn home(&self) -> Home {
        self.mapping().home(&self.config)
    }

    /// Problems of columns as such, at their headers.
    pub(crate) fn column_problems(&self) -> Vec<(Option<Place>, ProblemView)> {
        let header = self.header().row;
        let problems = custom::problems(&self.config, self.columns()).into_iter();
        problems
            .map(|(column, code, args)| {
                let place = header.map(|row| Place { row, column: Some(column) });
                (place, ProblemView { code, severity: self.config.severity(code), args, repairs: Vec::new() })
            })
            .collect()
    }

    /// Takes a saved mapping ([`Mapping::save`]) over, in place of all decisions about columns. Tells
    /// what of it has no place here.
    ///
    /// # Errors
    /// [`MappingError`], and nothing changes.
    pub fn take_over_mapping(&mut self, json: &str) -> Result<Unfit, MappingError> {
        let mut mapping = self.mapping().clone();
        let unfit = mapping.take_over(&self.config, json)?;
        self.take_mapping(mapping);
        Ok(unfit)
    }

    /// Decides everything about columns anew.
    pub fn set_choices(&mut self, choices: ColumnChoices) {
        let mut mapping = self.mapping().clone();
        mapping.set_choices(choices);
        self.take_mapping(mapping);
    }

    /// Takes a mapping for the present one, as a step of undo.
    fn take_mapping(&mut self, mapping: Mapping) {
        let settings = Settings { mapping, ..self.settings.clone() };
        self.decide(Deed::Columns(None), settings);
    }
}
