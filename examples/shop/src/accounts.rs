//! Who somebody is, and what they may do.

use brigade::{
    HttpError, Lifespan, Model, Router, Secret, dependency, get, post, routes,
    security::{OAuth2PasswordBearer, OAuth2PasswordForm, SecurityScopes},
};
use serde::{Deserialize, Serialize};
use sqlx::{AnyConnection, AnyPool};
use uuid::Uuid;

use crate::{
    database::{Transaction, transaction},
    errors::{Result, ShopError},
    passwords,
    settings::Settings,
    tokens::Keys,
};

static OAUTH2: OAuth2PasswordBearer = OAuth2PasswordBearer::new("token")
    .scopes(&[("orders", "Order, and see what you ordered"), ("products:write", "Change what is sold")]);

pub(crate) fn router() -> Router {
    Router::new().tags(["accounts"]).routes(routes![register, log_in, read_me])
}

/// Somebody who has registered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Model, sqlx::FromRow)]
pub(crate) struct User {
    #[sqlx(try_from = "String")]
    pub(crate) id: Uuid,
    pub(crate) email: String,
    #[sqlx(try_from = "String")]
    pub(crate) role: Role,
}

/// What somebody may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Model)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Role {
    Customer,
    Admin,
}

impl Role {
    /// What the database calls it.
    fn name(self) -> &'static str {
        match self {
            Self::Customer => "customer",
            Self::Admin => "admin",
        }
    }

    fn scopes(self) -> &'static [&'static str] {
        match self {
            Self::Customer => &["orders"],
            Self::Admin => &["orders", "products:write"],
        }
    }
}

impl TryFrom<String> for Role {
    type Error = String;

    fn try_from(name: String) -> Result<Self, String> {
        let role = [Self::Customer, Self::Admin].into_iter().find(|role| role.name() == name);
        role.ok_or_else(|| format!("no role is called {name:?}"))
    }
}

/// Who wants to register.
#[derive(Debug, Deserialize, Model)]
struct Registration {
    #[field(max_length = 254, pattern = "^[^@ ]+@[^@ ]+$")]
    email: String,
    #[field(min_length = 12, max_length = 128)]
    password: Secret,
}

/// A token, as OAuth 2.0 wants it.
#[derive(Debug, Serialize, Model)]
struct Token {
    access_token: String,
    token_type: String,
    /// What it is good for, separated by spaces.
    scope: String,
}

/// Whoever sent the token, if it is good for what is asked.
#[dependency]
pub(crate) async fn current_user(
    #[security(OAUTH2)] token: String,
    scopes: SecurityScopes,
    #[state] keys: &Keys,
    #[depends(transaction)] transaction: &mut Transaction,
) -> brigade::Result<User> {
    let refused = |status, detail| {
        let challenge = if scopes.is_empty() { "Bearer".to_owned() } else { format!("Bearer scope=\"{scopes}\"") };
        HttpError::new(status, detail).header("WWW-Authenticate", &challenge)
    };
    let claims = keys.read(&token).map_err(|_| refused(401, "Could not validate credentials"))?;
    let granted: Vec<&str> = claims.scope.split(' ').collect();
    if scopes.iter().any(|scope| !granted.contains(&scope)) {
        return Err(refused(403, "Not enough permissions").into());
    }
    let user = sqlx::query_as("SELECT id, email, role FROM users WHERE id = $1")
        .bind(&claims.sub)
        .fetch_optional(&mut **transaction)
        .await?;
    Ok(user.ok_or_else(|| refused(401, "Could not validate credentials"))?)
}

/// Opens an account.
#[post("/register", status = 201, run = "pool")]
async fn register(registration: Registration, #[depends(transaction)] transaction: &mut Transaction) -> Result<User> {
    open(&registration.email, &registration.password, Role::Customer, transaction).await
}

/// Opens the account of whoever changes what is sold, if the settings have a password for it and there is none yet.
pub(crate) async fn open_admin(lifespan: Lifespan) -> brigade::Result<()> {
    let settings = lifespan.get::<Settings>()?;
    if let Some(password) = &settings.admin_password {
        let mut connection = lifespan.get::<AnyPool>()?.acquire().await?;
        match open(&settings.admin_email, password, Role::Admin, &mut connection).await {
            Ok(_) | Err(ShopError::AddressTaken) => {}
            Err(error) => return Err(error.into()),
        }
    }
    lifespan.until_shutdown().await;
    Ok(())
}

/// Opens an account; an address has one at most.
pub(crate) async fn open(email: &str, password: &Secret, role: Role, connection: &mut AnyConnection) -> Result<User> {
    let user = User { id: Uuid::now_v7(), email: email.to_owned(), role };
    let inserted = sqlx::query("INSERT INTO users (id, email, password_hash, role) VALUES ($1, $2, $3, $4)")
        .bind(user.id.to_string())
        .bind(&user.email)
        .bind(passwords::hash(password)?)
        .bind(user.role.name())
        .execute(connection)
        .await;
    match inserted {
        Ok(_) => Ok(user),
        Err(sqlx::Error::Database(error)) if error.is_unique_violation() => Err(ShopError::AddressTaken),
        Err(error) => Err(error.into()),
    }
}

/// Gives a token for an address and a password.
#[post("/token", run = "pool")]
async fn log_in(
    form: OAuth2PasswordForm,
    #[state] keys: &Keys,
    #[depends(transaction)] transaction: &mut Transaction,
) -> Result<Token> {
    let known: Option<(String, String, String)> =
        sqlx::query_as("SELECT id, password_hash, role FROM users WHERE email = $1")
            .bind(&form.username)
            .fetch_optional(&mut **transaction)
            .await?;
    let is_right = passwords::is_right(&form.password, known.as_ref().map(|(_, hash, _)| hash.as_str()));
    let Some((id, _, role)) = known.filter(|_| is_right) else { return Err(ShopError::WrongPassword) };
    let role = Role::try_from(role).map_err(|error| sqlx::Error::Decode(error.into()))?;
    let is_asked = |scope: &&&str| form.scopes.is_empty() || form.scopes.iter().any(|asked| asked == **scope);
    let scope = role.scopes().iter().filter(is_asked).copied().collect::<Vec<_>>().join(" ");
    let access_token = keys.sign(id, scope.clone())?;
    Ok(Token { access_token, token_type: "bearer".to_owned(), scope })
}

/// Shows whose token it is.
#[get("/me")]
async fn read_me(#[depends(current_user)] user: User) -> User {
    user
}
