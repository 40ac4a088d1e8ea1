use std::collections::HashMap;

use brigade::{Model, Secret};
use serde::Deserialize;

#[derive(Clone, Deserialize, Model)]
pub(super) struct Settings {
    #[serde(default = "database")]
    pub(super) database: String,
    #[serde(default = "notices")]
    pub(super) notices: String,
    pub(super) secret: Secret,
    #[serde(default)]
    pub(super) clerks: HashMap<String, Secret>,
}

fn database() -> String {
    "office.db".to_owned()
}

fn notices() -> String {
    "notices.txt".to_owned()
}
