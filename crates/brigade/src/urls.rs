//! Makes URLs from the names of what they lead to: operations, mounts, and what is below mounts.
//!
//! Names are looked up where a request is served, then in the whole application, so that what is mounted can name its own
//! operations without knowing where it is, and those around it too.

use std::{fmt::Display, sync::Arc};

use http::{Extensions, HeaderMap, Request, Uri};

use crate::{
    error::{Error, Result},
    origin::origin,
    route::Template,
};

/// Holds what an application and everything that is mounted in it is called.
#[derive(Debug, Default)]
pub(crate) struct Names {
    /// Where it is in the outermost application.
    pub(crate) mounted_at: String,
    pub(crate) operations: Vec<Named>,
    pub(crate) mounts: Vec<NamedMount>,
}

/// Is an operation that URLs can lead to.
#[derive(Debug)]
pub(crate) struct Named {
    pub(crate) name: &'static str,
    /// Without the path of the application.
    pub(crate) template: Template,
    /// Whether it speaks on WebSockets, whose URLs begin with `ws`.
    pub(crate) is_socket: bool,
}

/// Is something that is mounted, which is called as its path without the first slash unless it has a name of its own.
#[derive(Debug)]
pub(crate) struct NamedMount {
    pub(crate) name: String,
    /// Without the path of the application.
    pub(crate) path: String,
    /// The names inside, if it is an application.
    pub(crate) inside: Option<Arc<Names>>,
}

/// Is what a name and parameters lead to.
enum Lookup {
    /// A path in the outermost application.
    Found(Path),
    /// Something has the name, which takes these parameters.
    Takes(Vec<String>),
    /// Something has the name and takes the parameters, though not with these values.
    Unfit(String),
    Unknown,
}

/// Is the path of what was found.
struct Path {
    path: String,
    is_socket: bool,
}

impl Lookup {
    /// Looks further unless a path is found; of two that are none, the one that says more counts.
    fn or(self, further: impl FnOnce() -> Self) -> Self {
        if let Self::Found(_) = self {
            return self;
        }
        let further = further();
        if further.tells() > self.tells() { further } else { self }
    }

    fn tells(&self) -> u8 {
        match self {
            Self::Unknown => 0,
            Self::Takes(_) => 1,
            Self::Unfit(_) => 2,
            Self::Found(_) => 3,
        }
    }
}

impl Names {
    /// Returns the path in the outermost application, encoded.
    ///
    /// # Errors
    ///
    /// If nothing is named so and takes these parameters, or not with these values.
    pub(crate) fn path(&self, name: &str, parameters: &[(&str, &dyn Display)]) -> Result<String> {
        Ok(self.path_or(None, name, parameters)?.path)
    }

    fn path_or(&self, around: Option<&Self>, name: &str, parameters: &[(&str, &dyn Display)]) -> Result<Path> {
        let given: Vec<_> = parameters.iter().map(|(name, value)| (*name, value.to_string())).collect();
        let around = || around.map_or(Lookup::Unknown, |around| around.look(name, &given));
        let cause = match self.look(name, &given).or(around) {
            Lookup::Found(path) => return Ok(path),
            Lookup::Takes(names) if names.is_empty() => format!("{name:?} takes no parameters"),
            Lookup::Takes(names) => format!("{name:?} takes the parameters {}", names.join(", ")),
            Lookup::Unfit(path) => format!("no request for {path} can have the parameters {given:?}"),
            Lookup::Unknown => format!("nothing is named {name:?}"),
        };
        Err(Error::internal(format!("no URL can be made: {cause}")))
    }

    fn look(&self, name: &str, given: &[(&str, String)]) -> Lookup {
        let operations = self.operations.iter().filter(|operation| operation.name == name);
        let own = operations.fold(Lookup::Unknown, |known, operation| {
            known.or(|| fill(&self.mounted_at, &operation.template, operation.is_socket, given))
        });
        let own = self.mounts.iter().filter(|mount| mount.name == name).fold(own, |known, mount| {
            known.or(|| {
                let given: Vec<_> =
                    given.iter().map(|(name, value)| (*name, value.trim_start_matches('/').to_owned())).collect();
                let template = Template::below(&mount.path).expect("the application checks the paths of mounts");
                fill(&self.mounted_at, &template, false, &given)
            })
        });
        self.mounts.iter().fold(own, |known, mount| {
            let Some(inside) = &mount.inside else { return known };
            let below = name.strip_prefix(&mount.name).and_then(|rest| rest.strip_prefix(':'));
            known.or(|| inside.look(below.unwrap_or(name), given))
        })
    }
}

fn fill(mounted_at: &str, template: &Template, is_socket: bool, given: &[(&str, String)]) -> Lookup {
    let names = template.names();
    let values: Vec<_> = names
        .iter()
        .filter_map(|name| given.iter().find(|(given, _)| given == name))
        .map(|(_, value)| value.clone())
        .collect();
    if values.len() != names.len() || given.len() != names.len() {
        return Lookup::Takes(names.to_vec());
    }
    match template.fill(&values) {
        Some(path) => Lookup::Found(Path { path: format!("{mounted_at}{path}"), is_socket }),
        None => Lookup::Unfit(template.to_string()),
    }
}

/// Is where the names of an application lie among the extensions of its requests.
#[derive(Debug, Clone, Default)]
pub(crate) struct Directory {
    /// Those of the application that serves the request.
    pub(crate) own: Arc<Names>,
    /// Those of the outermost application.
    pub(crate) whole: Arc<Names>,
    /// What clients put before the paths of the outermost application.
    pub(crate) root_path: Arc<str>,
}

/// Makes URLs from names, for the client of one request. It is an argument of an operation, or [made of a
/// `Request`](Self::of).
///
/// An operation is named as its function; where two have one name, the parameters tell them apart. What is mounted at
/// `/static` is named `static`, and takes the parameter `path`. Names are looked up in the application that serves the
/// request, then in the outermost one; those of an application that is mounted at `/admin` are found there as
/// `admin:read_item` and, unless something else has that name, as `read_item`.
///
/// ```
/// use brigade::{App, Result, Urls, get, routes, testing::TestClient};
///
/// #[get("/items/{item_id}")]
/// async fn read_item(item_id: String) -> String { item_id }
///
/// #[get("/")]
/// async fn index(urls: Urls) -> Result<Vec<String>> {
///     let item: &[(&str, &dyn std::fmt::Display)] = &[("item_id", &"a b")];
///     Ok(vec![urls.url_for("read_item", item)?, urls.path_for("read_item", item)?])
/// }
///
/// let client = TestClient::new(App::new("Shop").root_path("/shop").routes(routes![read_item, index]));
/// let links: Vec<String> = client.get("/").send().json();
/// assert_eq!(links, ["http://testserver/shop/items/a%20b", "/shop/items/a%20b"]);
/// ```
#[derive(Debug, Clone)]
pub struct Urls {
    /// Scheme and host, if the request has named a host.
    origin: String,
    directory: Directory,
}

impl Urls {
    /// Returns what makes URLs for the client of `request`. A request that no application has passed on knows no names.
    #[must_use]
    pub fn of<B>(request: &Request<B>) -> Self {
        let extensions = request.extensions();
        let directory = extensions.get().cloned().unwrap_or_default();
        Self::new(request.uri(), request.headers(), extensions, directory)
    }

    pub(crate) fn new(uri: &Uri, headers: &HeaderMap, extensions: &Extensions, directory: Directory) -> Self {
        Self { origin: origin(uri, headers, extensions).unwrap_or_default(), directory }
    }

    /// Returns the absolute URL of what `name` is: the scheme and the host that the client has used, the root path, the path.
    ///
    /// The host is what the client calls it: behind no proxy that checks it, a client can name another. A URL that others
    /// get to see, in a mail or in a cache, is made with [`path_for`](Self::path_for) and a host from the settings, or behind
    /// [`TrustedHosts`](crate::middleware::TrustedHosts). Without a host it is the path alone.
    ///
    /// # Errors
    ///
    /// A 500 if nothing is named `name` and takes these parameters, or if no path can have their values: one is empty or
    /// has a slash where the template takes a segment, or is `..`.
    pub fn url_for(&self, name: &str, parameters: &[(&str, &dyn Display)]) -> Result<String> {
        let Path { path, is_socket } = self.find(name, parameters)?;
        // `http` becomes `ws`, and `https` becomes `wss`.
        match self.origin.strip_prefix("http").filter(|_| is_socket) {
            Some(origin) => Ok(format!("ws{origin}{path}")),
            None => Ok(format!("{}{path}", self.origin)),
        }
    }

    /// Returns the path of what `name` is, as the client sees it: with the root path.
    ///
    /// # Errors
    ///
    /// Those of [`url_for`](Self::url_for).
    pub fn path_for(&self, name: &str, parameters: &[(&str, &dyn Display)]) -> Result<String> {
        Ok(self.find(name, parameters)?.path)
    }

    fn find(&self, name: &str, parameters: &[(&str, &dyn Display)]) -> Result<Path> {
        let Directory { own, whole, root_path } = &self.directory;
        let around = (!Arc::ptr_eq(own, whole)).then_some(&**whole);
        let found = own.path_or(around, name, parameters)?;
        Ok(Path { path: format!("{root_path}{}", found.path), ..found })
    }
}
