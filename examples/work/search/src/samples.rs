//! Texts that come with the program.

use brigade::Model;
use serde::{Deserialize, Serialize};

/// Which text.
#[derive(Debug, Serialize, Deserialize, Model)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Sample {
    /// The licence of this program.
    Licence,
    /// What its framework does with functions that work.
    Guide,
}

impl Sample {
    pub(crate) fn text(&self) -> &'static str {
        match self {
            Self::Licence => include_str!("../../../../LICENSE-APACHE"),
            Self::Guide => include_str!("../../../../docs/brigade/where-code-runs.md"),
        }
    }
}
