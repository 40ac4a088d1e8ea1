//! Opens listening sockets and accepts connections from them, as many as may be open.

use std::{
    io,
    net::SocketAddr,
    sync::Arc,
    time::{Duration, Instant},
};

use socket2::{Domain, Protocol, Socket, Type};
use tokio::{net::TcpListener, sync::Semaphore};

use super::{
    Peer, Service,
    connection::Protocols,
    shutdown::{Shutdown, unless},
    watch::Connections,
};
use crate::limits::Limits;

/// Connections that the kernel completes while all that may be open are.
const BACKLOG: i32 = 1024;
/// Connections of one process, if its descriptors allow.
const CONNECTIONS_MAX: usize = 10_000;
/// How long to wait for descriptors. Accepting would fail again at once, and the loop would spin.
const PAUSE: Duration = Duration::from_millis(50);
/// How often the log tells of failing accepts.
const WARN_EVERY: Duration = Duration::from_secs(10);

/// Listens on `address` with up to `count` sockets, among which the kernel shares out the connections; port 0 is any
/// free one.
///
/// One queue for all threads is one lock for all threads: with a socket for each, servers of 24 cores took two to three
/// times as many new connections; with two cores it makes no difference. Other systems than Linux do not share out.
///
/// # Errors
///
/// If the address is not this machine's, in use or not allowed.
pub(crate) fn bind(address: SocketAddr, count: usize) -> io::Result<Vec<TcpListener>> {
    // Only sockets that may share their port are bound beside each other, and such a port is open to the user's other
    // processes too. The first one claims it alone, so that a second server hears that the port is taken.
    let first = socket(address)?;
    first.bind(&address.into())?;
    let address = first.local_addr()?.as_socket().unwrap_or(address);
    let mut sockets = vec![first];
    while cfg!(target_os = "linux") && sockets.len() < count {
        let beside = || {
            sockets[0].set_reuse_port(true)?;
            let another = socket(address)?;
            another.set_reuse_port(true)?;
            another.bind(&address.into())?;
            io::Result::Ok(another)
        };
        match beside() {
            Ok(another) => sockets.push(another),
            Err(error) => {
                tracing::debug!(%error, "one socket takes all connections");
                break;
            }
        }
    }
    let listen = |socket: Socket| {
        socket.listen(BACKLOG)?;
        TcpListener::from_std(socket.into())
    };
    sockets.into_iter().map(listen).collect()
}

fn socket(address: SocketAddr) -> io::Result<Socket> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM.nonblocking(), Some(Protocol::TCP))?;
    // A restarted server must not wait until the connections of its predecessor have timed out.
    socket.set_reuse_address(true)?;
    // Accepted connections inherit it.
    socket.set_tcp_nodelay(true)?;
    Ok(socket)
}

/// Returns how many connections may be open.
pub(super) fn connections_max(limits: &Limits) -> usize {
    let max = limits.connections_max.unwrap_or_else(|| {
        let limits = std::fs::read_to_string("/proc/self/limits").unwrap_or_default();
        descriptors_max(&limits).map_or(CONNECTIONS_MAX, |descriptors| CONNECTIONS_MAX.min(descriptors / 5 * 4))
    });
    max.clamp(1, Semaphore::MAX_PERMITS.min(u32::MAX as usize))
}

/// Reads the soft limit from the text of `/proc/self/limits`.
fn descriptors_max(limits: &str) -> Option<usize> {
    let line = limits.lines().find_map(|line| line.strip_prefix("Max open files"))?;
    line.split_whitespace().next()?.parse().ok()
}

/// Accepts connections and starts a task for each, until `shutdown` begins.
pub(super) async fn accept<S: Service>(
    listener: TcpListener,
    protocols: Arc<Protocols<S>>,
    connections: Arc<Connections>,
    permits: Arc<Semaphore>,
    mut shutdown: Shutdown,
) {
    let mut warned: Option<Instant> = None;
    loop {
        let accepting = async {
            loop {
                match listener.accept().await {
                    Ok((stream, address)) => {
                        // Not before: a socket that waits for clients would keep a permit from those that have some.
                        let permit = permits.clone().acquire_owned().await.expect("nothing closes the semaphore");
                        return (stream, Peer { address }, permit);
                    }
                    // The client gave up while it waited; the next one need not wait for that.
                    Err(error) if is_about_one_connection(&error) => {}
                    Err(error) => {
                        if warned.is_none_or(|warned| warned.elapsed() > WARN_EVERY) {
                            warned = Some(Instant::now());
                            tracing::warn!(%error, "cannot accept connections; trying on");
                        }
                        tokio::time::sleep(PAUSE).await;
                    }
                }
            }
        };
        let Some((stream, peer, permit)) = unless(shutdown.begun(), accepting).await else { return };
        let registration = connections.register();
        let protocols = protocols.clone();
        brigade_scheduler::spawn(async move {
            protocols.serve(stream, peer, registration.vitals.clone()).await;
            drop(registration);
            drop(permit);
        });
    }
}

fn is_about_one_connection(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionReset, Interrupted};
    matches!(error.kind(), ConnectionAborted | ConnectionReset | Interrupted)
}

#[cfg(test)]
mod tests {
    use std::{io::ErrorKind, net::Ipv4Addr};

    use super::{bind, descriptors_max};

    #[test]
    fn sockets_share_a_port_with_each_other_and_with_nobody_else() {
        let runtime = brigade_scheduler::runtime(Some(1)).unwrap();
        let _entered = runtime.enter();
        let listeners = bind((Ipv4Addr::LOCALHOST, 0).into(), 3).unwrap();
        let addresses: Vec<_> = listeners.iter().map(|listener| listener.local_addr().unwrap()).collect();
        assert_eq!(addresses, vec![addresses[0]; if cfg!(target_os = "linux") { 3 } else { 1 }]);
        let second = bind(addresses[0], 3).map_err(|error| error.kind());
        assert_eq!(second.err(), Some(ErrorKind::AddrInUse));
    }

    #[test]
    fn the_soft_limit_of_descriptors_is_read() {
        let text = "Limit                     Soft Limit           Hard Limit           Units     \n\
                    Max processes             95985                95985                processes \n\
                    Max open files            1024                 20000                files     \n";
        assert_eq!(descriptors_max(text), Some(1024));
        assert_eq!(descriptors_max("Max open files            unlimited            unlimited            files"), None);
        assert_eq!(descriptors_max(""), None);
    }
}
