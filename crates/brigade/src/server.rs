//! Serves an application on a socket until it is told to stop.

use std::{
    borrow::Cow,
    future::Future,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    sync::Arc,
};

use http::StatusCode;

use crate::{
    app::App,
    dispatch::dispatch,
    error::{Error, Result},
    forwarded::TrustedProxies,
    limits::Limits,
    log,
    render::render,
    request::Request,
    respond::Response,
    serve::{self, Peer, Service, Shutdown},
    site::Site,
    status,
};

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
    /// Serves the application until SIGTERM or SIGINT, then answers what is under way and returns.
    ///
    /// [`run`](Self::run) takes the options from the command line.
    ///
    /// # Errors
    ///
    /// Mistakes in the application (all of them at once), an address that cannot be listened on, no threads.
    pub fn serve(self, options: ServerOptions) -> Result<()> {
        let title = self.title().to_owned();
        let docs = self.docs_path();
        let status = self.status_path();
        let site = self.access_log(options.access_log).build()?;
        log::start();
        #[cfg(feature = "parallel")]
        brigade_scheduler::configure_rayon();
        let runtime = brigade_scheduler::runtime(options.workers)?;
        site.shared.pool.attach(runtime.handle());
        runtime.block_on(async {
            let address = SocketAddr::new(options.host, options.port);
            let listeners = serve::bind(address, runtime.metrics().num_workers())
                .map_err(|error| Error::internal(format!("cannot listen on {address}: {error}")))?;
            let bound = listeners[0].local_addr()?;
            let shutdown = Shutdown::new();
            shutdown.ask_on_signals()?;
            match docs {
                Some(docs) => tracing::info!("{title} on http://{bound}, documented at http://{bound}{docs}"),
                None => tracing::info!("{title} on http://{bound}"),
            }
            if let Some(path) = status {
                tracing::info!("what its operations do is on http://{bound}{path}");
                drop(brigade_scheduler::spawn(status::remember(site.clone())));
            }
            let server = Server { site, trusted_proxies: Arc::new(options.trusted_proxies) };
            serve::serve(listeners, server, shutdown).await;
            Ok(())
        })
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
        dispatch(&self.site, request, Some(client))
    }

    fn limits(&self) -> &Limits {
        &self.site.settings.limits
    }

    async fn at_rest(&self) {
        self.site.shared.detached.closed().await;
        self.site.shared.aftermaths.closed().await;
    }

    fn refuse(&self, status: StatusCode, text: Cow<'static, str>) -> Response {
        render(&Error::text(status, text), self.site.settings.errors)
    }
}
