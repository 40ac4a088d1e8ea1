//! Holds what a document says about the API as a whole.

use crate::{
    openapi::object,
    value::{Object, Value},
};

/// Describes an API as a whole: the head of its OpenAPI document.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Info {
    /// The API's name.
    pub title: String,
    /// The API's version; not OpenAPI's.
    pub version: String,
    /// One line about it.
    pub summary: Option<String>,
    /// What it is for, in Markdown.
    pub description: Option<String>,
    /// The URL of the terms of service.
    pub terms_of_service: Option<String>,
    /// Whom to ask.
    pub contact: Option<Contact>,
    /// What one may do with it.
    pub license: Option<License>,
    /// Where it is served; empty means where the document is.
    pub servers: Vec<Server>,
    /// Descriptions of tags, in the order in which the pages show them.
    pub tags: Vec<Tag>,
    /// More documentation elsewhere.
    pub external_docs: Option<ExternalDocs>,
}

impl Info {
    /// Describes an API by its name and version alone.
    #[must_use]
    pub fn new(title: impl Into<String>, version: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            version: version.into(),
            summary: None,
            description: None,
            terms_of_service: None,
            contact: None,
            license: None,
            servers: Vec::new(),
            tags: Vec::new(),
            external_docs: None,
        }
    }

    pub(super) fn write(&self) -> Value {
        let mut info = object([("title", self.title.as_str().into())]);
        text(&mut info, "summary", self.summary.as_deref());
        text(&mut info, "description", self.description.as_deref());
        text(&mut info, "termsOfService", self.terms_of_service.as_deref());
        if let Some(contact) = &self.contact {
            info.insert("contact".to_owned(), contact.write());
        }
        if let Some(license) = &self.license {
            info.insert("license".to_owned(), license.write());
        }
        info.insert("version".to_owned(), self.version.as_str().into());
        info.into()
    }
}

/// Says whom to ask about an API.
///
/// ```
/// use brigade::Contact;
///
/// let contact = Contact::new().name("The kitchen").url("https://example.com/kitchen").email("kitchen@example.com");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Contact {
    name: Option<String>,
    url: Option<String>,
    email: Option<String>,
}

impl Contact {
    /// Names nobody yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the name of a person or an organisation.
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Sets the URL of a page.
    #[must_use]
    pub fn url(mut self, url: impl Into<String>) -> Self {
        self.url = Some(url.into());
        self
    }

    /// Sets the address for mail.
    #[must_use]
    pub fn email(mut self, email: impl Into<String>) -> Self {
        self.email = Some(email.into());
        self
    }

    fn write(&self) -> Value {
        let mut contact = Object::new();
        text(&mut contact, "name", self.name.as_deref());
        text(&mut contact, "url", self.url.as_deref().map(normal).as_deref());
        text(&mut contact, "email", self.email.as_deref());
        contact.into()
    }
}

/// Says what one may do with an API.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct License {
    name: String,
    identifier: Option<String>,
    url: Option<String>,
}

impl License {
    /// Names the licence.
    #[must_use]
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), identifier: None, url: None }
    }

    /// Sets the SPDX expression: `MIT OR Apache-2.0`. OpenAPI allows it or a URL, not both.
    #[must_use]
    pub fn identifier(mut self, identifier: impl Into<String>) -> Self {
        self.identifier = Some(identifier.into());
        self
    }

    /// Sets the URL of the text.
    #[must_use]
    pub fn url(mut self, url: impl Into<String>) -> Self {
        self.url = Some(url.into());
        self
    }

    fn write(&self) -> Value {
        let mut license = object([("name", self.name.as_str().into())]);
        text(&mut license, "identifier", self.identifier.as_deref());
        text(&mut license, "url", self.url.as_deref().map(normal).as_deref());
        license.into()
    }
}

/// Says where an API is served.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Server {
    url: String,
    description: Option<String>,
}

impl Server {
    /// Names the base URL; one that is relative counts from the document's place.
    #[must_use]
    pub fn new(url: impl Into<String>) -> Self {
        Self { url: url.into(), description: None }
    }

    /// Says what this server is for.
    #[must_use]
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.description = Some(description.into());
        self
    }

    /// Returns the base URL.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    pub(super) fn write(&self) -> Value {
        let mut server = object([("url", self.url.as_str().into())]);
        text(&mut server, "description", self.description.as_deref());
        server.into()
    }
}

/// Describes a group of operations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag {
    name: String,
    description: Option<String>,
    external_docs: Option<ExternalDocs>,
}

impl Tag {
    /// Names the tag, as operations do.
    #[must_use]
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), description: None, external_docs: None }
    }

    /// Says what the operations have in common, in Markdown.
    #[must_use]
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.description = Some(description.into());
        self
    }

    /// Points to more documentation.
    #[must_use]
    pub fn external_docs(mut self, external_docs: ExternalDocs) -> Self {
        self.external_docs = Some(external_docs);
        self
    }

    pub(super) fn write(&self) -> Value {
        let mut tag = object([("name", self.name.as_str().into())]);
        text(&mut tag, "description", self.description.as_deref());
        if let Some(external_docs) = &self.external_docs {
            tag.insert("externalDocs".to_owned(), external_docs.write());
        }
        tag.into()
    }
}

/// Points to documentation elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExternalDocs {
    url: String,
    description: Option<String>,
}

impl ExternalDocs {
    /// Names the page.
    #[must_use]
    pub fn new(url: impl Into<String>) -> Self {
        Self { url: url.into(), description: None }
    }

    /// Says what is there.
    #[must_use]
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.description = Some(description.into());
        self
    }

    pub(super) fn write(&self) -> Value {
        let mut docs = Object::new();
        text(&mut docs, "description", self.description.as_deref());
        docs.insert("url".to_owned(), normal(&self.url).into());
        docs.into()
    }
}

fn text(object: &mut Object, key: &str, value: Option<&str>) {
    if let Some(value) = value.filter(|value| !value.is_empty()) {
        object.insert(key.to_owned(), value.into());
    }
}

/// Adds the slash that a URL without a path has in its normal form.
fn normal(url: &str) -> String {
    match url.split_once("://") {
        Some(("http" | "https", rest)) if !rest.contains(['/', '?', '#']) => format!("{url}/"),
        _ => url.to_owned(),
    }
}
