//! Serves an application on a socket until it is told to stop.

use std::{
    borrow::Cow,
    future::Future,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    sync::Arc,
    time::Duration,
};

use http::StatusCode;
use tokio::net::TcpListener;

use crate::{
    app::App,
    dispatch::dispatch,
    error::{Error, Result},
    forwarded::TrustedProxies,
    job_error::stopping,
    lifespan::Lifespans,
    limits::Limits,
    log,
    readiness::READY,
    render::render,
    request::Request,
    respond::Response,
    serve::{self, Peer, Service, Shutdown, unless},
    site::Site,
    status,
};

/// How long the ends of lifespans may take at least, however long draining took. With the longest drain it stays below the
/// 30 s that Kubernetes waits for.
const ENDING_TIME_MIN: Duration = Duration::from_secs(3);

/// Says where and how an application is served.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerOptions {
    /// The address to listen on; only this machine reaches the default, 127.0.0.1.
    pub host: IpAddr,
    /// The port to listen on; 0 takes any free one. The default is 8000.
    pub port: u16,
    /// Threads for input and output; one per core if `None`.
    pub workers: Option<usize>,
    /// Whether each request is logged.
    pub access_log: bool,
    /// The proxies that are believed when they say who a client is and whether it used HTTPS; none by default.
    pub trusted_proxies: TrustedProxies,
}

impl Default for ServerOptions {
    fn default() -> Self {
        Self {
            host: Ipv4Addr::LOCALHOST.into(),
            port: 8000,
            workers: None,
            access_log: true,
            trusted_proxies: TrustedProxies::none(),
        }
    }
}

impl App {
    /// Serves the application until SIGTERM or SIGINT, then answers what is under way, ends its lifespans and returns.
    ///
    /// [`run`](Self::run) takes the options from the command line.
    ///
    /// # Errors
    ///
    /// Mistakes in the application (all of them at once), a lifespan that could not begin, an address that cannot be
    /// listened on, no threads.
    pub fn serve(self, options: ServerOptions) -> Result<()> {
        let names = Names { title: self.title().to_owned(), docs: self.docs_path(), status: self.status_path() };
        let (site, start_up) = self.access_log(options.access_log).build()?;
        log::start();
        #[cfg(feature = "parallel")]
        brigade_scheduler::configure_rayon();
        let runtime = brigade_scheduler::runtime(options.workers)?;
        site.shared.pool.attach(runtime.handle());
        let drain_time_max = site.settings.limits.drain_time_max;
        runtime.block_on(async {
            let mut shutdown = Shutdown::new();
            shutdown.ask_on_signals()?;
            let place = Place {
                address: SocketAddr::new(options.host, options.port),
                listeners: runtime.metrics().num_workers(),
                names,
            };
            let mut lifespans = Lifespans::default();
            let start = start_up.begin(&mut lifespans, site.shared.loading(), &site.shared.readiness);
            let server = Server { site: site.clone(), trusted_proxies: Arc::new(options.trusted_proxies) };
            let served = match site.settings.health_checks {
                true => serve_while_starting(server, place, shutdown.clone(), start).await,
                false => start_and_serve(server, place, shutdown.clone(), start).await,
            };
            let time_max = served.as_ref().map_or(drain_time_max, |left| *left).max(ENDING_TIME_MIN);
            unless(shutdown.forced(), lifespans.end(time_max)).await;
            served.map(drop)
        })
    }
}

/// Is where a server listens, and how the first lines of the log call it.
struct Place {
    address: SocketAddr,
    listeners: usize,
    names: Names,
}

/// Holds what the first lines of the log name.
struct Names {
    title: String,
    docs: Option<String>,
    status: Option<String>,
}

/// Has `server` serve from the end of `start` until `shutdown` is asked for. Returns how much of the time to drain is left
/// then.
async fn start_and_serve(
    server: Server,
    place: Place,
    mut shutdown: Shutdown,
    start: impl Future<Output = Result<()>>,
) -> Result<Duration> {
    match unless(shutdown.begun(), start).await {
        Some(started) => started?,
        // Who is asked to stop before the start is over has done what was asked.
        None => return Ok(server.site.settings.limits.drain_time_max),
    }
    let (listeners, bound) = place.listen()?;
    place.names.announce(bound, &server);
    Ok(serve::serve(listeners, server, shutdown).await)
}

/// Has `server` answer probes while it starts and serve from then on, until `shutdown` is asked for or `start` has failed.
/// Returns how much of the time to drain is left then.
async fn serve_while_starting(
    server: Server,
    place: Place,
    mut shutdown: Shutdown,
    start: impl Future<Output = Result<()>>,
) -> Result<Duration> {
    let (listeners, bound) = place.listen()?;
    tracing::info!("{} starts, and says on http://{bound}{READY} when it is ready", place.names.title);
    let serving = brigade_scheduler::spawn(serve::serve(listeners, server.clone(), shutdown.clone()));
    let started = unless(shutdown.begun(), start).await;
    match &started {
        Some(Ok(())) => place.names.announce(bound, &server),
        Some(Err(_)) => shutdown.ask(),
        None => {}
    }
    let left = serving.await.map_err(|_| stopping())?;
    started.unwrap_or(Ok(())).map(|()| left)
}

impl Place {
    fn listen(&self) -> Result<(Vec<TcpListener>, SocketAddr)> {
        let Self { address, listeners, .. } = self;
        let listeners = serve::bind(*address, *listeners)
            .map_err(|error| Error::internal(format!("cannot listen on {address}: {error}")))?;
        let bound = listeners[0].local_addr()?;
        Ok((listeners, bound))
    }
}

impl Names {
    /// Says that `server` serves on `bound`, and starts what goes on beside its requests.
    fn announce(&self, bound: SocketAddr, server: &Server) {
        let Self { title, docs, status } = self;
        match docs {
            Some(docs) => tracing::info!("{title} on http://{bound}, documented at http://{bound}{docs}"),
            None => tracing::info!("{title} on http://{bound}"),
        }
        if let Some(path) = status {
            tracing::info!("what its operations do is on http://{bound}{path}");
            drop(brigade_scheduler::spawn(status::remember(server.site.clone())));
        }
        #[cfg(feature = "proxy")]
        if let Some(document) = server.site.document.clone() {
            let site = server.site.clone();
            drop(brigade_scheduler::spawn(async move {
                document.refresh(|path, method| site.serves(path, method)).await;
            }));
        }
    }
}

/// Answers the requests of all connections.
#[derive(Clone)]
struct Server {
    site: Arc<Site>,
    trusted_proxies: Arc<TrustedProxies>,
}

impl Service for Server {
    fn call(&self, mut request: Request, peer: Peer) -> impl Future<Output = Response> + Send {
        let (client, scheme) = self.trusted_proxies.client(peer.address, request.headers());
        if let Some(scheme) = scheme {
            request.extensions_mut().insert(scheme);
        }
        dispatch(&self.site, request, client)
    }

    fn limits(&self) -> &Limits {
        &self.site.settings.limits
    }

    fn stop(&self) {
        self.site.stop();
    }

    async fn at_rest(&self) {
        self.site.at_rest().await;
    }

    fn refuse(&self, status: StatusCode, text: Cow<'static, str>) -> Response {
        render(&Error::text(status, text), self.site.settings.errors)
    }
}
