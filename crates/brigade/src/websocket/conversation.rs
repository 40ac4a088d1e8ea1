//! Lets a function speak on a WebSocket: from the request to the handshake's answer, and from there to the end.

use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use http::StatusCode;
use tokio::{
    sync::oneshot,
    time::{Sleep, sleep},
};

use super::{
    Accepted, Decision,
    close::{Close, FAILED, NORMAL, POLICY, SocketError, TRY_AGAIN_LATER},
    frame::Role,
    handshake::Handshake,
    line::{Line, Terms},
};
use crate::{
    broadcast::Lagged,
    error::Error,
    extract::Answering,
    job_error::poll_contained,
    one_line::OneLine,
    respond::Response,
    switch::{Switch, Upgraded},
};

/// How long a function may go on after its WebSocket has ended.
const AFTERWORD_TIME_MAX: Duration = Duration::from_secs(30);

/// Runs an operation until it accepts or refuses the WebSocket, and answers the handshake. What was accepted goes on behind
/// the answer.
pub(crate) struct Opening {
    /// `None` once it is answered.
    opening: Option<(Answering, Handshake)>,
    /// `None` once it is known.
    decision: Option<oneshot::Receiver<Decision>>,
    /// What is answered when the function has ended.
    denial: Option<Result<Response, Error>>,
    terms: Terms,
    name: &'static str,
}

impl Opening {
    pub(super) fn new(
        function: Answering,
        handshake: Handshake,
        decision: oneshot::Receiver<Decision>,
        terms: Terms,
        name: &'static str,
    ) -> Self {
        Self { opening: Some((function, handshake)), decision: Some(decision), denial: None, terms, name }
    }
}

impl Future for Opening {
    type Output = Result<Response, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let this = &mut *self;
        let (function, _) = this.opening.as_mut().expect("a future is not polled after its end");
        let ended = poll_contained(function.as_mut(), context);
        let mut accepted = None;
        if let Some(decision) = &mut this.decision
            && let Poll::Ready(decision) = Pin::new(decision).poll(context)
        {
            this.decision = None;
            match decision {
                Ok(Decision::Accepted(decided)) => accepted = Some(decided),
                Ok(Decision::Denied(answer)) => this.denial = Some(answer),
                // Nobody decides any more; what the function comes to is the answer.
                Err(_) => {}
            }
        }
        match (ended, accepted) {
            (Poll::Pending, None) => Poll::Pending,
            (Poll::Pending, Some(accepted)) => Poll::Ready(Ok(this.accept(accepted))),
            (Poll::Ready(Err(error)), _) => Poll::Ready(Err(refused(error))),
            (Poll::Ready(Ok(_)), _) => {
                let denial = this.denial.take();
                Poll::Ready(denial.unwrap_or_else(|| Err(Error::reason(StatusCode::FORBIDDEN))))
            }
        }
    }
}

impl Opening {
    /// Makes the answer behind which the function goes on.
    fn accept(&mut self, Accepted { headers, line }: Accepted) -> Response {
        let (function, handshake) = self.opening.take().expect("a WebSocket is accepted once");
        let (terms, name) = (self.terms, self.name);
        let mut response = handshake.answer(headers);
        response.extensions_mut().insert(Switch::new(move |upgraded: Upgraded| {
            let spoken = Line::new(upgraded, Role::Server, terms);
            // Who does not wait for it any more will not speak.
            let _ = line.send(spoken.clone());
            Conversation { line: spoken, function: Some(function), is_over: false, timer: None, name }
        }));
        response
    }
}

/// Makes the answer of a request that does not fit: FastAPI refuses such a handshake with this status, too.
fn refused(error: Error) -> Error {
    if error.violations().is_empty() { error } else { error.with_status(StatusCode::FORBIDDEN) }
}

/// Runs the rest of an operation beside its connection.
struct Conversation {
    line: Line,
    /// `None` once it has ended.
    function: Option<Answering>,
    is_over: bool,
    /// Is there once the WebSocket has ended before the function.
    timer: Option<Pin<Box<Sleep>>>,
    name: &'static str,
}

impl Future for Conversation {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let this = &mut *self;
        loop {
            this.is_over = this.is_over || this.line.poll(context).is_ready();
            if let Some(function) = &mut this.function
                && let Poll::Ready(ended) = poll_contained(function.as_mut(), context)
            {
                this.function = None;
                this.line.close(goodbye(ended, this.name));
            }
            match (this.is_over, &this.function) {
                (true, None) => return Poll::Ready(()),
                (true, Some(_)) => {
                    let timer = this.timer.get_or_insert_with(|| Box::pin(sleep(AFTERWORD_TIME_MAX)));
                    return timer.as_mut().poll(context);
                }
                (false, _) if this.line.rest() => return Poll::Pending,
                (false, _) => {}
            }
        }
    }
}

/// Returns what the client is told at the end of a function, and logs what failed.
fn goodbye(ended: Result<Response, Error>, name: &'static str) -> Close {
    let Err(error) = ended else { return Close::new(NORMAL, "") };
    let is_mistake = match error.downcast_ref::<SocketError>() {
        Some(error) if !error.is_mistake() => return error.close(),
        mistake => mistake.is_some(),
    };
    if error.downcast_ref::<Lagged>().is_some() {
        return Close::new(TRY_AGAIN_LATER, "too slow");
    }
    if !is_mistake && !error.is_failure() {
        return Close::new(POLICY, error.message().to_owned());
    }
    let cause = OneLine(error.cause().map_or_else(|| error.to_string(), ToString::to_string));
    tracing::error!(target: "brigade::error", operation = name, %cause, "failed on a WebSocket");
    Close::new(FAILED, "")
}
