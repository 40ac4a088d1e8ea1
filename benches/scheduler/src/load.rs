//! Loads a server with several streams of requests at once, from one thread.
//!
//! A stream is a number of clients that each send their next request when they have an answer, or a clock that says
//! when the next one is due. A clock does not care what became of earlier requests, and latency counts from the time a
//! request was due, so a server that stalls cannot make the client ask less often. Everything is one loop around
//! `epoll` and a timer, precise to microseconds while the thread runs before all others.

use std::{
    collections::VecDeque,
    io,
    mem::MaybeUninit,
    net::SocketAddr,
    os::fd::OwnedFd,
    time::{Duration, Instant},
};

use rustix::{
    event::epoll,
    io::Errno,
    time::{Itimerspec, TimerfdClockId, TimerfdFlags, TimerfdTimerFlags, timerfd_create, timerfd_settime},
};

use crate::{
    connection::{Connection, Received},
    exchanges::{Exchange, Exchanges, Span},
    machine::Roaming,
};

/// How long a client on a clock waits for its answer.
pub(crate) const PATIENCE: Duration = Duration::from_secs(2);

/// How long the client stays on a core.
const STAY: Duration = Duration::from_millis(20);

/// Requests of one kind.
#[derive(Debug, Clone)]
pub(crate) struct Stream {
    pub(crate) path: String,
    pub(crate) arrivals: Arrivals,
    /// When it sends requests, from the start of the load.
    pub(crate) during: Span,
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum Arrivals {
    /// So many clients, each of which sends the next request when it has an answer.
    Clients(usize),
    /// So many requests a second, evenly; each is given up after [`PATIENCE`].
    PerSecond(f64),
}

/// Runs streams against the server at `address`, calls `look` at each of `moments`, and gives what became of the
/// requests of each stream.
///
/// What clients without a clock still wait for at the end is given up.
///
/// # Errors
///
/// When the operating system refuses sockets or timers. Broken connections are no errors but failed requests.
pub(crate) fn run(
    address: SocketAddr,
    streams: Vec<Stream>,
    moments: &[Duration],
    mut look: impl FnMut(),
) -> io::Result<Vec<Exchanges>> {
    let mut load = Load::new(address, streams)?;
    let (mut roaming, mut moves) = (Roaming::new()?, 0);
    let mut moments = moments.iter().copied().peekable();
    loop {
        let now = load.start.elapsed();
        if moments.next_if(|moment| *moment <= now).is_some() {
            look();
        }
        if now >= STAY * moves {
            roaming.go_on();
            moves = (now.as_secs_f64() / STAY.as_secs_f64()) as u32 + 1;
        }
        load.give_up(now);
        load.send_due(now)?;
        let next = load.next(now).into_iter().chain(moments.peek().copied()).min();
        let Some(next) = next else { break };
        load.wait(next)?;
    }
    Ok(load.senders.into_iter().map(|sender| sender.exchanges).collect())
}

struct Load {
    address: SocketAddr,
    epoll: OwnedFd,
    timer: OwnedFd,
    start: Instant,
    senders: Vec<Sender>,
    /// Connections by the number that `epoll` knows them by.
    seats: Vec<Option<Seat>>,
    free: Vec<usize>,
    /// When to give up on which request, the earliest first: its due time, its seat, its number.
    patience: VecDeque<(Duration, usize, u64)>,
    sent: u64,
}

/// A stream that runs.
struct Sender {
    stream: Stream,
    request: Vec<u8>,
    /// How many requests the clock has made due, or how many clients have begun.
    begun: usize,
    waiting: usize,
    idle: Vec<usize>,
    exchanges: Exchanges,
}

struct Seat {
    connection: Connection,
    sender: usize,
    /// The request under way: when it was due, and its number.
    request: Option<(Duration, u64)>,
}

/// What `epoll` calls the timer.
const TIMER: u64 = u64::MAX;

impl Load {
    fn new(address: SocketAddr, streams: Vec<Stream>) -> io::Result<Self> {
        let epoll = epoll::create(epoll::CreateFlags::CLOEXEC)?;
        let timer = timerfd_create(TimerfdClockId::Monotonic, TimerfdFlags::CLOEXEC | TimerfdFlags::NONBLOCK)?;
        let flags = epoll::EventFlags::IN | epoll::EventFlags::ET;
        epoll::add(&epoll, &timer, epoll::EventData::new_u64(TIMER), flags)?;
        let senders = streams.into_iter().map(|stream| Sender {
            request: format!("GET {} HTTP/1.1\r\nHost: {address}\r\n\r\n", stream.path).into_bytes(),
            stream,
            begun: 0,
            waiting: 0,
            idle: Vec::new(),
            exchanges: Exchanges::default(),
        });
        Ok(Self {
            address,
            epoll,
            timer,
            start: Instant::now(),
            senders: senders.collect(),
            seats: Vec::new(),
            free: Vec::new(),
            patience: VecDeque::new(),
            sent: 0,
        })
    }

    /// The next time at which something is to be done; `None` at the end.
    fn next(&self, now: Duration) -> Option<Duration> {
        let due = self.senders.iter().filter_map(|sender| match sender.stream.arrivals {
            Arrivals::Clients(_) if now < sender.stream.during.from => Some(sender.stream.during.from),
            Arrivals::Clients(_) => Some(sender.stream.during.until).filter(|until| now < *until),
            Arrivals::PerSecond(_) => sender.due(),
        });
        due.chain(self.patience.front().map(|(due, ..)| *due + PATIENCE)).min()
    }

    fn send_due(&mut self, now: Duration) -> io::Result<()> {
        for at in 0..self.senders.len() {
            while let Some(due) = self.senders[at].due().filter(|due| *due <= now) {
                self.senders[at].begun += 1;
                self.send(at, due)?;
            }
        }
        Ok(())
    }

    /// Sends a request of a stream, on a connection that is idle or new.
    fn send(&mut self, at: usize, due: Duration) -> io::Result<()> {
        let sender = &mut self.senders[at];
        let number = match sender.idle.pop() {
            Some(number) => number,
            None => {
                let connection = Connection::open(self.address)?;
                let number = self.free.pop().unwrap_or(self.seats.len());
                let flags = epoll::EventFlags::IN | epoll::EventFlags::OUT | epoll::EventFlags::ET;
                epoll::add(&self.epoll, &connection.socket, epoll::EventData::new_u64(number as u64), flags)?;
                let seat = Some(Seat { connection, sender: at, request: None });
                match self.seats.get_mut(number) {
                    Some(free) => *free = seat,
                    None => self.seats.push(seat),
                }
                number
            }
        };
        let seat = self.seats[number].as_mut().expect("an idle connection is there");
        self.sent += 1;
        seat.request = Some((due, self.sent));
        sender.waiting += 1;
        if matches!(sender.stream.arrivals, Arrivals::PerSecond(_)) {
            self.patience.push_back((due, number, self.sent));
        }
        if seat.connection.send(&sender.request).is_err() {
            self.fail(number);
        }
        Ok(())
    }

    /// Ends the requests whose clients have waited long enough. Forgets those that are answered.
    fn give_up(&mut self, now: Duration) {
        while let Some(&(due, number, request)) = self.patience.front() {
            let waits = self.seats[number].as_ref().and_then(|seat| seat.request).is_some_and(|(_, of)| of == request);
            if waits && now < due + PATIENCE {
                break;
            }
            self.patience.pop_front();
            if waits {
                self.fail(number);
            }
        }
    }

    /// Closes a connection; its request, if there is one, has failed.
    fn fail(&mut self, number: usize) {
        let Some(seat) = self.seats[number].take() else { return };
        self.free.push(number);
        let sender = &mut self.senders[seat.sender];
        match seat.request {
            Some((due, _)) => {
                sender.waiting -= 1;
                sender.exchanges.push(Exchange { due, done: self.start.elapsed(), status: None });
            }
            None => sender.idle.retain(|idle| *idle != number),
        }
    }

    fn wait(&mut self, until: Duration) -> io::Result<()> {
        // A timer of zero would be none.
        let left = until.saturating_sub(self.start.elapsed()).max(Duration::from_nanos(1));
        let once = Itimerspec {
            it_interval: Duration::ZERO.try_into().expect("zero is a time"),
            it_value: left.try_into().expect("the load is short"),
        };
        timerfd_settime(&self.timer, TimerfdTimerFlags::empty(), &once)?;
        let mut events = [const { MaybeUninit::uninit() }; 256];
        let events = match epoll::wait(&self.epoll, &mut events, None) {
            Ok((events, _)) => events,
            Err(Errno::INTR) => return Ok(()),
            Err(error) => return Err(error.into()),
        };
        for event in events {
            if event.data.u64() != TIMER {
                self.progress(event.data.u64() as usize)?;
            }
        }
        Ok(())
    }

    /// Goes on with a connection on which something has happened.
    fn progress(&mut self, number: usize) -> io::Result<()> {
        let Some(seat) = self.seats[number].as_mut() else { return Ok(()) };
        let at = seat.sender;
        let sender = &mut self.senders[at];
        let received = seat.connection.resume(&sender.request).and_then(|()| seat.connection.receive());
        let status = match received {
            Ok(Received::Part) => return Ok(()),
            Ok(Received::Answer(status)) => status,
            Err(_) => {
                self.fail(number);
                return self.send_again(at);
            }
        };
        let Some((due, _)) = seat.request.take() else { return Ok(()) };
        sender.waiting -= 1;
        sender.idle.push(number);
        sender.exchanges.push(Exchange { due, done: self.start.elapsed(), status: Some(status) });
        self.send_again(at)
    }

    /// Sends the next request of a client that has an answer, or has lost its connection.
    fn send_again(&mut self, at: usize) -> io::Result<()> {
        let now = self.start.elapsed();
        let Sender { stream, waiting, .. } = &self.senders[at];
        match stream.arrivals {
            Arrivals::Clients(clients) if *waiting < clients && now < stream.during.until => self.send(at, now),
            _ => Ok(()),
        }
    }
}

impl Sender {
    /// When the next request is due that nothing but time brings about.
    fn due(&self) -> Option<Duration> {
        let Span { from, until } = self.stream.during;
        match self.stream.arrivals {
            Arrivals::Clients(clients) => (self.begun < clients).then_some(from),
            Arrivals::PerSecond(rate) => {
                Some(from + Duration::from_secs_f64(self.begun as f64 / rate)).filter(|due| *due < until)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{
        io::{Read, Write},
        net::TcpListener,
        thread,
    };

    use super::*;

    /// Loads what listens with one stream for 100 ms.
    fn load(listener: &TcpListener, arrivals: Arrivals) -> Exchanges {
        let during = Span::seconds(0.0, 0.1);
        let stream = Stream { path: "/".to_owned(), arrivals, during };
        let mut moments = 0;
        let address = listener.local_addr().expect("it listens");
        let exchanges =
            run(address, vec![stream], &[during.from, during.until], || moments += 1).expect("it is loaded");
        assert_eq!(moments, 2, "each moment is looked at");
        exchanges.into_iter().next().expect("one stream")
    }

    #[test]
    fn a_clock_asks_on_whatever_the_server_does() {
        let silent = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let exchanges = load(&silent, Arrivals::PerSecond(100.0));
        let all = Span::seconds(0.0, 1.0);
        let due: Vec<_> = exchanges.due_in(all).map(|exchange| exchange.due.as_millis()).collect();
        assert_eq!(due, [0, 10, 20, 30, 40, 50, 60, 70, 80, 90]);
        assert_eq!(exchanges.failed(all), 1.0);
        assert!(exchanges.due_in(all).all(|exchange| exchange.latency() >= PATIENCE));
    }

    #[test]
    fn a_client_asks_again_when_it_has_its_answer() {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let server = listener.try_clone().expect("a second handle");
        #[expect(clippy::disallowed_methods, reason = "a server in a test of the client")]
        let server = thread::spawn(move || {
            let (mut connection, _) = server.accept().expect("the client connects");
            let (mut request, mut count) = ([0; 1024], 0);
            while connection.read(&mut request).is_ok_and(|length| length > 0) {
                count += 1;
                connection.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok").expect("the client reads");
            }
            count
        });
        let exchanges = load(&listener, Arrivals::Clients(1));
        let answered =
            exchanges.due_in(Span::seconds(0.0, 1.0)).filter(|exchange| exchange.status == Some(200)).count();
        let asked = server.join().expect("the server does not panic");
        assert!(answered > 0 && (answered..=answered + 1).contains(&asked), "{answered} answers of {asked} requests");
    }
}
