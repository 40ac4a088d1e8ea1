//! Makes an application a tower service, for the servers and routers of other crates.

use std::{
    convert::Infallible,
    future::Future,
    pin::Pin,
    sync::{Arc, OnceLock},
    task::{Context, Poll},
};

use bytes::Bytes;
use tokio::runtime::Handle;

use crate::{
    app::App,
    body::{Body, BoxError},
    dispatch::dispatch,
    error::{Error, Result},
    request::ClientAddress,
    respond::Response,
    site::Site,
};

/// Answers requests as the application does that it was made of, with [`App::into_service`]. Clones are the same
/// application.
#[derive(Clone)]
pub struct AppService {
    site: Arc<Site>,
    attached: Arc<OnceLock<()>>,
}

impl App {
    /// Makes a tower service of the application, such as a router of axum takes with `nest_service`.
    ///
    /// Say with [`root_path`](Self::root_path) under which path clients see it. A [`ClientAddress`] among the extensions of
    /// a request is its client. The server is another's, and so are the limits of connections; those of bodies and
    /// operations hold. The first request tells the pool which runtime serves.
    ///
    /// ```
    /// use brigade::{App, get, routes};
    ///
    /// #[get("/hello")]
    /// async fn hello() -> &'static str { "Hello" }
    ///
    /// fn router() -> brigade::Result<axum::Router> {
    ///     let app = App::new("Greeter").root_path("/new").routes(routes![hello]);
    ///     Ok(axum::Router::new().nest_service("/new", app.into_service()?))
    /// }
    /// # assert!(router().is_ok());
    /// ```
    ///
    /// # Errors
    ///
    /// Mistakes in the application, all of them at once, or that it has lifespans.
    pub fn into_service(self) -> Result<AppService> {
        let (site, start_up) = self.build()?;
        if start_up.len() > 0 {
            return Err(Error::internal("an application with lifespans is no service: nobody would end them"));
        }
        Ok(AppService { site, attached: Arc::default() })
    }
}

/// # Panics
///
/// Calling it panics on a tokio runtime without I/O and timers.
impl<B> tower_service::Service<http::Request<B>> for AppService
where
    B: http_body::Body<Data = Bytes, Error: Into<BoxError>> + Send + 'static,
{
    type Response = Response;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, _context: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<B>) -> Self::Future {
        let Self { site, attached } = self.clone();
        Box::pin(async move {
            attached.get_or_init(|| site.shared.pool.attach(&Handle::current()));
            let client = request.extensions().get().map(|ClientAddress(address)| *address);
            Ok(dispatch(&site, request.map(Body::new), client).await)
        })
    }
}

impl std::fmt::Debug for AppService {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("AppService").field("title", &self.site.settings.title).finish_non_exhaustive()
    }
}
