//! Makes an application a tower service, for the servers and routers of other crates.

use std::{
    convert::Infallible,
    future::Future,
    pin::Pin,
    sync::{Arc, Mutex, OnceLock, PoisonError},
    task::{Context, Poll},
};

use bytes::Bytes;
use tokio::{runtime::Handle, time::timeout};

use crate::{
    app::App,
    body::{Body, BoxError},
    client_address::ClientAddress,
    dispatch::dispatch,
    error::{Error, Result},
    lifespan::Lifespans,
    respond::Response,
    site::Site,
};

/// Answers requests as the application does that it was made of, with [`App::into_service`] or [`App::start`]. Clones are
/// the same application.
#[derive(Clone)]
pub struct AppService {
    site: Arc<Site>,
    running: Arc<Running>,
}

#[derive(Default)]
struct Running {
    /// Whether the pool knows which runtime serves.
    attached: OnceLock<()>,
    lifespans: Mutex<Lifespans>,
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
    /// Mistakes in the application, all of them at once, or that it has lifespans or engines.
    pub fn into_service(self) -> Result<AppService> {
        let (site, start_up) = self.build()?;
        if start_up.len() > 0 {
            return Err(Error::internal(
                "an application with lifespans or engines has to be started: see `App::start`",
            ));
        }
        Ok(AppService { site, running: Arc::default() })
    }

    /// Begins the application's lifespans on the current runtime and makes a tower service of it, as
    /// [`into_service`](Self::into_service) does. [`AppService::close`] ends them.
    ///
    /// ```
    /// use brigade::{App, Lifespan, get, routes};
    ///
    /// #[get("/words")]
    /// async fn words(#[state] words: &Vec<&'static str>) -> usize { words.len() }
    ///
    /// async fn dictionary(mut lifespan: Lifespan) -> brigade::Result<()> {
    ///     lifespan.state(vec!["brigade", "burger"]);
    ///     lifespan.until_shutdown().await;
    ///     Ok(())
    /// }
    ///
    /// async fn router() -> brigade::Result<axum::Router> {
    ///     let app = App::new("Dictionary").lifespan(dictionary).routes(routes![words]);
    ///     Ok(axum::Router::new().fallback_service(app.start().await?))
    /// }
    /// ```
    ///
    /// # Errors
    ///
    /// Mistakes in the application, all of them at once, or a lifespan that fails; those that have begun are ended then.
    ///
    /// # Panics
    ///
    /// Outside a tokio runtime.
    pub async fn start(self) -> Result<AppService> {
        let (site, start_up) = self.build()?;
        let mut lifespans = Lifespans::default();
        if let Err(error) = start_up.begin(&mut lifespans, site.shared.loading(), &site.shared.readiness).await {
            lifespans.end(site.settings.limits.drain_time_max).await;
            return Err(error);
        }
        let running = Running { attached: OnceLock::new(), lifespans: Mutex::new(lifespans) };
        Ok(AppService { site, running: Arc::new(running) })
    }
}

impl AppService {
    /// Lets streams of events end, waits for what goes on without its client, then ends the lifespans, for up to
    /// [`Limits::drain_time_max`](crate::Limits) each. Call it when the server has ended; later requests find what the
    /// lifespans have left. Without it, dropping the last clone gives the lifespans up wherever they are.
    pub async fn close(&self) {
        self.site.stop();
        let time_max = self.site.settings.limits.drain_time_max;
        let _ = timeout(time_max, self.site.at_rest()).await;
        let mut lifespans = std::mem::take(&mut *self.running.lifespans.lock().unwrap_or_else(PoisonError::into_inner));
        lifespans.end(time_max).await;
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
        let Self { site, running } = self.clone();
        Box::pin(async move {
            running.attached.get_or_init(|| site.shared.pool.attach(&Handle::current()));
            let client = ClientAddress::of(&request);
            Ok(dispatch(&site, request.map(Body::new), client).await)
        })
    }
}

impl std::fmt::Debug for AppService {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("AppService").field("title", &self.site.settings.title).finish_non_exhaustive()
    }
}
