//! Takes arguments from a body that is a form.
//!
//! Forms are read as `application/x-www-form-urlencoded` alone. A body of another type, or of none, is a form without
//! fields, as in FastAPI, so that a required field is missing; `multipart/form-data`, which browsers send too, is refused.

use http::{HeaderMap, StatusCode, header};
use serde::de::DeserializeOwned;

use super::{
    Argument, Extraction, Readable,
    plan::Shape,
    text::{Found, Pairs},
};
use crate::{
    error::Error,
    pairs,
    security::{OAuth2PasswordForm, OAuth2PasswordFormStrict, password_form},
    spec::{Field, Presence, Schema, Source, Type},
    validate::{self, Target},
    value::Tree,
    violation::{Fault, Step},
};

impl<'c> Extraction<'c> {
    /// Finds one argument among the fields.
    pub(super) fn form_field(&mut self, name: &str, shape: Shape) -> Found<'c> {
        if self.form.is_none() {
            let call = self.call;
            match read(&call.head.headers, &call.body, call.context.form_fields_max) {
                Ok(form) => self.form = Some(form),
                Err(error) => {
                    self.fatal.get_or_insert(error);
                }
            }
        }
        let Some(form) = &self.form else { return Found::Absent };
        match (shape, form.find(name, shape)) {
            // Browsers send what was left empty. The fields of a model take it as it is.
            (Shape::Scalar, Found::Text(text)) if text.is_empty() => Found::Absent,
            (_, found) => found,
        }
    }

    /// Takes a form as OAuth 2.0 clients send it, whose fields are in the order in which `fields` describe them.
    fn password_form(&mut self, fields: &'static [Field; 6]) -> Option<OAuth2PasswordForm> {
        let [grant_type, username, password, scope, client_id, client_secret] = fields;
        let grant_type: Option<Option<String>> = self.part(grant_type);
        let (username, password) = (self.part(username), self.part(password));
        let scope: Option<String> = self.part(scope);
        let (client_id, client_secret) = (self.part(client_id), self.part(client_secret));
        grant_type?;
        Some(OAuth2PasswordForm {
            username: username?,
            password: password?,
            scopes: scope?.split_whitespace().map(str::to_owned).collect(),
            client_id: client_id?,
            client_secret: client_secret?,
        })
    }

    /// Takes one field as an argument of its own is taken.
    fn part<T: DeserializeOwned>(&mut self, field: &'static Field) -> Option<T> {
        let location = [Step::from("body"), Step::from(field.name)];
        match (self.form_field(field.name, Shape::Scalar), field.presence) {
            (Found::Text(text), _) => {
                let text = Tree::String(text);
                let Field { schema, constraints, validator, .. } = *field;
                let target = Target { schema, constraints: &constraints, validator };
                let value = validate::coerce(target, &text, &location, &mut self.violations)?;
                self.deserialize(value.into_owned())
            }
            (_, Presence::Required) => {
                self.violations.add(Fault::missing(), &location, &Tree::Null);
                None
            }
            (_, Presence::Optional) => self.deserialize(Tree::Null),
            (_, Presence::Default(default)) => self.deserialize(default()),
        }
    }
}

impl Argument for OAuth2PasswordForm {
    const SOURCE: Source = Source::Form;
    const PRESENCE: Presence = Presence::Required;
    const SCHEMA: Schema = || Type::Struct(&password_form::FORM);
    const EMBEDDED: bool = true;

    fn extract(extraction: &mut Extraction<'_>, _index: usize) -> Option<Self> {
        extraction.password_form(&password_form::FIELDS)
    }
}

impl Argument for OAuth2PasswordFormStrict {
    const SOURCE: Source = Source::Form;
    const PRESENCE: Presence = Presence::Required;
    const SCHEMA: Schema = || Type::Struct(&password_form::STRICT_FORM);
    const EMBEDDED: bool = true;

    fn extract(extraction: &mut Extraction<'_>, _index: usize) -> Option<Self> {
        extraction.password_form(&password_form::STRICT_FIELDS).map(Self)
    }
}

#[diagnostic::do_not_recommend]
impl Readable for OAuth2PasswordForm {}

#[diagnostic::do_not_recommend]
impl Readable for OAuth2PasswordFormStrict {}

fn read<'c>(headers: &HeaderMap, body: &'c [u8], fields_max: usize) -> Result<Pairs<'c>, Error> {
    let media_type = headers.get(header::CONTENT_TYPE).map_or(&b""[..], |value| value.as_bytes());
    let essence = media_type.split(|&byte| byte == b';').next().unwrap_or(media_type).trim_ascii();
    if essence.eq_ignore_ascii_case(b"multipart/form-data") {
        let detail = "This form is read as application/x-www-form-urlencoded";
        return Err(Error::text(StatusCode::UNSUPPORTED_MEDIA_TYPE, detail));
    }
    let body = if essence.eq_ignore_ascii_case(b"application/x-www-form-urlencoded") { body } else { &[] };
    if pairs::urlencoded(body).nth(fields_max).is_some() {
        let detail = format!("Too many fields. Maximum number of fields is {fields_max}.");
        return Err(Error::text(StatusCode::BAD_REQUEST, detail));
    }
    Ok(Pairs::urlencoded(body))
}
