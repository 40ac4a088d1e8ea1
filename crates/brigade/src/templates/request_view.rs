//! Shows a request to templates, under the names of Starlette's.

use std::{
    fmt::{self, Display},
    sync::Arc,
};

use http::{HeaderMap, Method, Request};
use minijinja::{
    Error, ErrorKind, State, Value,
    value::{Enumerator, Kwargs, Object, ObjectRepr, from_args},
};

use crate::{
    client_address::ClientAddress,
    origin::{origin, target},
    pairs,
    request::RootPath,
    urls::Urls,
};

/// Is a request without its body, for a template.
#[derive(Debug)]
pub(super) struct RequestView {
    method: Method,
    /// Scheme and host, if the request has named a host.
    origin: String,
    root_path: Arc<str>,
    /// Path and query as the client has sent them.
    target: String,
    headers: HeaderMap,
    client: ClientAddress,
    urls: Urls,
}

impl RequestView {
    pub(super) fn of<B>(request: &Request<B>) -> Self {
        let (headers, extensions) = (request.headers(), request.extensions());
        Self {
            method: request.method().clone(),
            origin: origin(request.uri(), headers, extensions).unwrap_or_default(),
            root_path: extensions.get::<RootPath>().cloned().unwrap_or_default().0,
            target: target(request),
            headers: headers.clone(),
            client: ClientAddress::of(request),
            urls: Urls::of(request),
        }
    }

    /// Returns the absolute URL of what `name` is.
    pub(super) fn url_for(&self, name: &str, parameters: &Kwargs) -> Result<String, Error> {
        let names: Vec<_> = parameters.args().collect();
        let values = names.iter().map(|name| parameters.get::<Value>(name)).collect::<Result<Vec<_>, _>>()?;
        let given: Vec<_> = names.iter().zip(&values).map(|(name, value)| (*name, value as &dyn Display)).collect();
        self.urls.url_for(name, &given).map_err(|error| Error::new(ErrorKind::InvalidOperation, error.to_string()))
    }

    fn query(&self) -> &str {
        self.target.split_once('?').map_or("", |(_, query)| query)
    }
}

impl Object for RequestView {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }

    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        Some(match key.as_str()? {
            "method" => Value::from(self.method.as_str()),
            "url" => Value::from_object(UrlView { origin: self.origin.clone(), target: self.target.clone() }),
            "base_url" => {
                Value::from_object(UrlView { origin: self.origin.clone(), target: format!("{}/", self.root_path) })
            }
            "headers" => Value::from_object(HeadersView(self.headers.clone())),
            "query_params" => {
                // Of a name that comes several times the last value counts, as for Starlette.
                Value::from_pairs(pairs::urlencoded(self.query().as_bytes()))
            }
            "cookies" => Value::from_pairs(pairs::cookies(&self.headers)),
            "client" => {
                if self.client.is_unknown() {
                    return None;
                }
                let port = self.client.socket().map_or(0, |address| address.port());
                Value::from_pairs([("host", Value::from(self.client.host())), ("port", Value::from(port))])
            }
            _ => return None,
        })
    }

    fn call_method(self: &Arc<Self>, _: &mut State<'_, '_>, method: &str, arguments: &[Value]) -> Result<Value, Error> {
        if method != "url_for" {
            return Err(Error::from(ErrorKind::UnknownMethod));
        }
        let (name, parameters): (&str, Kwargs) = from_args(arguments)?;
        self.url_for(name, &parameters).map(Value::from)
    }
}

/// Is a URL that is text, and has parts.
#[derive(Debug)]
struct UrlView {
    origin: String,
    target: String,
}

impl Object for UrlView {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }

    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        let (scheme, netloc) = self.origin.split_once("://").unwrap_or_default();
        let (path, query) = self.target.split_once('?').unwrap_or((&self.target, ""));
        Some(Value::from(match key.as_str()? {
            "scheme" => scheme,
            "netloc" => netloc,
            "path" => path,
            "query" => query,
            _ => return None,
        }))
    }

    fn render(self: &Arc<Self>, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}{}", self.origin, self.target)
    }
}

/// Is a request's headers, whose names have no case.
#[derive(Debug)]
struct HeadersView(HeaderMap);

impl Object for HeadersView {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        self.0.get(key.as_str()?).map(|value| Value::from(pairs::text(value)))
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::Values(self.0.keys().map(|name| Value::from(name.as_str())).collect())
    }
}
