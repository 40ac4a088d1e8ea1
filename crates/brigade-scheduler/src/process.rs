//! Reads what another thread of this process does, from `/proc`.
//!
//! A thread cannot be asked while it computes or is blocked, so the kernel is. Three files say it: `schedstat` how much
//! CPU time the thread has had, `stat` whether it could run, `syscall` what it waits in. Each may be missing (other systems, a hardened
//! `/proc`, a sandbox); then what it would have said is `None`.

use std::{
    collections::HashMap,
    fmt,
    fs::{self, File},
    os::unix::fs::FileExt,
    time::Duration,
};

/// A thread of this process, seen from another one.
///
/// Keeps the one file open that is read often: 1 µs instead of 8.
#[derive(Debug)]
pub(crate) struct Peer {
    thread: u32,
    schedstat: Option<File>,
}

/// Whether a thread could use a core.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    /// It has a core or waits for one.
    Ready,
    /// It sleeps in the kernel.
    Asleep,
}

/// Is the system call in which a thread sleeps. It displays as its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SystemCall {
    /// One of those in which threads are often found.
    Named(&'static str),
    /// Another one: its number in the kernel's table.
    Number(u32),
}

/// What is asked about other threads; each may be unknown.
pub(crate) trait Threads {
    /// How long the thread has held a core so far.
    fn cpu(&mut self, thread: u32) -> Option<Duration>;
    fn state(&mut self, thread: u32) -> Option<State>;
    fn system_call(&mut self, thread: u32) -> Option<SystemCall>;
}

/// The threads that were looked at.
#[derive(Debug, Default)]
pub(crate) struct Peers {
    open: HashMap<u32, Peer>,
}

impl Peers {
    fn peer(&mut self, thread: u32) -> &Peer {
        self.open.entry(thread).or_insert_with(|| Peer::open(thread))
    }

    /// Closes all files: of threads that are gone too, whose numbers others may have by now.
    pub(crate) fn close(&mut self) {
        self.open.clear();
    }
}

impl Threads for Peers {
    fn cpu(&mut self, thread: u32) -> Option<Duration> {
        self.peer(thread).cpu()
    }

    fn state(&mut self, thread: u32) -> Option<State> {
        self.peer(thread).state()
    }

    fn system_call(&mut self, thread: u32) -> Option<SystemCall> {
        self.peer(thread).system_call()
    }
}

impl Peer {
    /// Opens the files of the thread with this number, as `gettid` gave it.
    pub(crate) fn open(thread: u32) -> Self {
        Self { thread, schedstat: File::open(path(thread, "schedstat")).ok() }
    }

    /// Returns how long the thread has held a core, up to the last tick of the kernel's clock: 4 ms ago at most, on most
    /// kernels.
    pub(crate) fn cpu(&self) -> Option<Duration> {
        // Three numbers of 20 digits at most.
        let mut text = [0; 64];
        let bytes = self.schedstat.as_ref()?.read_at(&mut text, 0).ok()?;
        cpu(std::str::from_utf8(&text[..bytes]).ok()?)
    }

    /// Returns whether the thread could use a core at this moment.
    pub(crate) fn state(&self) -> Option<State> {
        // The name of a thread need not be UTF-8.
        state(&String::from_utf8_lossy(&fs::read(path(self.thread, "stat")).ok()?))
    }

    /// Returns the system call in which the thread sleeps at this moment.
    pub(crate) fn system_call(&self) -> Option<SystemCall> {
        system_call(&fs::read_to_string(path(self.thread, "syscall")).ok()?)
    }
}

fn path(thread: u32, file: &str) -> String {
    format!("/proc/self/task/{thread}/{file}")
}

/// Reads `schedstat`: nanoseconds on a core come first. sched-stats.rst of the kernel.
fn cpu(schedstat: &str) -> Option<Duration> {
    let mut fields = schedstat.split_ascii_whitespace();
    let (cpu, turns) = (fields.next()?.parse().ok()?, fields.nth(1)?);
    // A kernel that does not count says "0 0 0".
    (turns != "0").then_some(Duration::from_nanos(cpu))
}

/// Reads the third field of `stat`. The second is the thread's name in parentheses, and may have any in itself: proc_pid_stat(5).
fn state(stat: &str) -> Option<State> {
    match stat.rsplit_once(')')?.1.trim_start().chars().next()? {
        'R' => Some(State::Ready),
        'S' | 'D' => Some(State::Asleep),
        // Stopped by a debugger or at its end: neither is the program's doing.
        _ => None,
    }
}

/// Reads `syscall`: a number and its arguments, `running`, or `-1` for a thread that sleeps without having made a call, as
/// for a page of a file. proc_pid_syscall(5).
fn system_call(text: &str) -> Option<SystemCall> {
    let number = text.split_ascii_whitespace().next()?.parse().ok()?;
    let known = SYSTEM_CALLS.iter().find(|(known, _)| *known == number);
    Some(known.map_or(SystemCall::Number(number), |(_, name)| SystemCall::Named(name)))
}

impl fmt::Display for SystemCall {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Named(name) => formatter.write_str(name),
            Self::Number(number) => write!(formatter, "system call {number}"),
        }
    }
}

/// The calls in which threads are found waiting, by their numbers in the kernel's tables.
#[cfg(target_arch = "x86_64")]
const SYSTEM_CALLS: &[(u32, &str)] = &[
    (0, "read"),
    (1, "write"),
    (2, "open"),
    (3, "close"),
    (4, "stat"),
    (7, "poll"),
    (17, "pread64"),
    (18, "pwrite64"),
    (19, "readv"),
    (20, "writev"),
    (23, "select"),
    (26, "msync"),
    (34, "pause"),
    (35, "nanosleep"),
    (40, "sendfile"),
    (42, "connect"),
    (43, "accept"),
    (44, "sendto"),
    (45, "recvfrom"),
    (46, "sendmsg"),
    (47, "recvmsg"),
    (61, "wait4"),
    (72, "fcntl"),
    (73, "flock"),
    (74, "fsync"),
    (75, "fdatasync"),
    (77, "ftruncate"),
    (82, "rename"),
    (83, "mkdir"),
    (87, "unlink"),
    (128, "rt_sigtimedwait"),
    (202, "futex"),
    (208, "io_getevents"),
    (217, "getdents64"),
    (230, "clock_nanosleep"),
    (232, "epoll_wait"),
    (247, "waitid"),
    (257, "openat"),
    (262, "newfstatat"),
    (270, "pselect6"),
    (271, "ppoll"),
    (277, "sync_file_range"),
    (281, "epoll_pwait"),
    (285, "fallocate"),
    (288, "accept4"),
    (326, "copy_file_range"),
    (332, "statx"),
    (426, "io_uring_enter"),
    (449, "futex_waitv"),
];

#[cfg(target_arch = "aarch64")]
const SYSTEM_CALLS: &[(u32, &str)] = &[
    (4, "io_getevents"),
    (22, "epoll_pwait"),
    (25, "fcntl"),
    (32, "flock"),
    (34, "mkdirat"),
    (35, "unlinkat"),
    (46, "ftruncate"),
    (47, "fallocate"),
    (56, "openat"),
    (57, "close"),
    (61, "getdents64"),
    (63, "read"),
    (64, "write"),
    (65, "readv"),
    (66, "writev"),
    (67, "pread64"),
    (68, "pwrite64"),
    (71, "sendfile"),
    (72, "pselect6"),
    (73, "ppoll"),
    (79, "newfstatat"),
    (82, "fsync"),
    (83, "fdatasync"),
    (84, "sync_file_range"),
    (95, "waitid"),
    (98, "futex"),
    (101, "nanosleep"),
    (115, "clock_nanosleep"),
    (137, "rt_sigtimedwait"),
    (202, "accept"),
    (203, "connect"),
    (206, "sendto"),
    (207, "recvfrom"),
    (211, "sendmsg"),
    (212, "recvmsg"),
    (227, "msync"),
    (242, "accept4"),
    (260, "wait4"),
    (276, "renameat2"),
    (285, "copy_file_range"),
    (291, "statx"),
    (426, "io_uring_enter"),
    (449, "futex_waitv"),
];

#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
const SYSTEM_CALLS: &[(u32, &str)] = &[];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_state_follows_the_name() {
        for (stat, expected) in [
            ("16270 (cat) R 16260 16260", Some(State::Ready)),
            ("7 (brigade-io) S 1 1", Some(State::Asleep)),
            ("7 (tokio (1) R x) D 1 1", Some(State::Asleep)),
            ("7 ()) R 1", Some(State::Ready)),
            ("7 (stopped) T 1 1", None),
            ("7 (gone) Z 1 1", None),
            ("7 (cut) ", None),
            ("7 cat R", None),
            ("", None),
        ] {
            assert_eq!(state(stat), expected, "{stat:?}");
        }
    }

    #[test]
    fn cpu_time_is_the_first_number() {
        for (schedstat, expected) in [
            ("889446 56783 12\n", Some(Duration::from_nanos(889_446))),
            ("0 0 0\n", None),
            ("1 2\n", None),
            ("one 2 3\n", None),
            ("", None),
        ] {
            assert_eq!(cpu(schedstat), expected, "{schedstat:?}");
        }
    }

    #[test]
    fn system_calls_have_names() {
        let sleep = SYSTEM_CALLS.iter().find(|(_, name)| *name == "clock_nanosleep");
        let sleep = sleep.map(|(number, _)| (format!("{number} 0x0 0x0 0x7ffd 0x7ffd 0x7f49\n"), "clock_nanosleep"));
        for (text, expected) in sleep.into_iter().chain([("9999 0x3 0x7f 0x1\n".to_owned(), "system call 9999")]) {
            assert_eq!(system_call(&text).map(|call| call.to_string()).as_deref(), Some(expected), "{text:?}");
        }
        for text in ["running\n", "-1 0x7ffd 0x7f49\n", ""] {
            assert_eq!(system_call(text), None, "{text:?}");
        }
    }

    #[test]
    fn the_numbers_grow_so_that_none_is_listed_twice() {
        assert!(SYSTEM_CALLS.is_sorted_by(|(one, _), (other, _)| one < other));
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_thread_reads_itself() {
        let this = Peer::open(rustix::thread::gettid().as_raw_nonzero().get().unsigned_abs());
        assert_eq!(this.state(), Some(State::Ready));
        let before = this.cpu();
        let mut turns = 0_u64;
        while this.cpu() == before && turns < 1_000_000 {
            turns += 1;
        }
        assert!(before.is_none() || this.cpu() > before, "no CPU time in {turns} turns");
    }

    #[test]
    fn a_thread_that_is_gone_says_nothing() {
        let gone = Peer::open(u32::MAX);
        assert_eq!((gone.cpu(), gone.state(), gone.system_call()), (None, None, None));
    }
}
