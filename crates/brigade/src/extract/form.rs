//! Takes arguments from a body that is a form.
//!
//! Forms are read as `application/x-www-form-urlencoded` alone. A body of another type, or of none, is a form without
//! fields, as in FastAPI, so that a required field is missing; `multipart/form-data`, which browsers send too, is refused.

use http::{HeaderMap, StatusCode, header};

use super::{
    Extraction,
    plan::{ArgumentPlan, Shape},
    text::{Found, Pairs},
};
use crate::{error::Error, pairs};

impl<'c> Extraction<'c> {
    /// Finds one argument among the fields.
    pub(super) fn form_field(&mut self, name: &str, plan: &ArgumentPlan) -> Found<'c> {
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
        match (plan.shape, form.find(name, plan.shape)) {
            // Browsers send what was left empty. The fields of a model take it as it is.
            (Shape::Scalar, Found::Text(text)) if text.is_empty() => Found::Absent,
            (_, found) => found,
        }
    }
}

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
