//! Serves an application on a socket until it is told to stop.

use std::{
    borrow::Cow,
    future::Future,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    sync::Arc,
    time::Duration,
};

use http::StatusCode;

use crate::{
    app::App,
    dispatch::dispatch,
    error::{Error, Result},
    forwarded::TrustedProxies,
    lifespan::Lifespans,
    limits::Limits,
    log,
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
            let mut lifespans = Lifespans::default();
            let served = match unless(shutdown.begun(), start_up.begin(&mut lifespans, site.shared.loading())).await {
                Some(Ok(())) => {
                    let address = SocketAddr::new(options.host, options.port);
                    let server = Server { site, trusted_proxies: Arc::new(options.trusted_proxies) };
                    listen_and_serve(server, address, runtime.metrics().num_workers(), &names, shutdown.clone()).await
                }
                Some(Err(error)) => Err(error),
                // Who is asked to stop before the start is over has done what was asked.
                None => Ok(drain_time_max),
            };
            let time_max = served.as_ref().map_or(drain_time_max, |left| *left).max(ENDING_TIME_MIN);
            unless(shutdown.forced(), lifespans.end(time_max)).await;
            served.map(drop)
        })
    }
}

/// Holds what the first lines of the log name.
struct Names {
    title: String,
    docs: Option<String>,
    status: Option<String>,
}

/// Has `server` serve until `shutdown` is asked for. Returns how much of the time to drain is left then.
async fn listen_and_serve(
    server: Server,
    address: SocketAddr,
    listeners: usize,
    names: &Names,
    shutdown: Shutdown,
) -> Result<Duration> {
    let listeners = serve::bind(address, listeners)
        .map_err(|error| Error::internal(format!("cannot listen on {address}: {error}")))?;
    let bound = listeners[0].local_addr()?;
    let Names { title, docs, status } = names;
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
    Ok(serve::serve(listeners, server, shutdown).await)
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
