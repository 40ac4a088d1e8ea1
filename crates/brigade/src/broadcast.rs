//! Sends what one says to all who listen.
//!
//! There is one log of messages, however many listen: a subscription only knows how far it has read. A message leaves the log
//! once all have read it, or when newer ones need its place. So sending waits for nobody, and those who are slow cost nothing
//! but their own messages.

use std::{
    collections::VecDeque,
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use bytes::Bytes;
use tokio::sync::Notify;

use crate::stream::Event;

/// How many messages a subscriber may be behind.
const MESSAGES_MAX: usize = 256;

/// How many bytes of messages a subscriber may be behind.
const BYTES_MAX: usize = 1024 * 1024;

/// Says how much room a message takes while it waits for those who are slow.
///
/// ```
/// use brigade::Queued;
///
/// #[derive(Clone)]
/// struct Remark { author: String, text: String }
///
/// impl Queued for Remark {
///     fn bytes(&self) -> usize { self.author.len() + self.text.len() }
/// }
/// ```
pub trait Queued: Clone + Send + Sync + 'static {
    /// Returns how many bytes the message holds.
    fn bytes(&self) -> usize;
}

impl Queued for String {
    fn bytes(&self) -> usize {
        self.len()
    }
}

impl Queued for &'static str {
    fn bytes(&self) -> usize {
        self.len()
    }
}

impl Queued for Bytes {
    fn bytes(&self) -> usize {
        self.len()
    }
}

impl Queued for Arc<str> {
    fn bytes(&self) -> usize {
        self.len()
    }
}

/// The data of an event is written once, however many streams it is sent on.
impl<T: 'static> Queued for Event<T> {
    fn bytes(&self) -> usize {
        Event::bytes(self)
    }
}

/// Sends messages to all who have subscribed, and waits for none of them: those in WebSockets, those in event streams, and tasks.
///
/// A subscriber may be behind by 256 messages or 1 MiB, whichever is less. Who is slower misses the oldest messages and is told so
/// by [`Lagged`]; the others notice nothing. Clones send to the same subscribers.
///
/// ```
/// use brigade::{Broadcast, Lagged};
///
/// # async fn example() -> Result<(), Lagged> {
/// let room = Broadcast::new();
/// let mut ann = room.subscribe();
/// room.send("hello".to_owned());
/// assert_eq!(ann.receive().await?.as_deref(), Some("hello"));
/// # Ok(())
/// # }
/// ```
pub struct Broadcast<T: Queued>(Arc<Sender<T>>);

impl<T: Queued> Broadcast<T> {
    /// Makes one to which nobody has subscribed.
    #[must_use]
    pub fn new() -> Self {
        Self::holding(MESSAGES_MAX, BYTES_MAX)
    }

    /// Makes one whose subscribers may be behind by so many messages, and by so many bytes. The newest message is held whatever
    /// its size.
    #[must_use]
    pub fn holding(messages_max: usize, bytes_max: usize) -> Self {
        let log = Log { entries: VecDeque::new(), first: 0, bytes: 0, subscribers: 0, is_over: false };
        Self(Arc::new(Sender(Arc::new(Shared { log: Mutex::new(log), news: Notify::new(), messages_max, bytes_max }))))
    }

    /// Sends `message` to all who have subscribed, and returns how many they are.
    pub fn send(&self, message: T) -> usize {
        let bytes = message.bytes();
        let message = Arc::new(message);
        let shared = &self.0.0;
        // What is dropped is the user's, so it is dropped when the log is free again.
        let mut dropped = Vec::new();
        let mut log = shared.log();
        let subscribers = log.subscribers;
        if subscribers > 0 {
            let room = (shared.messages_max, shared.bytes_max);
            log.append(Entry { message, bytes, unread: subscribers }, room, &mut dropped);
            drop(log);
            shared.news.notify_waiters();
        }
        subscribers
    }

    /// Begins to listen: to what is sent from here on.
    #[must_use]
    pub fn subscribe(&self) -> Subscription<T> {
        let shared = self.0.0.clone();
        let mut log = shared.log();
        log.subscribers += 1;
        let next = log.end();
        drop(log);
        Subscription { shared, next }
    }

    /// Returns how many listen.
    #[must_use]
    pub fn subscribers(&self) -> usize {
        self.0.0.log().subscribers
    }
}

impl<T: Queued> Default for Broadcast<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T: Queued> Clone for Broadcast<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T: Queued> fmt::Debug for Broadcast<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Broadcast").field("subscribers", &self.subscribers()).finish_non_exhaustive()
    }
}

/// Is what all clones of a [`Broadcast`] are: its end is the end of what is sent.
struct Sender<T: Queued>(Arc<Shared<T>>);

impl<T: Queued> Drop for Sender<T> {
    fn drop(&mut self) {
        self.0.log().is_over = true;
        self.0.news.notify_waiters();
    }
}

/// Listens to a [`Broadcast`], until it is dropped.
pub struct Subscription<T: Queued> {
    shared: Arc<Shared<T>>,
    /// The number of the message that is read next.
    next: u64,
}

impl<T: Queued> Subscription<T> {
    /// Waits for the next message; `None` once there is nobody to send one.
    ///
    /// It may be dropped while it waits, as `tokio::select!` does: no message is lost by that.
    ///
    /// # Errors
    ///
    /// [`Lagged`] if messages were missed, once. The next call returns the oldest message that there still is, so whoever can do
    /// without the missed ones goes on. Returned from the function of a WebSocket, the error closes that with the code 1013: try
    /// again later.
    pub async fn receive(&mut self) -> Result<Option<T>, Lagged> {
        let Self { shared, next } = self;
        loop {
            // Who asks for news before looking hears of what comes in between.
            let news = shared.news.notified();
            let (found, is_over) = {
                let mut log = shared.log();
                (log.read(next), log.is_over)
            };
            match found {
                Some(Ok(message)) => return Ok(Some(Arc::unwrap_or_clone(message))),
                Some(Err(lagged)) => return Err(lagged),
                None if is_over => return Ok(None),
                None => news.await,
            }
        }
    }
}

impl<T: Queued> Drop for Subscription<T> {
    fn drop(&mut self) {
        // Declared before the log is locked, so it is dropped after.
        let mut dropped = Vec::new();
        let mut log = self.shared.log();
        log.leave(self.next, &mut dropped);
    }
}

impl<T: Queued> fmt::Debug for Subscription<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Subscription").finish_non_exhaustive()
    }
}

/// Says that a subscriber was too slow and missed messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lagged {
    missed: u64,
}

impl Lagged {
    /// Returns how many messages were missed.
    #[must_use]
    pub fn missed(self) -> u64 {
        self.missed
    }
}

impl fmt::Display for Lagged {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "too slow: {} messages were missed", self.missed)
    }
}

impl std::error::Error for Lagged {}

struct Shared<T> {
    log: Mutex<Log<T>>,
    news: Notify,
    messages_max: usize,
    bytes_max: usize,
}

impl<T> Shared<T> {
    fn log(&self) -> MutexGuard<'_, Log<T>> {
        // No code of users runs while the log is locked.
        self.log.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Holds what somebody has not read yet, oldest first.
///
/// Nobody reads a message before the older ones. So no message has been read by more than an older one, and what all have read
/// is at the front.
struct Log<T> {
    entries: VecDeque<Entry<T>>,
    /// The number of the entry at the front; messages are numbered from 0.
    first: u64,
    bytes: usize,
    subscribers: usize,
    is_over: bool,
}

struct Entry<T> {
    message: Arc<T>,
    bytes: usize,
    /// How many subscribers have still to read it.
    unread: usize,
}

impl<T> Log<T> {
    /// Returns the number of the message that is sent next.
    fn end(&self) -> u64 {
        self.first + self.entries.len() as u64
    }

    fn append(&mut self, entry: Entry<T>, (messages_max, bytes_max): (usize, usize), dropped: &mut Vec<Arc<T>>) {
        self.bytes += entry.bytes;
        self.entries.push_back(entry);
        while self.entries.len() > 1 && (self.entries.len() > messages_max || self.bytes > bytes_max) {
            dropped.extend(self.forget_oldest());
        }
    }

    fn forget_oldest(&mut self) -> Option<Arc<T>> {
        let entry = self.entries.pop_front()?;
        self.first += 1;
        self.bytes -= entry.bytes;
        Some(entry.message)
    }

    /// Reads the message with the number `next` and counts on; `None` if it has not been sent yet.
    fn read(&mut self, next: &mut u64) -> Option<Result<Arc<T>, Lagged>> {
        let Some(index) = next.checked_sub(self.first) else {
            let missed = self.first - *next;
            *next = self.first;
            return Some(Err(Lagged { missed }));
        };
        let entry = self.entries.get_mut(usize::try_from(index).ok()?)?;
        *next += 1;
        entry.unread -= 1;
        // Only the front can be without readers to come.
        let message = if entry.unread == 0 { self.forget_oldest()? } else { entry.message.clone() };
        Some(Ok(message))
    }

    /// Forgets a subscriber who would have read the message with the number `next`.
    fn leave(&mut self, next: u64, dropped: &mut Vec<Arc<T>>) {
        self.subscribers -= 1;
        let index = usize::try_from(next.saturating_sub(self.first)).unwrap_or(usize::MAX);
        self.entries.iter_mut().skip(index).for_each(|entry| entry.unread -= 1);
        while self.entries.front().is_some_and(|entry| entry.unread == 0) {
            dropped.extend(self.forget_oldest());
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{
        future::Future,
        pin::pin,
        task::{Context, Poll, Waker},
    };

    use super::*;

    /// Polls once, without anybody to wake.
    fn poll<F: Future>(future: F) -> Poll<F::Output> {
        pin!(future).poll(&mut Context::from_waker(Waker::noop()))
    }

    /// Reads what there is without waiting: messages as they are, and missed ones as `-2`.
    fn read(subscription: &mut Subscription<String>) -> Vec<String> {
        let mut found = Vec::new();
        while let Poll::Ready(read) = poll(subscription.receive()) {
            match read {
                Ok(Some(message)) => found.push(message),
                Ok(None) => return found,
                Err(lagged) => found.push(format!("-{}", lagged.missed())),
            }
        }
        found
    }

    #[test]
    fn all_who_listen_hear_everything_once_in_order() {
        let room = Broadcast::new();
        assert_eq!(room.send("nobody hears this".to_owned()), 0);
        let (mut ann, mut bob) = (room.subscribe(), room.subscribe());
        assert_eq!(room.send("one".to_owned()), 2);
        let mut eve = room.clone().subscribe();
        assert_eq!(room.send("two".to_owned()), 3);
        assert_eq!(read(&mut ann), ["one", "two"]);
        assert_eq!(read(&mut bob), ["one", "two"]);
        assert_eq!(read(&mut eve), ["two"]);
        drop(ann);
        assert_eq!((room.subscribers(), read(&mut bob)), (2, vec![]));
    }

    #[test]
    fn who_is_too_slow_is_told_once_and_others_notice_nothing() {
        let texts = |numbers: std::ops::Range<usize>| numbers.map(|number| format!("{number:04}")).collect::<Vec<_>>();
        for (messages_max, bytes_max, expected) in [
            (256, usize::MAX, [vec!["-744".to_owned()], texts(744..1000)].concat()),
            (1, usize::MAX, vec!["-999".into(), "0999".into()]),
            (usize::MAX, 9, vec!["-998".into(), "0998".into(), "0999".into()]),
            // The newest is held whatever its size.
            (usize::MAX, 3, vec!["-999".into(), "0999".into()]),
            (0, 0, vec!["-999".into(), "0999".into()]),
            (1000, 4000, texts(0..1000)),
        ] {
            let room = Broadcast::holding(messages_max, bytes_max);
            let (mut slow, mut quick) = (room.subscribe(), room.subscribe());
            for text in texts(0..1000) {
                room.send(text.clone());
                assert_eq!(read(&mut quick), [text]);
            }
            assert_eq!(read(&mut slow), expected, "{messages_max} messages, {bytes_max} bytes");
            room.send("next".to_owned());
            assert_eq!(read(&mut slow), ["next"]);
        }
    }

    /// Is a message of which one can see how often it is held.
    impl Queued for Arc<()> {
        fn bytes(&self) -> usize {
            1
        }
    }

    #[test]
    fn messages_are_held_for_as_long_as_somebody_has_not_read_them() {
        let message = Arc::new(());
        let held = || Arc::strong_count(&message) - 1;
        let room = Broadcast::holding(3, 3);
        let send = |count| {
            for _ in 0..count {
                room.send(message.clone());
            }
        };
        send(5);
        assert_eq!(held(), 0, "nobody listens");
        let (mut ann, bob) = (room.subscribe(), room.subscribe());
        send(5);
        assert_eq!(held(), 3, "one log, however many listen");
        assert!(matches!(poll(ann.receive()), Poll::Ready(Err(Lagged { missed: 2 }))));
        assert!(poll(ann.receive()).is_ready());
        assert_eq!(held(), 3, "the other has not read it");
        drop(bob);
        assert_eq!(held(), 2, "who is gone reads nothing");
        assert!(poll(ann.receive()).is_ready());
        assert_eq!(held(), 1);
        drop(ann);
        assert_eq!(held(), 0);
    }

    #[test]
    fn who_waits_hears_of_news_and_of_the_end() {
        let runtime = brigade_scheduler::runtime(Some(1)).unwrap();
        let room = Broadcast::new();
        let listening = |mut subscription: Subscription<String>| async move {
            let mut heard = Vec::new();
            while let Some(message) = subscription.receive().await.unwrap() {
                heard.push(message);
            }
            heard
        };
        let _inside = runtime.enter();
        let listeners: Vec<_> = (0..100).map(|_| brigade_scheduler::spawn(listening(room.subscribe()))).collect();
        let sending = brigade_scheduler::spawn(async move {
            for text in ["one", "two", "three"] {
                room.send(text.to_owned());
                tokio::task::yield_now().await;
            }
        });
        runtime.block_on(async {
            sending.await.unwrap();
            for listener in listeners {
                assert_eq!(listener.await.unwrap(), ["one", "two", "three"]);
            }
        });
    }
}
