//! What differs between one installation and another.

use brigade::{Environment, Model, Result, Secret};
use serde::Deserialize;

/// Settings from variables whose names begin with `SHOP_`, or from a file `.env`: `SHOP_DATABASE_URL=postgres://…`.
#[derive(Debug, Clone, Deserialize, Model)]
pub struct Settings {
    /// Where the data is: an SQLite file, or a Postgres server.
    #[serde(default = "database_url")]
    pub database_url: String,
    /// Signs the tokens. Without one they end with the process.
    #[field(min_length = 32)]
    pub token_secret: Option<Secret>,
    /// How long a token is good for.
    #[serde(default = "token_minutes")]
    #[field(ge = 1, le = 1440)]
    pub token_minutes: u32,
    /// Whose account is there from the start, to change what is sold.
    #[serde(default = "admin_email")]
    pub admin_email: String,
    /// The password of that account; without one there is none.
    #[field(min_length = 12)]
    pub admin_password: Option<Secret>,
}

impl Settings {
    /// Reads the settings of the process.
    pub fn read() -> Result<Self> {
        Environment::new().prefix("SHOP_").file(".env").read()
    }
}

fn database_url() -> String {
    "sqlite:shop.db?mode=rwc".to_owned()
}

fn admin_email() -> String {
    "admin@shop.example".to_owned()
}

fn token_minutes() -> u32 {
    30
}
