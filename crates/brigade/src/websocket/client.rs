//! Speaks on the client's end of a WebSocket, in tests.

use std::{future::Future, time::Duration};

use super::{
    frame::Role,
    line::{Line, Terms},
    message::Bounds,
    socket::Socket,
};
use crate::switch::Upgraded;

/// An application says as much as it likes, and is not asked if it is there.
const TERMS: Terms = Terms {
    bounds: Bounds { message_bytes_max: usize::MAX, fragments_max: usize::MAX },
    ping_after: Duration::from_secs(24 * 60 * 60),
    pong_time_max: Duration::from_secs(24 * 60 * 60),
};

/// Returns the client's end of a WebSocket, and what has to run for as long as it is open.
pub(crate) fn client(transport: Upgraded) -> (Socket, impl Future<Output = ()> + Send) {
    let line = Line::new(transport, Role::Client, TERMS);
    let connection = Connection(line.clone());
    (Socket::new(line), async move { connection.0.keep().await })
}

struct Connection(Line);

impl Drop for Connection {
    fn drop(&mut self) {
        // Whoever waits on it when the runtime ends would wait for ever.
        self.0.lose();
    }
}
