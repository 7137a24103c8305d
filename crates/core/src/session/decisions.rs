//! What a person decides about the file as a whole: the header row, what a column is, hidden rows, whose
//! messenger a group of clients is. Each is a step of undo.

use crate::header::{Header, HeaderEvidence};
use crate::history::{Deed, Settings};
use crate::mapping::{Mapping, Target};
use crate::plan::UNDECIDED;
use crate::session::{Refused, Session};
use crate::split::Choices;

impl Session {
    /// Takes the row with this physical number for the header, or none. Columns are decided anew.
    ///
    /// # Errors
    /// [`Refused::NoSuchRow`], and nothing changes.
    pub fn set_header_row(&mut self, number: Option<u32>) -> Result<(), Refused> {
        let mut settings = self.settings.clone();
        settings.header_index = match number {
            Some(number) => Some(self.draft.index_of(number).ok_or(Refused::NoSuchRow(number))?),
            None => None,
        };
        settings.header = Header { row: number, evidence: HeaderEvidence::Chosen };
        let index = settings.header_index.map(|index| index as usize);
        settings.mapping = Mapping::find(&self.config, &self.draft.table, index);
        self.decide(Deed::Header(number), settings);
        Ok(())
    }

    /// Takes the column at `index` (from 0) for something else, or for nothing.
    ///
    /// # Errors
    /// [`Refused`], and nothing changes.
    pub fn set_target(&mut self, index: u32, target: Option<Target>) -> Result<(), Refused> {
        let mut settings = self.settings.clone();
        settings.mapping.set_target(&self.config, index, target.clone())?;
        self.decide(Deed::Target { column: index, target }, settings);
        Ok(())
    }

    /// Whether hidden rows are clients too; they are by default.
    pub fn set_include_hidden(&mut self, include: bool) {
        let settings = Settings { include_hidden: include, ..self.settings.clone() };
        self.decide(Deed::HiddenRows(include), settings);
    }

    /// Moves a group as detected (one of [`Group::detected`](crate::Group::detected)) to the messenger
    /// `to`; `None` leaves it where it was found.
    ///
    /// # Errors
    /// [`Refused::Unknown`] for a messenger that the configuration does not know.
    pub fn set_messenger(&mut self, detected: Option<&str>, to: Option<&str>) -> Result<(), Refused> {
        let settings = self.with_detected_moved(&[detected], to)?;
        self.decide_messenger(detected, to, settings);
        Ok(())
    }

    /// Moves the clients shown as a group of `from`, whatever they were detected as and whoever moved
    /// them there, to the messenger `to`; `None` leaves them where they were found.
    ///
    /// # Errors
    /// [`Refused::Unknown`] for a messenger that the configuration does not know.
    pub fn move_group(&mut self, from: Option<&str>, to: Option<&str>) -> Result<(), Refused> {
        let groups = self.summary().groups;
        let shown = groups.iter().filter(|group| group.messenger.as_deref() == from);
        let detected: Vec<Option<&str>> =
            shown.flat_map(|group| &group.detected).map(Option::as_deref).collect();
        let mut settings = self.with_detected_moved(&detected, to)?;
        if let Some(from) = from {
            let (from, to) = (self.messenger_at(from)?, to.map(|to| self.messenger_at(to)).transpose()?);
            settings.choices.clients.reassign(from, to);
        }
        self.decide_messenger(from, to, settings);
        Ok(())
    }

    fn decide_messenger(&mut self, from: Option<&str>, to: Option<&str>, settings: Settings) {
        let [from, to] = [from, to].map(|code| code.map(str::to_owned));
        self.decide(Deed::Messenger { from, to }, settings);
    }

    /// The settings with these groups, as detected, moved.
    fn with_detected_moved(&self, detected: &[Option<&str>], to: Option<&str>) -> Result<Settings, Refused> {
        let mut settings = self.settings.clone();
        let at = to.map(|code| self.messenger_at(code)).transpose()?;
        for code in detected {
            let from = code.map_or(Ok(UNDECIDED), |code| self.messenger_at(code))?;
            settings.choices.moved.retain(|&(moved, _)| moved != from);
            settings.choices.moved.extend(at.map(|to| (from, to)));
        }
        Ok(settings)
    }

    /// Takes every client for one of this messenger, whatever the file says; `None` takes it back,
    /// and single moves with it.
    ///
    /// # Errors
    /// [`Refused::Unknown`] for a messenger that the configuration does not know.
    pub fn set_messenger_for_all(&mut self, to: Option<&str>) -> Result<(), Refused> {
        let all = to.map(|code| self.messenger_at(code)).transpose()?;
        let choices = Choices { all, ..Choices::default() };
        let settings = Settings { choices, ..self.settings.clone() };
        self.decide(Deed::AllMessengers { to: to.map(str::to_owned) }, settings);
        Ok(())
    }

    pub(crate) fn messenger_at(&self, code: &str) -> Result<u8, Refused> {
        let at = self.config.messengers.iter().position(|messenger| messenger.code == code);
        at.and_then(|at| u8::try_from(at).ok()).ok_or_else(|| Refused::Unknown(code.to_owned()))
    }
}
