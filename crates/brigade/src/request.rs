//! Names the request, for functions that want to see it whole.

use crate::body::Body;

/// Is a request as it arrived: method, target, headers, body and extensions.
///
/// As an argument of a path operation it is a copy whose body has been read already.
pub type Request = http::Request<Body>;

/// Is a request without its body: method, target, headers and extensions.
pub type RequestHead = http::request::Parts;

/// Holds the path that clients put before the paths of the application, among the extensions of a [`Request`]: the root
/// path, and where the application is mounted. Empty if there is neither.
///
/// ```
/// use brigade::{Request, RootPath};
///
/// fn link(request: &Request) -> String {
///     let root = request.extensions().get::<RootPath>().map_or("", |root| &root.0);
///     format!("{root}/items")
/// }
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RootPath(pub std::sync::Arc<str>);

/// Holds the path of the operation that serves a request, as it was written: its parameters in braces, with what the routers put
/// before it. Operations and dependencies take it by its type alone; for layers around operations and routers it is among the
/// extensions of a [`Request`].
///
/// ```
/// use brigade::{App, Router, RoutePath, get, routes, testing::TestClient};
///
/// #[get("/{user_id}")]
/// async fn read_user(user_id: u64, path: RoutePath) -> String {
///     format!("{user_id} {}", path.0)
/// }
///
/// let client = TestClient::new(App::new("Users").include(Router::new().prefix("/users").routes(routes![read_user])));
/// assert_eq!(client.get("/users/7").send().json::<String>(), "7 /users/{user_id}");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoutePath(pub std::sync::Arc<str>);

/// Says how the client spoke to the first server, among the extensions of a [`Request`]: behind a proxy that is trusted, as
/// the proxy says. Absent means [`Http`](Self::Http).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ClientScheme {
    /// In the clear.
    #[default]
    Http,
    /// Encrypted.
    Https,
}

impl ClientScheme {
    /// Returns the scheme of `request`.
    #[must_use]
    pub fn of<B>(request: &http::Request<B>) -> Self {
        request.extensions().get().copied().unwrap_or_default()
    }

    /// Returns the scheme as URLs begin: `http` or `https`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Https => "https",
        }
    }
}
