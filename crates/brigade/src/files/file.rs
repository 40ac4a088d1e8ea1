//! Is an answer that is a file.

use std::{
    io,
    path::{Path, PathBuf},
};

use http::{HeaderMap, HeaderValue, StatusCode, header};

use super::{
    directory::{Directory, Found, open},
    disposition::Disposition,
    media_type,
    opened::{Asking, Opened},
};
use crate::{
    error::Error,
    request::RequestHead,
    respond::{Respond, Response},
    spec::Answers,
};

/// Answers a file.
///
/// Its media type is told by its name, and its content is read while it is sent. A client that has it already (`ETag`,
/// `Last-Modified`) is answered 304, one that asks for a range of it gets that.
///
/// ```
/// use brigade::{File, get};
///
/// #[get("/report")]
/// async fn report() -> File {
///     File::new("reports/2026-11.pdf").download("November.pdf")
/// }
/// ```
///
/// A file that is not there is an error of the server, 500. Where clients have a part in the name, use
/// [`beneath`](Self::beneath).
#[derive(Debug, Clone)]
pub struct File {
    place: Place,
    /// What a browser does with it, and how it is called there.
    named: Option<(Disposition, String)>,
    media_type: Option<String>,
    asking: Asking,
}

#[derive(Debug, Clone)]
enum Place {
    Here(PathBuf),
    Beneath(Directory, String),
}

impl File {
    /// Answers the file at `path`.
    #[must_use]
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self::at(Place::Here(path.into()))
    }

    /// Answers the file at `path` beneath `directory`, or 404 if there is none.
    ///
    /// What clients say may be part of `path`: nothing leads out of the directory, no `..` and no symbolic link. Names that
    /// begin with a dot are not found, except `.well-known`.
    ///
    /// ```
    /// use brigade::{File, get};
    ///
    /// #[get("/pictures/{path:path}")]
    /// async fn picture(path: String) -> File {
    ///     File::beneath("pictures", path)
    /// }
    /// ```
    #[must_use]
    pub fn beneath(directory: impl AsRef<Path>, path: impl Into<String>) -> Self {
        Self::at(Place::Beneath(Directory::new(directory.as_ref()), path.into()))
    }

    fn at(place: Place) -> Self {
        Self { place, named: None, media_type: None, asking: Asking::default() }
    }

    /// Has browsers save the file, as `name`, rather than show it. The name tells the media type, too.
    #[must_use]
    pub fn download(mut self, name: impl Into<String>) -> Self {
        self.named = Some((Disposition::Attachment, name.into()));
        self
    }

    /// Has browsers show the file if they can, and call it `name`. The name tells the media type, too.
    #[must_use]
    pub fn inline(mut self, name: impl Into<String>) -> Self {
        self.named = Some((Disposition::Inline, name.into()));
        self
    }

    /// Sets the media type, whatever the name tells.
    #[must_use]
    pub fn media_type(mut self, media_type: impl Into<String>) -> Self {
        self.media_type = Some(media_type.into());
        self
    }
}

impl Place {
    fn open(&self) -> Result<Opened, Error> {
        match self {
            Self::Here(path) => {
                let opened = open(path).and_then(|(file, metadata)| match metadata.is_file() {
                    true => Ok(Opened::new(file, &metadata, &path.to_string_lossy())),
                    false => Err(io::Error::other("it is no file")),
                });
                opened.map_err(|error| Error::internal(format!("cannot answer {}: {error}", path.display())))
            }
            Self::Beneath(directory, path) => match directory.find(path) {
                Ok(Some(Found::File(file))) => Ok(file),
                Ok(_) => Err(Error::reason(StatusCode::NOT_FOUND)),
                Err(error) => Err(directory.failure(&error)),
            },
        }
    }
}

impl Respond for File {
    const NEGOTIATES: bool = true;

    fn negotiate(&mut self, request: &RequestHead) {
        self.asking = Asking::of(request);
    }

    fn respond(self, status: Option<StatusCode>) -> Result<Response, Error> {
        let opened = self.place.open()?;
        let mut headers = HeaderMap::new();
        if let Some((disposition, name)) = &self.named {
            headers.insert(header::CONTENT_DISPOSITION, disposition.header(name));
            headers.insert(header::CONTENT_TYPE, media_type::of_name(name));
        }
        if let Some(media_type) = self.media_type {
            headers.insert(header::CONTENT_TYPE, HeaderValue::try_from(media_type).map_err(Error::internal)?);
        }
        opened.answer(&self.asking, status.unwrap_or(StatusCode::OK), headers)
    }

    /// Opening a file may wait for a disk, so it is for the pool.
    fn respond_within(self, _: usize, _: Option<StatusCode>) -> Result<Result<Response, Error>, Self> {
        Err(self)
    }

    fn answers() -> Answers {
        Answers::undescribed()
    }
}
