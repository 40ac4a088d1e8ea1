//! Serves whatever is beneath a directory.

use std::{path::PathBuf, sync::Arc, time::Duration};

use brigade_scheduler::Operation;
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use tokio::time::timeout;

use super::{
    directory::{Directory, Found, Links, Page},
    opened::{Asking, Opened},
    relative::Names,
};
use crate::{
    body::Body,
    error::Error,
    job_error::{job_error, too_late},
    origin::origin,
    request::RequestHead,
    respond::Response,
};

/// Serves the files beneath a directory; [`App::static_files`](crate::App::static_files) says where.
///
/// GET and HEAD are answered, with media types by the names of the files, entity tags, 304 and ranges. Nothing leads out of
/// the directory: no `..`, however it is encoded, and no symbolic link. What is no plain file, and names that begin with a
/// dot, are not found; `.well-known` is.
///
/// ```no_run
/// use brigade::{App, StaticFiles};
///
/// let app = App::new("Shop").static_files("/static", StaticFiles::new("static"));
/// ```
#[derive(Debug, Clone)]
pub struct StaticFiles {
    directory: Directory,
    pages: Pages,
    cache_control: Option<String>,
    checked: bool,
}

/// Says whether a directory has a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pages {
    None,
    /// Its `index.html`; and `404.html` is for what is not there.
    Html,
}

impl StaticFiles {
    /// Serves what is beneath `directory`, which is absolute, or relative to where the program is started.
    #[must_use]
    pub fn new(directory: impl Into<PathBuf>) -> Self {
        let directory = Directory::new(&directory.into());
        Self { directory, pages: Pages::None, cache_control: None, checked: true }
    }

    /// Answers directories with the `index.html` in them, at the path that ends with a slash, and what is not there with
    /// `404.html`, if there is one.
    #[must_use]
    pub fn html(mut self) -> Self {
        self.pages = Pages::Html;
        self
    }

    /// Follows symbolic links wherever they lead.
    #[must_use]
    pub fn follow_links(mut self) -> Self {
        self.directory.links = Links::Anywhere;
        self
    }

    /// Serves names that begin with a dot, too.
    #[must_use]
    pub fn hidden_files(mut self) -> Self {
        self.directory.names = Names::All;
        self
    }

    /// Sends `value` as `Cache-Control` with every file: `"public, max-age=31536000, immutable"` if their names change with
    /// their contents. Without it, browsers ask whether a file has changed when they see fit.
    #[must_use]
    pub fn cache_control(mut self, value: impl Into<String>) -> Self {
        self.cache_control = Some(value.into());
        self
    }

    /// Lets the application start while the directory is not there. Requests are errors until it is.
    #[must_use]
    pub fn unchecked(mut self) -> Self {
        self.checked = false;
        self
    }

    /// Returns what keeps the application from starting.
    pub(crate) fn mistakes(&self) -> Vec<String> {
        let path = self.directory.path();
        let is_missing = self.checked && !path.is_dir();
        let missing = is_missing.then(|| format!("the directory {} of static files does not exist", path.display()));
        let value = self.cache_control.as_ref().filter(|value| HeaderValue::from_str(value).is_err());
        let value = value.map(|value| format!("`Cache-Control: {value}` is no header"));
        missing.into_iter().chain(value).collect()
    }

    /// Answers a request; that may wait for the file system.
    fn answer(&self, question: &Question) -> Result<Response, Error> {
        if !matches!(question.asking.method, Method::GET | Method::HEAD) {
            return Err(only_to_read());
        }
        let absent = || Err(Error::reason(StatusCode::NOT_FOUND));
        match self.pages {
            Pages::None => match self.directory.find(&question.path) {
                Ok(Some(Found::File(file))) => self.file(file, question, StatusCode::OK),
                Ok(_) => absent(),
                Err(error) => Err(self.directory.failure(&error)),
            },
            Pages::Html => match self.directory.page(&question.path).map_err(|error| self.directory.failure(&error))? {
                Page::File(file) => self.file(file, question, StatusCode::OK),
                Page::WithoutSlash => Ok(question.with_slash()),
                Page::Absent => match self.directory.find("/404.html") {
                    Ok(Some(Found::File(file))) => self.file(file, question, StatusCode::NOT_FOUND),
                    Ok(_) => absent(),
                    Err(error) => Err(self.directory.failure(&error)),
                },
            },
        }
    }

    fn file(&self, file: Opened, question: &Question, status: StatusCode) -> Result<Response, Error> {
        let mut headers = HeaderMap::new();
        if let Some(value) = &self.cache_control {
            headers.insert(header::CACHE_CONTROL, HeaderValue::from_str(value).map_err(Error::internal)?);
        }
        file.answer(&question.asking, status, headers)
    }
}

/// Refuses methods that would change a file.
pub(crate) fn only_to_read() -> Error {
    let allow = HeaderValue::from_static("GET, HEAD");
    Error::reason(StatusCode::METHOD_NOT_ALLOWED).header(header::ALLOW, allow)
}

/// Is what a request asks of a directory.
#[derive(Debug, Clone)]
pub(crate) struct Question {
    pub(crate) asking: Asking,
    /// Decoded, with a slash before it.
    pub(crate) path: String,
    /// Where the client finds a directory.
    slash_url: String,
}

impl Question {
    /// Reads a request whose target begins where the directory does; `root_path` is before that.
    pub(crate) fn of(request: &RequestHead, root_path: &str) -> Self {
        let path = percent_encoding::percent_decode_str(request.uri.path()).decode_utf8_lossy().into_owned();
        Self::at(path, request, root_path)
    }

    /// Asks for the decoded `path` in the directory; `root_path` is before the target of `request`.
    pub(crate) fn at(path: String, request: &RequestHead, root_path: &str) -> Self {
        let target = request.uri.path();
        let origin = origin(&request.uri, &request.headers, &request.extensions);
        let query = request.uri.query().map(|query| format!("?{query}")).unwrap_or_default();
        Self {
            asking: Asking::of(request),
            path,
            slash_url: format!("{}{root_path}{target}/{query}", origin.unwrap_or_default()),
        }
    }

    /// Sends the client to the same path with a slash at its end.
    pub(crate) fn with_slash(&self) -> Response {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::TEMPORARY_REDIRECT;
        if let Ok(location) = HeaderValue::from_str(&self.slash_url) {
            response.headers_mut().insert(header::LOCATION, location);
        }
        response
    }
}

/// Is static files at their place in an application.
#[derive(Debug)]
pub(crate) struct ServedFiles {
    files: Arc<StaticFiles>,
    /// Before the paths in the directory.
    root_path: Arc<str>,
    /// What the pool knows them by.
    operation: Operation,
    time_max: Duration,
}

impl ServedFiles {
    pub(crate) fn new(files: StaticFiles, root_path: Arc<str>, operation: Operation, time_max: Duration) -> Self {
        Self { files: Arc::new(files), root_path, operation, time_max }
    }

    /// Answers a request whose target begins where the directory does.
    pub(crate) async fn answer(&self, request: &RequestHead) -> Result<Response, Error> {
        let (files, question) = (self.files.clone(), Question::of(request, &self.root_path));
        look(&self.operation, self.time_max, move || files.answer(&question)).await
    }
}

/// Has `function` look for a file on the pool, and the content read there, too.
pub(crate) async fn look<F>(operation: &Operation, time_max: Duration, function: F) -> Result<Response, Error>
where
    F: FnOnce() -> Result<Response, Error> + Send + 'static,
{
    let answer = timeout(time_max, operation.call(function)).await.map_err(|_| too_late())?;
    let mut response = answer.unwrap_or_else(|error| Err(job_error(error)))?;
    response.body_mut().place(operation);
    Ok(response)
}
