//! Accepts connections, speaks HTTP on them and drains them.
//!
//! What a request means is a [`Service`]'s to say. Here is only what keeps a server alive among clients that are slow,
//! many, gone or hostile: the limits of [`Limits`] in force, the heads that nobody means refused, an end that comes.
//! Every connection is one task; [`watch`] is the one task that watches them all.

mod connection;
mod guard;
mod io;
mod listener;
mod shutdown;
#[cfg(test)]
mod tests;
mod watch;

use std::{borrow::Cow, future::Future, net::SocketAddr, sync::Arc, time::Duration};

use http::{Request, Response, StatusCode};
use tokio::{net::TcpListener, sync::Semaphore, time::Instant};

use self::{
    connection::Protocols,
    watch::{CLOSE, Connections, END},
};
pub(crate) use self::{
    listener::bind,
    shutdown::{Shutdown, unless},
};
use crate::{body::Body, limits::Limits};

/// How long closed connections may take to notice.
const CLOSING_TIME_MAX: Duration = Duration::from_secs(1);

/// Is who sent a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Peer {
    /// The other end of the connection, be it a proxy.
    pub(crate) address: SocketAddr,
}

/// Answers requests.
pub(crate) trait Service: Clone + Send + Sync + 'static {
    /// Answers `request`. Dropping the future means that the client left.
    fn call(&self, request: Request<Body>, peer: Peer) -> impl Future<Output = Response<Body>> + Send;

    /// Returns what clients are held to.
    fn limits(&self) -> &Limits;

    /// Hears that the server is about to stop: answers without an end shall come to one.
    fn stop(&self);

    /// Is ready once nothing goes on for which no connection waits.
    fn at_rest(&self) -> impl Future<Output = ()> + Send;

    /// Makes the answer to a request that is none; its body must be there at once.
    fn refuse(&self, status: StatusCode, text: Cow<'static, str>) -> Response<Body>;
}

/// Serves `listeners` until `shutdown` is asked for and the last connection has closed.
///
/// Idle and half-sent connections close at once; requests that have begun are answered, and what goes on without a client
/// is waited for, for up to [`Limits::drain_time_max`]. Returns what is left of that time.
pub(crate) async fn serve<S: Service>(listeners: Vec<TcpListener>, service: S, mut shutdown: Shutdown) -> Duration {
    let limits = service.limits().clone();
    let protocols = Arc::new(Protocols::new(service.clone()));
    let connections_max = listener::connections_max(&limits);
    let connections = Connections::new(&limits, connections_max);
    let permits = Arc::new(Semaphore::new(connections_max));
    let sweep = brigade_scheduler::spawn(connections.clone().sweep());
    let accepting: Vec<_> = listeners
        .into_iter()
        .map(|listener| {
            let (protocols, connections, permits) = (protocols.clone(), connections.clone(), permits.clone());
            brigade_scheduler::spawn(listener::accept(listener, protocols, connections, permits, shutdown.clone()))
        })
        .collect();

    shutdown.begun().await;
    let begun = Instant::now();
    service.stop();
    // Nobody listens any more once these have ended.
    for task in accepting {
        let _ = task.await;
    }
    connections.order(END);
    // Every connection holds a permit, so all permits together are the end of the last one.
    let all = u32::try_from(connections_max).expect("connections_max fits");
    let drained = tokio::time::timeout(limits.drain_time_max, async {
        drop(permits.acquire_many(all).await);
        service.at_rest().await;
    });
    if unless(shutdown.forced(), drained).await.is_none_or(|drained| drained.is_err()) {
        let open = connections_max - permits.available_permits();
        tracing::warn!(connections = open, "closing what is still open");
        connections.order(CLOSE);
        let _ = tokio::time::timeout(CLOSING_TIME_MAX, permits.acquire_many(all)).await;
    }
    sweep.abort();
    limits.drain_time_max.saturating_sub(begun.elapsed())
}
