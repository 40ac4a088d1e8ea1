//! Takes arguments from a JSON body.
//!
//! A body that fits is read straight from its bytes. Only one that does not is parsed to a tree, to
//! be read leniently or to say everything that is wrong with it.

use http::header;
use serde::de::DeserializeOwned;

use super::{Call, Extraction, plan::BodyShape};
use crate::{
    content_type::essence,
    error::Error,
    json,
    model::Model,
    spec::Parameter,
    value::{Object, ParseError, Tree},
    violation::{Fault, Step, Violation},
};

/// Is the body as the slow path sees it, parsed once for all arguments.
pub(super) enum Arrived<'c> {
    /// No bytes, the JSON `null`, or another format where members are asked for.
    Absent,
    Value(Tree<'c>),
}

/// serde_json ends at this depth itself.
const SERDE_DEPTH_MAX: usize = 128;

impl<'c> Extraction<'c> {
    pub(super) fn body<T: Model + DeserializeOwned>(&mut self, parameter: &Parameter, index: usize) -> Option<T> {
        if self.tree.is_none()
            && self.plan(index).direct
            && let Some(value) = self.direct::<T>(parameter)
        {
            return Some(value);
        }
        match self.member(parameter)? {
            Some(tree) => self.coerce(parameter, index, tree),
            None => self.absent(parameter),
        }
    }

    /// Reads the argument from the bytes; `None` if it takes a closer look.
    fn direct<T: Model + DeserializeOwned>(&mut self, parameter: &Parameter) -> Option<T> {
        let Call { plan, body, context, .. } = self.call;
        let depth_max = context.json_depth_max;
        if !self.is_json() || (depth_max < SERDE_DEPTH_MAX && is_deeper(body, depth_max)) {
            return None;
        }
        // `null` means absent, which even an `Option` may not be.
        let value = match plan.body {
            BodyShape::Whole if body.trim_ascii() == b"null" => return None,
            BodyShape::Whole => json::from_slice::<T>(body),
            BodyShape::Members => {
                let members = self.members.get_or_insert_with(|| json::raw_members(body)).as_ref()?;
                match members.iter().rfind(|(name, _)| name == parameter.alias)?.1.get() {
                    "null" => return None,
                    text => json::from_str(text),
                }
            }
        };
        value.ok().filter(|value| value.holds(&parameter.constraints))
    }

    /// Takes the argument's part out of the tree: `None` if it is wrong, `Some(None)` if it is absent.
    fn member(&mut self, parameter: &Parameter) -> Option<Option<Tree<'c>>> {
        if self.tree.is_none() {
            match self.parse() {
                Ok(tree) => self.tree = Some(tree),
                Err(error) => {
                    self.fatal.get_or_insert(error);
                }
            }
        }
        match (self.tree.as_mut()?, self.call.plan.body) {
            (Arrived::Absent, _) => Some(None),
            (Arrived::Value(value), BodyShape::Whole) => Some(Some(std::mem::take(value))),
            (Arrived::Value(Tree::Object(members)), BodyShape::Members) => {
                Some(members.get_mut(parameter.alias).map(std::mem::take).filter(|value| *value != Tree::Null))
            }
            (Arrived::Value(_), BodyShape::Members) => {
                // FastAPI asks for each member, even for those that may be absent.
                self.missing(parameter);
                None
            }
        }
    }

    fn parse(&self) -> Result<Arrived<'c>, Error> {
        let body = &self.call.body;
        if body.is_empty() {
            return Ok(Arrived::Absent);
        }
        if !self.is_json() {
            return Ok(match self.call.plan.body {
                BodyShape::Whole => Arrived::Value(Tree::String(String::from_utf8_lossy(body))),
                BodyShape::Members => Arrived::Absent,
            });
        }
        match Tree::parse(body, self.call.context.json_depth_max) {
            Ok(Tree::Null) => Ok(Arrived::Absent),
            Ok(value) => Ok(Arrived::Value(value)),
            Err(ParseError::Syntax { position, message }) => {
                let fault = Fault::new("json_invalid", "JSON decode error").with("error", message);
                let location = vec![Step::Name("body".into()), Step::Index(position)];
                let input = Object::new().into();
                Err(Error::invalid(vec![Violation { fault, location, input }], body.clone(), true))
            }
            Err(ParseError::Undecodable) => {
                Err(Error::text(http::StatusCode::BAD_REQUEST, "There was an error parsing the body"))
            }
        }
    }

    /// Returns whether the body says that it is JSON. A form of another site cannot say so without a preflight.
    pub(super) fn is_json(&self) -> bool {
        let Some(value) = self.call.head.headers.get(header::CONTENT_TYPE) else {
            let Call { plan, context, .. } = self.call;
            return !plan.strict_content_type.unwrap_or(context.strict_content_type);
        };
        if value == "application/json" {
            return true;
        }
        match essence(&self.call.head.headers).to_ascii_lowercase().strip_prefix(b"application/") {
            Some(subtype) => subtype == b"json" || subtype.ends_with(b"+json"),
            None => false,
        }
    }
}

/// Returns whether more than `depth_max` arrays and objects are inside each other, if `json` is JSON at all.
fn is_deeper(json: &[u8], depth_max: usize) -> bool {
    let (mut depth, mut in_string, mut escaped) = (0_usize, false, false);
    for &byte in json {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = in_string,
            b'"' => in_string = !in_string,
            b'[' | b'{' if !in_string => {
                depth += 1;
                if depth > depth_max {
                    return true;
                }
            }
            b']' | b'}' if !in_string => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    false
}
