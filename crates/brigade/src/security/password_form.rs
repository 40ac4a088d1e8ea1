//! The form in which OAuth 2.0 clients send a name and a password for a token (RFC 6749, section 4.3.2).

use std::ops::Deref;

use crate::{
    expansion::plain_field,
    pattern::Pattern,
    scalar::Secret,
    spec::{Constraints, Extra, Field, Meta, Presence, Struct, Type},
    value::{Object, Value},
};

/// Holds what an OAuth 2.0 client sends for a token. An argument of this type is found by its type alone.
///
/// ```
/// use brigade::{App, Model, post, routes, security::OAuth2PasswordForm, testing::TestClient};
///
/// #[derive(serde::Serialize, Model)]
/// struct Token {
///     access_token: String,
///     token_type: &'static str,
/// }
///
/// #[post("/token")]
/// fn token(form: OAuth2PasswordForm) -> Token {
///     // A real application looks at `form.password`, too.
///     Token { access_token: form.username, token_type: "bearer" }
/// }
///
/// let client = TestClient::new(App::new("Tokens").routes(routes![token]));
/// let answer = client.post("/token").form(&[("username", "ann"), ("password", "secret")]).send();
/// assert_eq!(answer.text(), r#"{"access_token":"ann","token_type":"bearer"}"#);
/// ```
///
/// A client may leave out `grant_type`; [`OAuth2PasswordFormStrict`] refuses that, as the standard does.
#[derive(Debug, Clone)]
pub struct OAuth2PasswordForm {
    /// Who somebody says to be.
    pub username: String,
    /// What is to prove it.
    pub password: Secret,
    /// What is asked for, in the order in which it was written: `["items:read", "me"]`.
    pub scopes: Vec<String>,
    /// The program that asks, if it says so here rather than in `Authorization`.
    pub client_id: Option<String>,
    /// What is to prove that.
    pub client_secret: Option<Secret>,
}

/// Holds the same, of a client that says `grant_type=password`.
#[derive(Debug, Clone)]
pub struct OAuth2PasswordFormStrict(pub OAuth2PasswordForm);

impl Deref for OAuth2PasswordFormStrict {
    type Target = OAuth2PasswordForm;

    fn deref(&self) -> &OAuth2PasswordForm {
        &self.0
    }
}

/// Describes the form: six fields, each of which is read on its own.
pub(crate) static FORM: Struct = described(|| "OAuth2PasswordForm".to_owned(), &FIELDS);

/// Describes the strict form, whose fields have the same order. FastAPI's does not say which of them are secrets.
pub(crate) static STRICT_FORM: Struct = described(|| "OAuth2PasswordFormStrict".to_owned(), &STRICT_FIELDS);

pub(crate) static FIELDS: [Field; 6] = [
    Field { constraints: GRANT, ..optional("grant_type") },
    plain_field("username", || Type::String),
    Field { meta: SECRET, ..plain_field("password", || Type::String) },
    SCOPE,
    optional("client_id"),
    Field { meta: SECRET, ..optional("client_secret") },
];

pub(crate) static STRICT_FIELDS: [Field; 6] = [
    Field { constraints: GRANT, ..plain_field("grant_type", || Type::String) },
    plain_field("username", || Type::String),
    plain_field("password", || Type::String),
    SCOPE,
    optional("client_id"),
    optional("client_secret"),
];

static PASSWORD: Pattern = Pattern::new("^password$");

const GRANT: Constraints = Constraints { pattern: Some(&PASSWORD), ..Constraints::NONE };
const SCOPE: Field = Field { presence: Presence::Default(|| "".into()), ..plain_field("scope", || Type::String) };
const SECRET: Meta = Meta { json_schema_extra: Some(is_password), ..Meta::NONE };

const fn optional(name: &'static str) -> Field {
    Field { presence: Presence::Optional, ..plain_field(name, || Type::Optional(|| Type::String)) }
}

const fn described(name: fn() -> String, fields: &'static [Field; 6]) -> Struct {
    Struct {
        name,
        module: module_path!(),
        title: None,
        doc: "",
        fields,
        extra: Extra::Ignore,
        examples: None,
        json_schema_extra: None,
        defaults_required: false,
        validator: None,
    }
}

fn is_password() -> Value {
    Object::from_iter([("format".to_owned(), "password".into())]).into()
}
