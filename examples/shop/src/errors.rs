//! What can go wrong, and what clients hear of it.

use brigade::ApiError;
use thiserror::Error;

/// Everything that can go wrong. What is no client's business is a 500, with the cause in the log.
#[derive(Debug, Error, ApiError)]
pub(crate) enum ShopError {
    /// Somebody has registered with this address before.
    #[error("the address is taken")]
    #[api(status = 409, code = "address_taken", detail = "This address is taken")]
    AddressTaken,
    /// Nobody has this address and password.
    #[error("wrong address or password")]
    #[api(status = 400, code = "wrong_password", detail = "Incorrect username or password")]
    WrongPassword,
    /// There is no such product.
    #[error("no such product")]
    #[api(status = 404, code = "no_such_product", detail = "Product not found")]
    NoSuchProduct,
    /// There are not as many left.
    #[error("only {left} left")]
    #[api(status = 409, code = "sold_out", detail = "Only {left} left")]
    SoldOut { left: i64 },
    #[error(transparent)]
    #[api(status = 500)]
    Database(#[from] sqlx::Error),
    #[error(transparent)]
    #[api(status = 500)]
    Token(#[from] jsonwebtoken::errors::Error),
    #[error(transparent)]
    #[api(status = 500)]
    Password(#[from] argon2::password_hash::Error),
}

/// What the shop's functions return.
pub(crate) type Result<T, E = ShopError> = std::result::Result<T, E>;
