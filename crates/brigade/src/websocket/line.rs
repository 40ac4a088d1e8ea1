//! Joins a function that speaks on a WebSocket to its connection.
//!
//! Only the task that has the connection reads and writes it: it calls [`Line::poll`]. Functions, wherever they are polled,
//! take messages out of a list and put frames into a buffer, and wake each other. So pings are answered, the other side is
//! missed when it is silent, and the end of the server is told, whatever the function does meanwhile.
//!
//! While nothing is said there are no buffers: what is read goes through the stack, and what is written leaves with its buffer.

use std::{
    collections::VecDeque,
    fmt,
    future::{Future, poll_fn},
    io,
    mem::MaybeUninit,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, Waker},
    time::Duration,
};

use bytes::{Buf, BytesMut};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    time::{Instant, Sleep, sleep_until},
};

use super::{
    close::{Breach, Close, GOING_AWAY, SocketError},
    frame::{self, Opcode, Role},
    message::{Bounds, Event, Message, MessageReader},
};
use crate::{
    limits::{Limits, NEVER},
    switch::Upgraded,
};

/// What is read at once.
const READ_BYTES_MAX: usize = 16 * 1024;
/// Who sends waits while more than this has not been written.
const UNWRITTEN_BYTES_MAX: usize = 64 * 1024;
/// Nothing is read while more than this has not been written: else pings would be answered without bound.
const UNANSWERED_BYTES_MAX: usize = 128 * 1024;
/// How long the other side may take to say goodbye.
const CLOSING_TIME_MAX: Duration = Duration::from_secs(5);
/// How long the other side may take to read the last frame.
const LINGER_TIME_MAX: Duration = Duration::from_secs(1);

/// Says when silence means that the other side is gone, and what it may send.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Terms {
    pub(crate) bounds: Bounds,
    /// How long the other side may be silent before it is asked.
    pub(crate) ping_after: Duration,
    /// How long it may take to answer.
    pub(crate) pong_time_max: Duration,
}

impl Terms {
    pub(crate) fn of(limits: &Limits) -> Self {
        Self {
            bounds: Bounds { message_bytes_max: limits.message_bytes_max, fragments_max: limits.fragments_max },
            ping_after: limits.ping_after.min(NEVER),
            pong_time_max: limits.pong_time_max.min(NEVER),
        }
    }
}

/// Is one end of a WebSocket. Clones are the same end.
#[derive(Clone)]
pub(crate) struct Line(Arc<Mutex<State>>);

struct State {
    transport: Upgraded,
    ending: Pin<Box<dyn Future<Output = ()> + Send>>,
    role: Role,
    terms: Terms,
    reader: MessageReader,
    /// What has come and nobody has taken. Nothing more is read until it is empty.
    inbox: VecDeque<Message>,
    /// What has not been written.
    unwritten: BytesMut,
    phase: Phase,
    /// Is there once nothing more will come to the function.
    end: Option<Close>,
    /// Is there until the function was told.
    breach: Option<Breach>,
    timer: Pin<Box<Sleep>>,
    /// When the other side was last known to be there.
    heard: Instant,
    is_asked: bool,
    /// Whether the connection took no more when something was last written.
    is_blocked: bool,
    /// The task that has the connection.
    keeper: Option<Waker>,
    /// Whether that task will look at the line again before it sleeps.
    is_kept: bool,
    /// Whether the function has done something since that task looked.
    is_touched: bool,
    receiver: Option<Waker>,
    senders: Vec<Waker>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    Open,
    /// This side has said goodbye.
    Closing,
    /// Everything is said; the other side may read it.
    Lingering {
        is_shut: bool,
    },
    Over,
}

impl Line {
    pub(crate) fn new(transport: Upgraded, role: Role, terms: Terms) -> Self {
        let sender = match role {
            Role::Server => Role::Client,
            Role::Client => Role::Server,
        };
        let heard = Instant::now();
        Self(Arc::new(Mutex::new(State {
            ending: Box::pin(transport.ending()),
            transport,
            role,
            terms,
            reader: MessageReader::new(sender, terms.bounds),
            inbox: VecDeque::new(),
            unwritten: BytesMut::new(),
            phase: Phase::Open,
            end: None,
            breach: None,
            timer: Box::pin(sleep_until(heard + terms.ping_after)),
            heard,
            is_asked: false,
            is_blocked: false,
            keeper: None,
            is_kept: false,
            is_touched: false,
            receiver: None,
            senders: Vec::new(),
        })))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reads and writes the connection; ready once there is nothing more to do with it.
    ///
    /// The caller lets the function do something, and looks at [`rest`](Self::rest) then.
    pub(super) fn poll(&self, context: &mut Context<'_>) -> Poll<()> {
        let mut state = self.state();
        if state.keeper.as_ref().is_none_or(|keeper| !keeper.will_wake(context.waker())) {
            state.keeper = Some(context.waker().clone());
        }
        (state.is_kept, state.is_touched) = (true, false);
        state.poll(context)
    }

    /// Keeps the connection until there is nothing more to do with it; whoever speaks on it is polled elsewhere.
    pub(crate) async fn keep(&self) {
        poll_fn(|context| {
            loop {
                match self.poll(context) {
                    Poll::Ready(()) => return Poll::Ready(()),
                    Poll::Pending if self.rest() => return Poll::Pending,
                    Poll::Pending => {}
                }
            }
        })
        .await;
    }

    /// Returns whether the caller of [`poll`](Self::poll) may sleep: the function has done nothing since.
    pub(super) fn rest(&self) -> bool {
        let mut state = self.state();
        state.is_kept = state.is_touched;
        !state.is_touched
    }

    /// Takes the next message; `None` if none will come.
    pub(crate) fn poll_receive(&self, context: &mut Context<'_>) -> Poll<Result<Option<Message>, SocketError>> {
        let mut state = self.state();
        if let Some(message) = state.inbox.pop_front() {
            if state.inbox.is_empty() {
                state.inbox = VecDeque::new();
                state.touch();
            }
            return Poll::Ready(Ok(Some(message)));
        }
        if let Some(breach) = state.breach.take() {
            return Poll::Ready(Err(breach.into()));
        }
        if state.end.is_some() {
            return Poll::Ready(Ok(None));
        }
        state.receiver = Some(context.waker().clone());
        Poll::Pending
    }

    /// Is ready once there is room for a message.
    pub(crate) fn poll_ready(&self, context: &mut Context<'_>) -> Poll<Result<(), SocketError>> {
        let mut state = self.state();
        if state.phase != Phase::Open {
            return Poll::Ready(Err(SocketError::CLOSED));
        }
        if state.unwritten.len() < UNWRITTEN_BYTES_MAX {
            return Poll::Ready(Ok(()));
        }
        if !state.senders.iter().any(|sender| sender.will_wake(context.waker())) {
            state.senders.push(context.waker().clone());
        }
        Poll::Pending
    }

    /// Has `message` written.
    pub(crate) fn send(&self, message: &Message) -> Result<(), SocketError> {
        let (opcode, payload) = message.parts();
        let role = self.state().role;
        self.put(|unwritten| frame::write(unwritten, opcode, payload, role))
    }

    fn put(&self, write: impl FnOnce(&mut BytesMut)) -> Result<(), SocketError> {
        let mut state = self.state();
        if state.phase != Phase::Open {
            return Err(SocketError::CLOSED);
        }
        write(&mut state.unwritten);
        state.touch();
        Ok(())
    }

    /// Says goodbye, unless that was done.
    pub(crate) fn close(&self, close: Close) {
        let mut state = self.state();
        if state.phase == Phase::Open {
            state.say_goodbye(close);
            state.touch();
        }
    }

    /// Gives the connection up.
    pub(super) fn lose(&self) {
        self.state().be_over();
    }

    /// Returns how it ended; `None` while it has not.
    pub(crate) fn end(&self) -> Option<Close> {
        self.state().end.clone()
    }
}

impl fmt::Debug for Line {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Line").field("end", &self.end()).finish_non_exhaustive()
    }
}

impl State {
    fn touch(&mut self) {
        self.is_touched = true;
        if !self.is_kept
            && let Some(keeper) = &self.keeper
        {
            keeper.wake_by_ref();
        }
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<()> {
        if self.phase == Phase::Open && self.ending.as_mut().poll(context).is_ready() {
            self.say_goodbye(Close::new(GOING_AWAY, ""));
        }
        if let Err(error) = self.poll_io(context) {
            tracing::debug!(%error, "a WebSocket failed");
            self.be_over();
        }
        while self.phase != Phase::Over && self.timer.as_mut().poll(context).is_ready() {
            self.be_late();
        }
        if self.phase == Phase::Over { Poll::Ready(()) } else { Poll::Pending }
    }

    fn poll_io(&mut self, context: &mut Context<'_>) -> io::Result<()> {
        loop {
            let is_written = self.poll_write(context)?;
            if let Phase::Lingering { is_shut: false } = self.phase
                && is_written
                && Pin::new(&mut self.transport).poll_shutdown(context)?.is_ready()
            {
                self.phase = Phase::Lingering { is_shut: true };
            }
            if self.phase == Phase::Over
                || self.phase == Phase::Open && !self.inbox.is_empty()
                || self.unwritten.len() > UNANSWERED_BYTES_MAX
                || !self.poll_read(context)?
            {
                return Ok(());
            }
        }
    }

    /// Writes what there is to be written, and returns whether nothing is left.
    fn poll_write(&mut self, context: &mut Context<'_>) -> io::Result<bool> {
        while !self.unwritten.is_empty() {
            match Pin::new(&mut self.transport).poll_write(context, &self.unwritten)? {
                Poll::Ready(0) => return Err(io::ErrorKind::WriteZero.into()),
                Poll::Ready(written) => {
                    self.unwritten.advance(written);
                    // What leaves again was taken at the other end. It may have an answer in front of it that it cannot read yet,
                    // or that is not read here while the inbox is full.
                    if std::mem::take(&mut self.is_blocked) || !self.inbox.is_empty() {
                        (self.heard, self.is_asked) = (Instant::now(), false);
                    }
                }
                Poll::Pending => {
                    self.is_blocked = true;
                    break;
                }
            }
        }
        if self.unwritten.len() < UNWRITTEN_BYTES_MAX {
            self.senders.drain(..).for_each(Waker::wake);
        }
        if self.unwritten.is_empty() {
            self.unwritten = BytesMut::new();
        }
        Ok(Pin::new(&mut self.transport).poll_flush(context)?.is_ready() && self.unwritten.is_empty())
    }

    /// Reads some of what has come; false if nothing has.
    fn poll_read(&mut self, context: &mut Context<'_>) -> io::Result<bool> {
        let mut bytes = [const { MaybeUninit::uninit() }; READ_BYTES_MAX];
        let mut buffer = ReadBuf::uninit(&mut bytes);
        if Pin::new(&mut self.transport).poll_read(context, &mut buffer)?.is_pending() {
            return Ok(false);
        }
        let mut bytes = buffer.filled_mut();
        if bytes.is_empty() {
            self.be_over();
            return Ok(false);
        }
        (self.heard, self.is_asked) = (Instant::now(), false);
        while !bytes.is_empty() && matches!(self.phase, Phase::Open | Phase::Closing) {
            match self.reader.read(bytes) {
                Ok((taken, event)) => {
                    bytes = &mut bytes[taken..];
                    event.into_iter().for_each(|event| self.hear(event));
                }
                Err(breach) => self.be_broken(breach),
            }
        }
        Ok(true)
    }

    fn hear(&mut self, event: Event) {
        match event {
            // Who said goodbye does not listen any more.
            Event::Message(message) if self.phase == Phase::Open => {
                self.inbox.push_back(message);
                self.wake_receiver();
            }
            Event::Ping(payload) if self.phase == Phase::Open => {
                frame::write(&mut self.unwritten, Opcode::Pong, &payload, self.role);
            }
            Event::Close(close) => {
                if self.phase == Phase::Open {
                    frame::write(&mut self.unwritten, Opcode::Close, &close.payload(), self.role);
                }
                self.end.get_or_insert(close);
                self.linger();
            }
            Event::Message(_) | Event::Ping(_) | Event::Pong => {}
        }
    }

    fn say_goodbye(&mut self, close: Close) {
        frame::write(&mut self.unwritten, Opcode::Close, &close.payload(), self.role);
        self.phase = Phase::Closing;
        self.end = Some(close);
        self.timer.as_mut().reset(Instant::now() + CLOSING_TIME_MAX);
        self.wake_all();
    }

    fn be_broken(&mut self, breach: Breach) {
        tracing::debug!(reason = breach.reason, "a WebSocket's other side broke the protocol");
        if self.phase == Phase::Open {
            frame::write(&mut self.unwritten, Opcode::Close, &Close::from(breach).payload(), self.role);
            (self.end, self.breach) = (Some(breach.into()), Some(breach));
        }
        self.linger();
    }

    fn linger(&mut self) {
        self.phase = Phase::Lingering { is_shut: false };
        self.timer.as_mut().reset(Instant::now() + LINGER_TIME_MAX);
        self.wake_all();
    }

    fn be_over(&mut self) {
        self.phase = Phase::Over;
        self.end.get_or_insert(Close::LOST);
        self.unwritten = BytesMut::new();
        self.wake_all();
    }

    /// Sees what it means that nothing was heard.
    fn be_late(&mut self) {
        let now = Instant::now();
        let next = match self.phase {
            Phase::Open => {
                if now < self.heard + self.terms.ping_after {
                    self.heard + self.terms.ping_after
                } else if self.is_asked {
                    return self.be_over();
                } else {
                    self.is_asked = true;
                    frame::write(&mut self.unwritten, Opcode::Ping, b"", self.role);
                    self.is_touched = true;
                    now + self.terms.pong_time_max
                }
            }
            Phase::Closing | Phase::Lingering { .. } | Phase::Over => return self.be_over(),
        };
        self.timer.as_mut().reset(next);
    }

    fn wake_receiver(&mut self) {
        if let Some(receiver) = self.receiver.take() {
            // The task that has the connection polls the function next, if it is the function's.
            if !self.keeper.as_ref().is_some_and(|keeper| keeper.will_wake(&receiver)) {
                receiver.wake();
            }
        }
    }

    fn wake_all(&mut self) {
        self.wake_receiver();
        self.senders.drain(..).for_each(Waker::wake);
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use tokio::{
        net::{TcpListener, TcpStream},
        sync::watch,
        time::timeout,
    };

    use super::*;
    use crate::websocket::Socket;

    /// Longer than anything that is waited for. It only ever passes when a test fails.
    const PATIENCE: Duration = Duration::from_secs(20);

    fn run(test: impl Future<Output = ()>) {
        let runtime = brigade_scheduler::runtime(Some(1)).unwrap();
        runtime.block_on(async { timeout(PATIENCE, test).await }).expect("an end in time");
    }

    /// Joins a server and a client, and returns what tells each to end.
    async fn joined() -> (Socket, Socket, [watch::Sender<bool>; 2]) {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let client = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
        let (server, _) = listener.accept().await.unwrap();
        let ends = [watch::Sender::new(false), watch::Sender::new(false)];
        let open = |stream, role, ending| {
            let line = Line::new(Upgraded::new(stream, ending), role, Terms::of(&Limits::default()));
            let kept = line.clone();
            brigade_scheduler::spawn(async move { kept.keep().await });
            Socket::new(line)
        };
        let server = open(server, Role::Server, ends[0].subscribe());
        (server, open(client, Role::Client, ends[1].subscribe()), ends)
    }

    #[test]
    fn a_server_that_ends_says_so_to_both() {
        run(async {
            let (mut server, mut client, [end, _client]) = joined().await;
            client.send_text("hello").await.unwrap();
            assert_eq!(server.receive_text().await.unwrap().as_deref(), Some("hello"));
            end.send_replace(true);
            assert_eq!(client.receive().await, Ok(None));
            assert_eq!(server.receive().await, Ok(None));
            let away = Some(Close::new(GOING_AWAY, ""));
            assert_eq!((server.closed(), client.closed()), (away.clone(), away));
            assert_eq!(server.send_text("too late").await, Err(SocketError::CLOSED));
        });
    }

    #[test]
    fn what_has_come_before_a_goodbye_is_still_there() {
        run(async {
            let (mut server, client, _ends) = joined().await;
            client.send_text("one").await.unwrap();
            client.send_text("two").await.unwrap();
            client.close(4000, "that is all").await.unwrap();
            assert_eq!(server.receive_text().await.unwrap().as_deref(), Some("one"));
            assert_eq!(server.receive_text().await.unwrap().as_deref(), Some("two"));
            assert_eq!(server.receive_text().await.unwrap(), None);
            assert_eq!(server.closed(), Some(Close::new(4000, "that is all")));
            assert_eq!(server.close(1006, "").await, Err(SocketError::no_code(1006)));
        });
    }

    #[test]
    fn who_sends_waits_for_who_receives() {
        run(async {
            let (mut server, client, _ends) = joined().await;
            let messages = 1000;
            let sending = brigade_scheduler::spawn(async move {
                for number in 0..messages {
                    client.send_bytes(vec![number as u8; 10_000]).await.unwrap();
                }
                client.close(1000, "").await.unwrap();
            });
            for number in 0..messages {
                let bytes = server.receive_bytes().await.unwrap().unwrap();
                assert!(bytes.len() == 10_000 && bytes[0] == number as u8);
            }
            assert_eq!(server.receive().await, Ok(None));
            sending.await.unwrap();
        });
    }

    /// Is a connection to somebody who says two things, and then takes what they are sent in small pieces, or not at all.
    struct Trickle {
        says: &'static [u8],
        /// When the next piece is taken.
        next: Option<Pin<Box<Sleep>>>,
    }

    const PIECE_BYTES: usize = 4096;
    const PIECE_TIME: Duration = Duration::from_millis(5);

    impl AsyncRead for Trickle {
        fn poll_read(mut self: Pin<&mut Self>, _: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
            if self.says.is_empty() {
                return Poll::Pending;
            }
            buffer.put_slice(std::mem::take(&mut self.says));
            Poll::Ready(Ok(()))
        }
    }

    impl AsyncWrite for Trickle {
        fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
            let Some(next) = &mut self.next else { return Poll::Pending };
            if next.as_mut().poll(context).is_pending() {
                return Poll::Pending;
            }
            next.as_mut().reset(Instant::now() + PIECE_TIME);
            Poll::Ready(Ok(bytes.len().min(PIECE_BYTES)))
        }

        fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
            Poll::Ready(Ok(()))
        }

        fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
            Poll::Ready(Ok(()))
        }
    }

    #[test]
    fn who_reads_slowly_is_there_and_who_reads_nothing_is_not() {
        // A frame with one byte of text, twice.
        const SAID: &[u8] = b"\x81\x81\0\0\0\0a\x81\x81\0\0\0\0b";
        let terms = Terms {
            ping_after: Duration::from_millis(20),
            pong_time_max: Duration::from_millis(20),
            ..Terms::of(&Limits::default())
        };
        for (says, reads, expected) in [
            (&b""[..], true, Ok(())),
            (SAID, true, Ok(())),
            (b"", false, Err(SocketError::CLOSED)),
            (SAID, false, Err(SocketError::CLOSED)),
        ] {
            run(async move {
                let trickle = Trickle { says, next: reads.then(|| Box::pin(sleep_until(Instant::now()))) };
                let end = watch::Sender::new(false);
                let line = Line::new(Upgraded::new(trickle, end.subscribe()), Role::Server, terms);
                let kept = line.clone();
                brigade_scheduler::spawn(async move { kept.keep().await });
                let mut socket = Socket::new(line);
                if !says.is_empty() {
                    assert_eq!(socket.receive_text().await.unwrap().as_deref(), Some("a"));
                }
                socket.send_bytes(vec![0; PIECE_BYTES * 64]).await.unwrap();
                assert_eq!(socket.send_bytes("after").await, expected, "says {says:?}, reads: {reads}");
            });
        }
    }
}
