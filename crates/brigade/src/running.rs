//! Runs an operation where it belongs, for as long as somebody waits for its answer.

use std::{
    future::Future,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
    time::{Duration, Instant},
};

use brigade_scheduler::{Lane, Operation, spawn};
use tokio::{
    runtime::Handle,
    sync::{oneshot, watch},
    time::{Sleep, sleep},
};

use crate::{
    ambient::{Ambient, Due, enter, within},
    depends,
    error::Error,
    extract::{Answering, Arrival, Call, Cancel, ResponseParts},
    job_error::{contained, job_error, poll_contained, stopping, too_late, unfinished},
    one_line::OneLine,
    respond::Response,
    scope::{Aftermath, Scope},
    sending::Sending,
    site::{Leaf, Site},
};
#[cfg(feature = "websockets")]
use crate::{
    site::Settings,
    websocket::{Door, Handshake},
};

/// Runs the operation of `leaf`. Whatever goes wrong is an error to be answered, a panic too.
pub(crate) async fn run(site: &Site, leaf: &Leaf, mut call: Box<Call>) -> Result<Response, Error> {
    let plan = &leaf.plan;
    let cancel = plan.cancellable.then(Cancel::default);
    let arrival = call.stream.arrival();
    call.cancel = cancel.clone();
    call.parts = plan.has_parts.then(ResponseParts::default);
    let open = door(site, leaf, &mut call)?;
    let sending = plan.sends.then(|| Sending::begin(&mut call));
    let bytes = call.body.len();
    let bytes_parsed = if plan.raw_body { 0 } else { bytes };
    let lane = leaf.operation.lane(bytes_parsed);
    call.writer = (lane == Lane::Inline).then(|| leaf.writer.clone());
    let answering = match leaf.needs_scope() {
        false => (leaf.endpoint.answer)(call),
        true => {
            let aftermath = if leaf.has_aftermath() { Some(aftermath(site, leaf)?) } else { None };
            let scope = Scope::new(aftermath);
            depends::answer(call, leaf.nodes.clone(), leaf.endpoint.answer, scope)
        }
    };
    let detach = plan.spec.detach;
    let ambient = Ambient::new(leaf.place.clone(), Due::Within(leaf.time_max));
    // What goes on behind its answer, or without its client, has all the time there is.
    let goes_on = detach || open.is_some() || sending.is_some();
    let mut ambient = if goes_on { ambient.later() } else { ambient };
    let (answering, ambient) = match (lane, detach) {
        (Lane::Inline, false) if open.is_none() => (answering, Some(ambient)),
        (Lane::Inline, _) => (watched(leaf.operation.clone(), ambient, answering), None),
        (Lane::Pool, _) => {
            // From here on the job waits for its turn, and that is a part of its time.
            if let Due::Within(time_max) = ambient.due {
                ambient.due = Due::At(Instant::now() + time_max);
            }
            (on_pool(&leaf.operation, bytes, ambient, answering), None)
        }
    };
    let answering = match sending {
        Some(sending) => Box::pin(sending.answer(answering)),
        None => answering,
    };
    let answering =
        if detach { detached(answering, plan.spec.name, site.shared.detached.subscribe()) } else { answering };
    let watched = ambient.is_some().then_some(&leaf.operation);
    let answering = match open {
        Some(open) => open(answering),
        None => answering,
    };
    let deadline = Deadline { time_max: leaf.time_max, lane, arrival, timer: None };
    Waiting { answering, watched, ambient, deadline, cancel, detach }.await
}

/// Has the operation find its WebSocket, if it speaks on one, and returns what takes the rest of it behind the answer.
#[cfg(feature = "websockets")]
fn door(
    site: &Site,
    leaf: &Leaf,
    call: &mut Call,
) -> Result<Option<impl FnOnce(Answering) -> Answering + use<>>, Error> {
    let spec = leaf.plan.spec;
    if !spec.is_socket() {
        return Ok(None);
    }
    let Settings { websocket_origins, limits, .. } = &site.settings;
    let handshake = Handshake::read(&call.head, websocket_origins)?;
    let (door, open) = Door::new(handshake, limits, spec.name);
    call.head.extensions.insert(door);
    Ok(Some(open))
}

#[cfg(not(feature = "websockets"))]
type Open = fn(Answering) -> Answering;

#[cfg(not(feature = "websockets"))]
#[expect(clippy::unnecessary_wraps, reason = "with WebSockets there is what can be wrong")]
fn door(_: &Site, _: &Leaf, _: &mut Call) -> Result<Option<Open>, Error> {
    Ok(None)
}

/// Says where what comes after a request runs; an error if too much still does.
fn aftermath(site: &Site, leaf: &Leaf) -> Result<Aftermath, Error> {
    let shared = &site.shared;
    // What comes after a WebSocket comes when that ends, and open ones are no work that has piled up.
    let ongoing = if leaf.plan.spec.is_socket() { shared.detached.subscribe() } else { shared.aftermaths.subscribe() };
    if shared.aftermaths.receiver_count() > site.settings.limits.unfinished_max {
        return Err(unfinished());
    }
    let ambient = Ambient::unhurried(leaf.place.clone());
    Ok(Aftermath { operation: leaf.operation.clone(), ambient, runtime: Handle::current(), ongoing })
}

/// Lets the watchdog see the polls of an operation that outlives its answer or its request.
fn watched(operation: Operation, ambient: Ambient, answering: Answering) -> Answering {
    Box::pin(async move { within(Some(ambient), operation.watch(answering)).await })
}

/// Has the pool poll an operation.
fn on_pool(operation: &Operation, bytes: usize, ambient: Ambient, answering: Answering) -> Answering {
    let driven = operation.drive(bytes, within(Some(ambient), answering));
    Box::pin(async { driven.await.unwrap_or_else(|error| Err(job_error(error))) })
}

/// Lets an operation go on when nobody waits for it any more. `ongoing` is held until it is over.
fn detached(answering: Answering, name: &'static str, ongoing: watch::Receiver<()>) -> Answering {
    let (sender, receiver) = oneshot::channel();
    spawn(async move {
        let answer = contained(answering).await;
        // Where a client waits, the error is logged with its request.
        if let Err(Err(error)) = sender.send(answer)
            && let Some(cause) = error.cause()
        {
            let cause = OneLine(cause);
            tracing::error!(target: "brigade::error", operation = name, %cause, "failed after its client had left");
        }
        drop(ongoing);
    });
    Box::pin(async { receiver.await.unwrap_or_else(|_| Err(stopping())) })
}

/// Is an operation for which a client waits, for as long as it may take.
struct Waiting<'s> {
    answering: Answering,
    /// The operation, if it is polled here: then the watchdog has to see it.
    watched: Option<&'s Operation>,
    /// What it runs for, if it is polled here.
    ambient: Option<Ambient>,
    deadline: Deadline,
    /// Whom to tell that nobody waits any more; `None` once there is nothing to tell.
    cancel: Option<Cancel>,
    /// Whether the operation goes on without its client.
    detach: bool,
}

impl Future for Waiting<'_> {
    type Output = Result<Response, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let this = &mut *self;
        let polling = this.watched.map(Operation::polling);
        let entered = enter(&mut this.ambient);
        let polled = poll_contained(this.answering.as_mut(), context);
        drop((entered, polling));
        if let Poll::Ready(answer) = polled {
            this.cancel = None;
            return Poll::Ready(answer);
        }
        let passed = this.deadline.poll_passed(context);
        if let (Some(ambient), Some(due)) = (&mut this.ambient, this.deadline.due()) {
            ambient.due = Due::At(due);
        }
        passed.map(|()| {
            if let Some(cancel) = this.cancel.take() {
                cancel.cancel();
            }
            Err(too_late())
        })
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        if let Some(cancel) = self.cancel.take().filter(|_| !self.detach) {
            cancel.cancel();
        }
    }
}

/// Is the end of an operation's time.
struct Deadline {
    time_max: Duration,
    lane: Lane,
    /// Says when the operation last had a piece of a body that it takes as it arrives: its time begins anew then.
    arrival: Option<Arc<Arrival>>,
    /// Made when the operation first waits, and when it is due: one that is ready at once never costs a timer.
    timer: Option<(Pin<Box<Sleep>>, Instant)>,
}

impl Deadline {
    /// Returns when its time is over, if that is known.
    fn due(&self) -> Option<Instant> {
        self.timer.as_ref().filter(|_| self.arrival.is_none()).map(|(_, due)| *due)
    }

    fn poll_passed(&mut self, context: &mut Context<'_>) -> Poll<()> {
        let new = || (Box::pin(sleep(self.time_max)), Instant::now() + self.time_max);
        let (timer, due) = self.timer.get_or_insert_with(new);
        loop {
            ready!(timer.as_mut().poll(context));
            let left = match &self.arrival {
                // How long the client may take is not for the operation's deadline to say.
                Some(arrival) => arrival.idle().map_or(self.time_max, |idle| self.time_max.saturating_sub(idle)),
                // A clock that a test has paused runs on when its own threads rest, whatever the pool's are doing.
                None if self.lane == Lane::Pool => due.saturating_duration_since(Instant::now()),
                None => Duration::ZERO,
            };
            if left.is_zero() {
                return Poll::Ready(());
            }
            timer.set(sleep(left));
        }
    }
}
