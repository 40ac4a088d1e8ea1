//! Joins two connections that do not speak HTTP any more.

use std::{
    future::{Future, poll_fn},
    io,
    pin::{Pin, pin},
    sync::atomic::{AtomicU64, Ordering::Relaxed},
    task::{Context, Poll, ready},
};

use bytes::Bytes;
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt, ReadBuf, copy_bidirectional};

/// Passes bytes both ways until both sides have ended; `ahead` is what the server has said already.
///
/// Nobody here knows how to take leave in the language that is spoken. So once `ending` is ready this waits until nothing has
/// been said during a `pause`, and then leaves.
pub(super) async fn join<P: Future<Output = ()>>(
    client: impl AsyncRead + AsyncWrite + Unpin,
    server: impl AsyncRead + AsyncWrite + Unpin,
    ahead: Bytes,
    ending: impl Future<Output = ()>,
    pause: impl Fn() -> P,
) -> io::Result<()> {
    let passed = AtomicU64::new(0);
    let (mut client, mut server) = (Counted { side: client, passed: &passed }, server);
    let mut joined = pin!(async {
        client.write_all(&ahead).await?;
        copy_bidirectional(&mut client, &mut server).await.map(drop)
    });
    let mut silence = pin!(async {
        ending.await;
        loop {
            let before = passed.load(Relaxed);
            pause().await;
            if passed.load(Relaxed) == before {
                return;
            }
        }
    });
    poll_fn(|context| match joined.as_mut().poll(context) {
        Poll::Pending => silence.as_mut().poll(context).map(Ok),
        joined => joined,
    })
    .await
}

/// Is the client's side, which counts what is said on it.
struct Counted<'c, T> {
    side: T,
    passed: &'c AtomicU64,
}

impl<T> Counted<'_, T> {
    fn count(&self, bytes: usize) {
        self.passed.fetch_add(bytes as u64, Relaxed);
    }
}

impl<T: AsyncRead + Unpin> AsyncRead for Counted<'_, T> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        ready!(Pin::new(&mut self.side).poll_read(context, buffer))?;
        self.count(buffer.filled().len() - before);
        Poll::Ready(Ok(()))
    }
}

impl<T: AsyncWrite + Unpin> AsyncWrite for Counted<'_, T> {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = ready!(Pin::new(&mut self.side).poll_write(context, bytes))?;
        self.count(written);
        Poll::Ready(Ok(written))
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.side).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.side).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use std::{future, time::Duration};

    use tokio::{
        io::{AsyncReadExt, duplex},
        sync::Semaphore,
    };

    use super::*;

    /// Longer than anything that is waited for. It only ever passes when a test fails.
    const PATIENCE: Duration = Duration::from_secs(20);

    fn run(test: impl Future<Output = ()>) {
        let runtime = brigade_scheduler::runtime(Some(1)).unwrap();
        runtime.block_on(async { tokio::time::timeout(PATIENCE, test).await.unwrap() });
    }

    #[test]
    fn both_sides_hear_each_other_until_both_have_ended() {
        run(async {
            let ((mut client, inner), (outer, mut server)) = (duplex(64), duplex(64));
            let joined = join(inner, outer, "early ".into(), future::pending(), future::pending);
            let talking = async {
                client.write_all(b"from client").await.unwrap();
                client.shutdown().await.unwrap();
                let mut heard = String::new();
                server.read_to_string(&mut heard).await.unwrap();
                assert_eq!(heard, "from client");
                server.write_all(b"from server").await.unwrap();
                server.shutdown().await.unwrap();
                let mut heard = String::new();
                client.read_to_string(&mut heard).await.unwrap();
                assert_eq!(heard, "early from server");
            };
            let (mut joined, mut talking) = (pin!(joined), pin!(talking));
            let mut is_over = (false, false);
            poll_fn(|context| {
                is_over.0 = is_over.0 || joined.as_mut().poll(context).map(Result::unwrap).is_ready();
                is_over.1 = is_over.1 || talking.as_mut().poll(context).is_ready();
                if is_over == (true, true) { Poll::Ready(()) } else { Poll::Pending }
            })
            .await;
        });
    }

    #[test]
    fn the_end_waits_for_silence() {
        static BEGUN: Semaphore = Semaphore::const_new(0);
        static OVER: Semaphore = Semaphore::const_new(0);
        run(async {
            let ((mut client, inner), (outer, mut server)) = (duplex(64), duplex(64));
            let pause = || async {
                BEGUN.add_permits(1);
                OVER.acquire().await.unwrap().forget();
            };
            let joined = brigade_scheduler::spawn(join(inner, outer, Bytes::new(), future::ready(()), pause));
            let mut heard = [0; 2];
            for _ in 0..3 {
                BEGUN.acquire().await.unwrap().forget();
                client.write_all(b"hi").await.unwrap();
                server.read_exact(&mut heard).await.unwrap();
                OVER.add_permits(1);
            }
            BEGUN.acquire().await.unwrap().forget();
            assert!(!joined.is_finished());
            OVER.add_permits(1);
            joined.await.unwrap().unwrap();
            assert_eq!(client.read(&mut heard).await.unwrap(), 0);
        });
    }
}
