//! The session's side of what the person decides about columns: every decision is checked against the
//! configuration and the sheet, and the rows are checked again after it.

use crate::custom;
use crate::date::DateOrder;
use crate::mapping::{ColumnChoices, Feed, Join, Mapping};
use crate::memory::{MappingError, Unfit};
use crate::phone::{Country, Home};
use crate::session::{Refused, Session};
use crate::window::{Place, ProblemView};

impl Session {
    /// Columns as found and as decided.
    #[must_use]
    pub const fn mapping(&self) -> &Mapping {
        &self.mapping
    }

    /// Gives a column's values to these further fields.
    ///
    /// # Errors
    /// [`Refused`], and nothing changes.
    pub fn set_feeds(&mut self, column: u32, feeds: Vec<Feed>) -> Result<(), Refused> {
        self.mapping.set_feeds(&self.config, column, feeds)?;
        self.forget_scan();
        Ok(())
    }

    /// How the columns that feed a field (`phone`, `custom:City`) come together.
    ///
    /// # Errors
    /// [`Refused`], and nothing changes.
    pub fn set_join(&mut self, field: &str, join: Join) -> Result<(), Refused> {
        self.mapping.set_join(&self.config, field, join)?;
        self.forget_scan();
        Ok(())
    }

    /// Reads a column's dates in this order; `None` goes back to what the column proves.
    ///
    /// # Errors
    /// [`Refused`], and nothing changes.
    pub fn set_date_order(&mut self, column: u32, order: Option<DateOrder>) -> Result<(), Refused> {
        self.mapping.set_dates(column, order)?;
        self.forget_scan();
        Ok(())
    }

    /// The country of phone numbers without a calling code; `None` for no country.
    pub fn set_country(&mut self, country: Option<Country>) {
        self.mapping.set_country(country);
        self.forget_scan();
    }

    /// The country of phone numbers without a calling code, and whether anybody said so.
    #[must_use]
    pub fn home(&self) -> Home {
        self.mapping.home(&self.config)
    }

    /// Problems of columns as such, at their headers.
    pub(crate) fn column_problems(&self) -> Vec<(Option<Place>, ProblemView)> {
        let header = self.header().row;
        let problems = custom::problems(&self.config, self.mapping.columns()).into_iter();
        problems
            .map(|(column, code, args)| {
                let place = header.map(|row| Place { row, column: Some(column) });
                (place, ProblemView { code, severity: self.config.severity(code), args })
            })
            .collect()
    }

    /// Takes a saved mapping ([`Mapping::save`]) over, in place of all decisions about columns. Tells
    /// what of it has no place here.
    ///
    /// # Errors
    /// [`MappingError`], and nothing changes.
    pub fn take_over_mapping(&mut self, json: &str) -> Result<Unfit, MappingError> {
        let unfit = self.mapping.take_over(&self.config, json)?;
        self.forget_scan();
        Ok(unfit)
    }

    /// Decides everything about columns anew, as undoing does.
    pub fn set_choices(&mut self, decisions: ColumnChoices) {
        self.mapping.set_choices(decisions);
        self.forget_scan();
    }
}
