//! Takes arguments from a body that is a form.
//!
//! A form is `application/x-www-form-urlencoded`, or `multipart/form-data`, which was read while it arrived. A body of another
//! type, or of none, is a form without fields, as in FastAPI, so that a required field is missing.

use http::StatusCode;
use serde::de::DeserializeOwned;

use super::{
    Argument, Call, Context, Extraction, Readable,
    plan::Shape,
    text::{Found, Pairs},
};
use crate::{
    content_type::essence,
    error::Error,
    security::{OAuth2PasswordForm, OAuth2PasswordFormStrict, password_form},
    spec::{Field, Presence, Schema, Source, Type},
    validate::{self, Target},
    value::Tree,
    violation::{Fault, Step},
};

impl<'c> Extraction<'c> {
    /// Finds one argument among the fields.
    pub(super) fn form_field(&mut self, name: &str, shape: Shape) -> Found<'c> {
        let Some(form) = self.form() else { return Found::Absent };
        match (shape, form.find(name, shape)) {
            // Browsers send what was left empty. The fields of a model take it as it is.
            (Shape::Scalar, Found::Text(text)) if text.is_empty() => Found::Absent,
            (_, found) => found,
        }
    }

    /// Returns all fields, which are read once; `None` if they cannot be read.
    pub(super) fn form(&mut self) -> Option<&Pairs<'c>> {
        if self.form.is_none() {
            match read(self.call) {
                Ok(form) => self.form = Some(form),
                Err(error) => {
                    self.fatal.get_or_insert(error);
                }
            }
        }
        self.form.as_ref()
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

fn read(call: &Call) -> Result<Pairs<'_>, Error> {
    if let Some(form) = &call.form {
        return Ok(Pairs::form(form));
    }
    let Context { form_fields_max, form_field_bytes_max, .. } = *call.context;
    let is_form = essence(&call.head.headers).eq_ignore_ascii_case(b"application/x-www-form-urlencoded");
    let body = if is_form { &call.body[..] } else { &[] };
    let fields = || body.split(|&byte| byte == b'&').filter(|field| !field.is_empty());
    if fields().nth(form_fields_max).is_some() {
        let detail = format!("Too many fields. Maximum number of fields is {form_fields_max}.");
        return Err(Error::text(StatusCode::BAD_REQUEST, detail));
    }
    // The name counts, the sign between it and the text does not, as in Starlette.
    let bytes = |field: &[u8]| field.len() - usize::from(field.contains(&b'='));
    if fields().any(|field| bytes(field) > form_field_bytes_max) {
        let detail = format!("Field exceeded maximum size of {}KB.", form_field_bytes_max / 1024);
        return Err(Error::text(StatusCode::BAD_REQUEST, detail));
    }
    Ok(Pairs::urlencoded(body))
}
