//! Takes files from a form.

use std::{borrow::Cow, sync::Arc};

use bytes::Bytes;

use super::{Argument, Extraction, describe};
use crate::{
    constraint,
    model::constrain::Lengthy,
    multipart::{Content, FilePart, Part},
    scalar::{byte_length, octets},
    spec::{Constraints, Parameter, Presence, Scalar, Schema, Source, Type},
    upload::UploadFile,
    value::{Object, Tree, Value},
    violation::{Fault, Step},
};

/// Can be taken from the files of a form, by `#[file]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a file of a form",
    label = "neither a file nor several",
    note = "a file is an `UploadFile` or, whole in memory, `Bytes`; a `Vec` has all files of that name, and an `Option` may have none",
    note = "a field of text is `#[form]`"
)]
pub trait FileArgument: Sized {
    /// What its absence means.
    const PRESENCE: Presence = Presence::Required;
    /// Describes it.
    const SCHEMA: Schema;
    /// Whether the content has to be in memory.
    const IN_MEMORY: bool;

    /// Takes the argument at `index`: `None` if it is wrong, `Some(None)` if it is absent.
    fn take(extraction: &mut Extraction<'_>, index: usize) -> Option<Option<Self>>;
}

/// Is a file in the form in which functions take it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a file of a form",
    label = "not a file",
    note = "a file is an `UploadFile` or, whole in memory, `Bytes`"
)]
pub trait OneFile: Sized {
    /// Whether the content has to be in memory.
    const IN_MEMORY: bool;

    /// Makes it of what came.
    fn make(sent: &Sent<'_>) -> Result<Self, Fault>;

    /// Returns how many bytes it has.
    fn size(&self) -> u64;

    /// Returns it as a violation shows it.
    fn input(&self) -> Value;
}

/// Is what came under a name.
pub enum Sent<'c> {
    /// A field of text.
    Text(Cow<'c, str>),
    /// A file.
    File(&'c Arc<FilePart>),
}

/// Lets types be arguments without `#[file]`, which can be nothing else.
macro_rules! files {
    ($($type:ty)*) => {$(
        impl Argument for $type {
            const SOURCE: Source = Source::File;
            const PRESENCE: Presence = <Self as FileArgument>::PRESENCE;
            const SCHEMA: Schema = <Self as FileArgument>::SCHEMA;

            fn extract(extraction: &mut Extraction<'_>, index: usize) -> Option<Self> {
                extraction.file(index)
            }
        }
    )*};
}

files! { UploadFile Vec<UploadFile> Option<UploadFile> Option<Vec<UploadFile>> }

impl FileArgument for UploadFile {
    const SCHEMA: Schema = || Type::Scalar(&FILE);
    const IN_MEMORY: bool = <Self as OneFile>::IN_MEMORY;

    fn take(extraction: &mut Extraction<'_>, index: usize) -> Option<Option<Self>> {
        extraction.one_file(index)
    }
}

impl FileArgument for Bytes {
    const SCHEMA: Schema = || Type::Scalar(&FILE);
    const IN_MEMORY: bool = <Self as OneFile>::IN_MEMORY;

    fn take(extraction: &mut Extraction<'_>, index: usize) -> Option<Option<Self>> {
        extraction.one_file(index)
    }
}

impl<T: OneFile> FileArgument for Vec<T> {
    const SCHEMA: Schema = || Type::List(|| Type::Scalar(&FILE));
    const IN_MEMORY: bool = T::IN_MEMORY;

    fn take(extraction: &mut Extraction<'_>, index: usize) -> Option<Option<Self>> {
        extraction.all_files(index)
    }
}

impl<T: FileArgument> FileArgument for Option<T> {
    const PRESENCE: Presence = Presence::Optional;
    const SCHEMA: Schema = || Type::Optional(T::SCHEMA);
    const IN_MEMORY: bool = T::IN_MEMORY;

    fn take(extraction: &mut Extraction<'_>, index: usize) -> Option<Option<Self>> {
        T::take(extraction, index).map(Some)
    }
}

impl OneFile for UploadFile {
    const IN_MEMORY: bool = false;

    fn make(sent: &Sent<'_>) -> Result<Self, Fault> {
        match sent {
            Sent::Text(_) => Err(no_file()),
            Sent::File(part) => Ok(UploadFile::from(Arc::clone(part))),
        }
    }

    fn size(&self) -> u64 {
        UploadFile::size(self)
    }

    fn input(&self) -> Value {
        shown(self.part())
    }
}

impl OneFile for Bytes {
    const IN_MEMORY: bool = true;

    fn make(sent: &Sent<'_>) -> Result<Self, Fault> {
        Ok(match sent {
            Sent::Text(text) => Bytes::copy_from_slice(text.as_bytes()),
            Sent::File(part) => part.content.in_memory().cloned().expect("what is taken as bytes was loaded"),
        })
    }

    fn size(&self) -> u64 {
        self.len() as u64
    }

    fn input(&self) -> Value {
        Tree::String(String::from_utf8_lossy(self).into_owned().into())
    }
}

impl Lengthy for UploadFile {}
impl Lengthy for Bytes {}
impl Lengthy for Vec<UploadFile> {}
impl Lengthy for Vec<Bytes> {}

static FILE: Scalar = Scalar {
    name: "UploadFile",
    label: "is-instance[UploadFile]",
    // Files are no values that could be read from a tree: `take` makes them.
    coerce: |_| Err(no_file()),
    check: |_, _| None,
    json_schema: |_| octets().into(),
};

fn no_file() -> Fault {
    Fault::value_error("Expected UploadFile, received: <class 'str'>")
}

impl<'c> Extraction<'c> {
    /// Takes the file, or the files, at `index`.
    pub fn file<T: FileArgument>(&mut self, index: usize) -> Option<T> {
        let file = T::take(self, index)?;
        if file.is_none() {
            self.missing(self.parameter(index));
        }
        file.filter(|_| self.fatal.is_none())
    }

    fn one_file<T: OneFile>(&mut self, index: usize) -> Option<Option<T>> {
        let parameter = self.parameter(index);
        match self.sent(parameter.alias).pop() {
            // Browsers send what was left empty.
            None => Some(None),
            Some(Sent::Text(text)) if text.is_empty() => Some(None),
            Some(sent) => {
                let location = self.location(parameter);
                self.make_file(&sent, &parameter.constraints, &location).map(Some)
            }
        }
    }

    fn all_files<T: OneFile>(&mut self, index: usize) -> Option<Option<Vec<T>>> {
        let parameter = self.parameter(index);
        let all = self.sent(parameter.alias);
        if all.is_empty() {
            return Some(None);
        }
        let mut location = self.location(parameter);
        let mut files = Vec::with_capacity(all.len());
        for (index, sent) in all.iter().enumerate() {
            location.push(Step::Index(index));
            files.extend(self.make_file(sent, &Constraints::NONE, &location));
            location.pop();
        }
        if files.len() < all.len() {
            return None;
        }
        match constraint::length("List", files.len(), &parameter.constraints) {
            None => Some(Some(files)),
            Some(fault) => {
                self.violations.add(fault, &location, &Tree::Array(all.iter().map(Sent::input).collect()));
                None
            }
        }
    }

    fn make_file<T: OneFile>(&mut self, sent: &Sent<'_>, constraints: &Constraints, place: &[Step<'_>]) -> Option<T> {
        let file = T::make(sent).map_err(|fault| self.violations.add(fault, place, &sent.input())).ok()?;
        match byte_length(usize::try_from(file.size()).unwrap_or(usize::MAX), constraints) {
            None => Some(file),
            Some(fault) => {
                self.violations.add(fault, place, &file.input());
                None
            }
        }
    }

    /// Returns everything that came under a name.
    fn sent(&mut self, name: &str) -> Vec<Sent<'c>> {
        match &self.call.form {
            Some(form) => form.iter().filter(|part| part.name == name).map(Sent::from).collect(),
            None => {
                let text = |value: &Tree<'c>| match value {
                    Tree::String(text) => Some(Sent::Text(text.clone())),
                    _ => None,
                };
                self.form().map(|form| form.all(name).filter_map(text).collect()).unwrap_or_default()
            }
        }
    }
}

impl<'c> From<&'c Part> for Sent<'c> {
    fn from(part: &'c Part) -> Self {
        match &part.content {
            Content::Text(text) => Self::Text(text.into()),
            Content::File(file) => Self::File(file),
        }
    }
}

impl Sent<'_> {
    /// Returns it as a violation shows it.
    fn input(&self) -> Value {
        match self {
            Self::Text(text) => Tree::String(text.clone().into_owned().into()),
            Self::File(file) => shown(file),
        }
    }
}

/// Returns what a violation shows of a file: what the client said of it, and how large it is.
pub(super) fn shown(file: &FilePart) -> Value {
    let header = |(name, value): (&http::HeaderName, &http::HeaderValue)| {
        (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned().into())
    };
    let headers: Object = file.headers.iter().map(header).collect();
    let size = usize::try_from(file.content.len()).unwrap_or(usize::MAX);
    Object::from([
        ("filename".to_owned(), file.file_name.clone().into()),
        ("size".to_owned(), size.into()),
        ("headers".to_owned(), headers.into()),
    ])
    .into()
}

/// Describes files of a form.
#[must_use]
pub const fn file<T: FileArgument>(name: &'static str) -> Parameter {
    let parameter = describe(Source::File, name, T::SCHEMA, T::PRESENCE);
    Parameter { inferred: false, raw: T::IN_MEMORY, ..parameter }
}
