//! Requests that are due at given moments, sent by one thread.

use std::{
    io,
    rc::Rc,
    thread,
    time::{Duration, Instant},
};

use tokio::{
    runtime,
    sync::mpsc,
    task::{LocalSet, spawn_local},
};

use crate::{
    exchange::{Client, Idle, Request},
    outcome::{Outcome, Outcomes},
};

/// Is what shall be sent, and when.
pub(crate) struct Stream {
    /// Sent in turn, again from the first after the last.
    pub(crate) requests: Vec<Request>,
    /// Counted from the beginning, in order.
    pub(crate) dues: Vec<Duration>,
}

impl Stream {
    /// Sends all requests, and waits for all answers.
    pub(crate) fn send(self, client: Client) -> io::Result<Outcomes> {
        let runtime = runtime::Builder::new_current_thread().enable_all().build()?;
        Ok(LocalSet::new().block_on(&runtime, self.drive(client)))
    }

    #[expect(clippy::disallowed_methods, reason = "a client, which has no scheduler")]
    async fn drive(self, client: Client) -> Outcomes {
        let (sender, mut receiver) = mpsc::unbounded_channel();
        // The timer of the runtime counts whole milliseconds, which is too coarse for answers that take a few.
        let clock = thread::spawn(move || {
            let begin = Instant::now();
            for due in self.dues.into_iter().map(|due| begin + due) {
                thread::sleep(due.saturating_duration_since(Instant::now()));
                if sender.send(due).is_err() {
                    return;
                }
            }
        });
        let (requests, idle) = (Rc::new(self.requests), Idle::default());
        let mut sent = Vec::new();
        while let Some(due) = receiver.recv().await {
            let (number, requests, idle) = (sent.len(), requests.clone(), idle.clone());
            sent.push(spawn_local(async move { client.ask(&requests[number % requests.len()], due, &idle).await }));
        }
        clock.join().expect("the clock does not panic");
        let mut outcomes = Outcomes::default();
        for task in sent {
            outcomes.add(task.await.unwrap_or(Outcome::BROKEN));
        }
        outcomes
    }
}
