//! The differential test's own applications: each has a twin of the same name in `conformance/pairs`, in Python.

use brigade::Model;
use serde::{Deserialize, Serialize};

pub mod bodies;
pub mod constraints;
pub mod files;
pub mod forms;
pub mod parameters;
pub mod paths;
pub mod responses;
pub mod scalars;
pub mod security;

#[derive(Serialize, Deserialize, Model)]
enum Color {
    #[serde(rename = "red")]
    Red,
    #[serde(rename = "deep blue")]
    DeepBlue,
    #[serde(rename = "")]
    None,
}

#[derive(Serialize, Deserialize, Model)]
#[serde(rename_all = "lowercase")]
#[model(inline)]
enum Size {
    Small,
    Large,
}
