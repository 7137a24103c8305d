//! Files recognised as a whole by the set of their headers: an export of a CRM says by all its
//! headers together what one of them leaves open (`ID` in amoCRM is amoCRM's own).

use std::collections::{BTreeMap, HashSet};

use serde::{Deserialize, Serialize};

use crate::config::Config;
use crate::fold::fold;
use crate::mapping::Target;

/// Headers of one program's export.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Preset {
    /// Stable key: `amocrm_contacts`.
    pub key: String,
    /// Headers that are all there.
    pub requires: Vec<String>,
    /// Headers of which at least `least` are there.
    #[serde(default)]
    pub any_of: Vec<String>,
    /// How many of `any_of`.
    #[serde(default)]
    pub least: u32,
    /// What columns are, where the header alone would say otherwise; null for nothing.
    #[serde(default)]
    pub columns: BTreeMap<String, Option<Target>>,
}

impl Preset {
    /// What the preset says of a folded header: nothing, or what it is (or that it is nothing).
    pub(crate) fn says(&self, folded: &str) -> Option<Option<&Target>> {
        let said = self.columns.iter().find(|(header, _)| fold(header) == folded);
        said.map(|(_, target)| target.as_ref())
    }

    /// How many of its headers are there; none where too few are.
    fn fit(&self, headers: &HashSet<String>) -> Option<usize> {
        let has = |header: &&String| headers.contains(&fold(header));
        let required = self.requires.iter().filter(has).count();
        let others = self.any_of.iter().filter(has).count();
        let is_fit = required == self.requires.len()
            && others >= usize::try_from(self.least).unwrap_or(usize::MAX)
            && required + others > 0;
        is_fit.then_some(required + others)
    }
}

/// The preset that most headers (folded) speak for; the first of equals.
pub(crate) fn recognise<'a>(config: &'a Config, headers: &HashSet<String>) -> Option<&'a Preset> {
    let fits = config.presets.iter().filter_map(|preset| Some((preset.fit(headers)?, preset)));
    let best = fits.reduce(|best, next| if next.0 > best.0 { next } else { best });
    best.map(|(_, preset)| preset)
}
