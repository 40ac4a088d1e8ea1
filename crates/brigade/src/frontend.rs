//! Serves what a build tool has made of a web page: the files of a directory, where no operation is.
//!
//! A front end is an operation without a place in the table of routes: `dispatch` asks for one when nothing else takes a path.
//! So it has dependencies, layers and a deadline as others do. What it serves it finds among the extensions of its request.

use std::{path::PathBuf, sync::Arc};

use brigade_scheduler::{Placement, Priority};
use http::{HeaderMap, Method, StatusCode, header};

use crate::{
    error::{Error, Result},
    extract::{Answering, Call, Extraction},
    files::{
        Question,
        directory::{Directory, Found, Page},
        only_to_read,
    },
    operation::{self, Operation},
    pairs,
    request::RequestHead,
    respond::{Respond, Response},
    spec::{Answers, OperationSpec},
};

/// Serves the files of a front end, and one of them for paths that only its scripts know.
///
/// [`App::frontend`](crate::App::frontend) and [`Router::frontend`](crate::Router::frontend) say where. Every operation, every
/// mount and every redirect to another slash goes first; of several front ends the one with the longest path. Files are found
/// and answered as [`StaticFiles`](crate::StaticFiles) does it, directories with their `index.html`.
///
/// ```no_run
/// use brigade::{App, Frontend, get, routes};
///
/// #[get("/api/burgers")]
/// async fn burgers() -> Vec<String> { vec!["Royal".to_owned()] }
///
/// let app = App::new("Shop").routes(routes![burgers]).frontend("/", Frontend::new("dist"));
/// ```
#[derive(Debug, Clone)]
pub struct Frontend {
    directory: Directory,
    fallback: Fallback,
    checked: Option<bool>,
}

/// Says what a [`Frontend`] answers where it has no file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Fallback {
    /// What [`NotFoundPage`](Self::NotFoundPage) says if there is a `404.html`, what [`Index`](Self::Index) says if there is an
    /// `index.html`, and otherwise 404.
    #[default]
    Auto,
    /// The `index.html`, with the status 200, to whoever asks for a page: `Accept` names `text/html` or
    /// `application/xhtml+xml`. Scripts, pictures and calls of an API that are not there are 404.
    Index,
    /// The `404.html`, with the status 404.
    NotFoundPage,
    /// 404, as everywhere else.
    None,
}

const INDEX: &str = "/index.html";
const NOT_FOUND_PAGE: &str = "/404.html";

impl Frontend {
    /// Serves what is beneath `directory`, which is absolute, or relative to where the program is started.
    #[must_use]
    pub fn new(directory: impl Into<PathBuf>) -> Self {
        Self { directory: Directory::new(&directory.into()), fallback: Fallback::Auto, checked: None }
    }

    /// Sets what is answered where there is no file.
    #[must_use]
    pub fn fallback(mut self, fallback: Fallback) -> Self {
        self.fallback = fallback;
        self
    }

    /// Sets whether the application does not start without the directory, or without the file that the fallback names. If
    /// not, requests are errors until they are there.
    ///
    /// Unless said, they have to be there; if the variable `BRIGADE_ENV` is `development`, the log says that they are not.
    #[must_use]
    pub fn checked(mut self, checked: bool) -> Self {
        self.checked = Some(checked);
        self
    }

    /// Returns what keeps the application from starting.
    pub(crate) fn mistakes(&self, is_development: bool) -> Vec<String> {
        match (self.checked, is_development) {
            (Some(false), _) => Vec::new(),
            (Some(true), _) | (None, false) => self.missing().into_iter().collect(),
            (None, true) => {
                if let Some(missing) = self.missing() {
                    tracing::warn!(target: "brigade::frontend", "{missing}");
                }
                Vec::new()
            }
        }
    }

    fn missing(&self) -> Option<String> {
        let path = self.directory.path();
        if !path.is_dir() {
            return Some(format!("the directory {} of a front end does not exist", path.display()));
        }
        let name = match self.fallback {
            Fallback::Index => INDEX,
            Fallback::NotFoundPage => NOT_FOUND_PAGE,
            Fallback::Auto | Fallback::None => return None,
        };
        let is_there = matches!(self.directory.find(name), Ok(Some(Found::File(_))));
        (!is_there).then(|| self.without(name))
    }

    fn without(&self, name: &str) -> String {
        format!("there is no {} in the directory {} of a front end", &name[1..], self.directory.path().display())
    }

    /// Answers a request; that may wait for the file system.
    fn answer(&self, question: &Question, accepts_page: bool) -> Result<Response> {
        let page = self.directory.page(&question.path).map_err(|error| self.directory.failure(&error))?;
        let absent = || Error::reason(StatusCode::NOT_FOUND);
        if !matches!(question.asking.method, Method::GET | Method::HEAD) {
            return Err(if let Page::Absent = page { absent() } else { only_to_read() });
        }
        match page {
            Page::File(file) => return file.answer(&question.asking, StatusCode::OK, HeaderMap::new()),
            Page::WithoutSlash => return Ok(question.with_slash()),
            Page::Absent => {}
        }
        let names: &[&str] = match self.fallback {
            Fallback::Auto => &[NOT_FOUND_PAGE, INDEX],
            Fallback::Index => &[INDEX],
            Fallback::NotFoundPage => &[NOT_FOUND_PAGE],
            Fallback::None => &[],
        };
        for &name in names {
            let status = if name == INDEX { StatusCode::OK } else { StatusCode::NOT_FOUND };
            if status == StatusCode::OK && !accepts_page {
                continue;
            }
            match self.directory.find(name).map_err(|error| self.directory.failure(&error))? {
                Some(Found::File(file)) => return file.answer(&question.asking, status, HeaderMap::new()),
                _ if self.fallback == Fallback::Auto => {}
                _ => return Err(Error::internal(self.without(name))),
            }
        }
        Err(absent())
    }
}

/// Is what a request asks of a front end, among its extensions.
#[derive(Debug, Clone)]
pub(crate) struct Visit {
    pub(crate) frontend: Arc<Frontend>,
    pub(crate) question: Question,
}

/// Is the operation of every front end.
pub(crate) struct ServeFrontend;

impl Operation for ServeFrontend {
    const SPEC: &'static OperationSpec = &OperationSpec {
        // The one under which people see it; it is called for others, too.
        method: "GET",
        path: "",
        name: "frontend",
        location: concat!(file!(), ":", line!()),
        doc: "",
        summary: None,
        description: None,
        response_description: None,
        operation_id: None,
        tags: &[],
        status: None,
        deprecated: false,
        hidden: true,
        responses: &[],
        openapi_extra: None,
        placement: Placement::Learned,
        deadline: None,
        running_max: None,
        priority: Priority::Normal,
        detach: false,
        parameters: &[],
        answers: <Visited as Respond>::answers,
    };

    fn answer(call: Box<Call>) -> Answering {
        let take = |extraction: &mut Extraction<'_>| Some(Visited::of(extraction.head()));
        operation::answer(call, take, |visited| async { visited })
    }
}

/// Is the answer of a front end, before anybody has looked for the file.
struct Visited {
    visit: Option<Visit>,
    accepts_page: bool,
}

impl Visited {
    fn of(request: &RequestHead) -> Self {
        Self { visit: request.extensions.get().cloned(), accepts_page: accepts_page(&request.headers) }
    }
}

impl Respond for Visited {
    fn respond(self, _: Option<StatusCode>) -> Result<Response> {
        // A layer that drops the extensions of a request has the way onward panic before this.
        let visit = self.visit.ok_or_else(|| Error::internal("a front end does not know what it is asked for"))?;
        visit.frontend.answer(&visit.question, self.accepts_page)
    }

    /// Opening a file may wait for a disk, so it is for the pool.
    fn respond_within(self, _: usize, _: Option<StatusCode>) -> Result<Result<Response>, Self> {
        Err(self)
    }

    fn answers() -> Answers {
        Answers::undescribed()
    }
}

/// Returns whether the client says by name that it takes a page: `*/*` says everybody.
fn accepts_page(headers: &HeaderMap) -> bool {
    let lines = headers.get_all(header::ACCEPT).into_iter().map(pairs::text);
    lines.into_iter().any(|line| line.split(',').any(is_page))
}

/// Reads `text/html; q=0.8`.
fn is_page(accepted: &str) -> bool {
    let mut parts = accepted.split(';').map(str::trim);
    let media_type = parts.next().unwrap_or_default();
    let quality = parts.filter_map(|part| part.split_once('=')).find(|(name, _)| name.trim().eq_ignore_ascii_case("q"));
    let is_refused = quality.is_some_and(|(_, quality)| quality.trim().parse() == Ok(0.0));
    !is_refused && ["text/html", "application/xhtml+xml"].iter().any(|page| media_type.eq_ignore_ascii_case(page))
}

#[cfg(test)]
mod tests {
    use super::Frontend;

    #[test]
    fn development_alone_starts_without_the_directory() {
        let missing = || Frontend::new("no/such/directory");
        let cases = [
            (missing(), false, true),
            (missing(), true, false),
            (missing().checked(true), true, true),
            (missing().checked(false), false, false),
        ];
        for (frontend, is_development, keeps_from_starting) in cases {
            let mistakes = frontend.mistakes(is_development);
            assert_eq!(!mistakes.is_empty(), keeps_from_starting, "{frontend:?} {is_development}");
        }
    }
}
