//! Says when the server shall stop: first politely, then at once.

use std::{
    future::{Future, poll_fn},
    io,
    pin::pin,
    sync::Arc,
    task::Poll,
};

use tokio::{
    signal::unix::{SignalKind, signal},
    sync::watch,
};

/// How far the end has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Stage {
    Running,
    /// No new connections; what runs may finish.
    Draining,
    /// Everything closes.
    Stopped,
}

/// Stops a server. Clones stop the same one.
#[derive(Debug, Clone)]
pub(crate) struct Shutdown {
    stage: Arc<watch::Sender<Stage>>,
    changes: watch::Receiver<Stage>,
}

impl Shutdown {
    pub(crate) fn new() -> Self {
        let (stage, changes) = watch::channel(Stage::Running);
        Self { stage: Arc::new(stage), changes }
    }

    /// Asks to stop; asked again, it is at once.
    pub(crate) fn ask(&self) {
        self.stage.send_modify(|stage| {
            *stage = if *stage == Stage::Running { Stage::Draining } else { Stage::Stopped };
        });
    }

    /// Asks for each SIGTERM and SIGINT, as long as the runtime runs.
    ///
    /// # Errors
    ///
    /// If the operating system does not let the process watch its signals.
    pub(crate) fn ask_on_signals(&self) -> io::Result<()> {
        for (name, kind) in [("SIGTERM", SignalKind::terminate()), ("SIGINT", SignalKind::interrupt())] {
            let (shutdown, mut signals) = (self.clone(), signal(kind)?);
            brigade_scheduler::spawn(async move {
                while signals.recv().await.is_some() {
                    tracing::info!(signal = name, "stopping");
                    shutdown.ask();
                }
            });
        }
        Ok(())
    }

    /// Waits until stopping was asked for.
    pub(crate) async fn begun(&mut self) {
        self.reached(Stage::Draining).await;
    }

    /// Waits until stopping was asked for twice.
    pub(crate) async fn forced(&mut self) {
        self.reached(Stage::Stopped).await;
    }

    async fn reached(&mut self, stage: Stage) {
        self.changes.wait_for(|now| *now >= stage).await.expect("this holds a sender itself");
    }
}

/// Returns what `work` gives, or `None` if `stop` is ready before.
pub(crate) async fn unless<T>(stop: impl Future<Output = ()>, work: impl Future<Output = T>) -> Option<T> {
    let (mut stop, mut work) = (pin!(stop), pin!(work));
    poll_fn(|context| match work.as_mut().poll(context) {
        Poll::Ready(result) => Poll::Ready(Some(result)),
        Poll::Pending => stop.as_mut().poll(context).map(|()| None),
    })
    .await
}
