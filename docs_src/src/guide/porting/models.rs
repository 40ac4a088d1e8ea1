use brigade::Model;
use serde::{Deserialize, Serialize};
use sqlx::{FromRow, Type};

#[derive(Clone, Copy, Serialize, Deserialize, Model, Type)]
#[serde(rename_all = "lowercase")]
#[sqlx(rename_all = "lowercase")]
pub(super) enum Kind {
    Umbrella,
    Phone,
    Other,
}

#[derive(Clone, Serialize, Deserialize, Model, FromRow)]
pub(super) struct Found {
    pub(super) kind: Kind,
    #[field(min_length = 2, max_length = 80, examples = ["Platform 3"])]
    pub(super) place: String,
    #[field(ge = 0, description = "In euros")]
    pub(super) value: Option<f64>,
}

#[derive(Clone, Serialize, Model, FromRow)]
pub(super) struct Thing {
    #[serde(flatten)]
    #[sqlx(flatten)]
    pub(super) found: Found,
    pub(super) id: i64,
    pub(super) entered_by: String,
    pub(super) claimed_by: Option<String>,
}

#[derive(Serialize, Model)]
pub(super) struct Token {
    pub(super) access_token: String,
    pub(super) token_type: &'static str,
}
