//! What the machine is asked and told: CPU times, threads, priorities and control groups.

use std::{
    collections::BTreeMap,
    fmt, fs, io,
    iter::Cycle,
    path::{Path, PathBuf},
    process::Command,
    time::{Duration, Instant},
    vec::IntoIter,
};

use rustix::{
    process::{
        Resource, Rlimit, Signal, getpid, getpriority_process, getrlimit, set_parent_process_death_signal,
        setpriority_process, setrlimit, setsid,
    },
    thread::{CpuSet, gettid, sched_getaffinity, sched_setaffinity},
};

/// The unit of `/proc/stat` and `/proc/PID/stat`: Linux shows 100 ticks a second to programs, whatever it counts in.
const TICK: Duration = Duration::from_millis(10);

/// The CPU times of a moment.
#[derive(Debug)]
pub(crate) struct Moment {
    at: Instant,
    machine: Duration,
    server: Duration,
    client: Duration,
    /// The CPU time of each of the server's threads.
    threads: BTreeMap<String, Duration>,
}

/// What happened between two moments.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Use {
    /// The share of all cores that neither the server nor this process used: the noise.
    pub(crate) foreign: f64,
    /// The cores that the client used.
    pub(crate) client: f64,
    /// The cores that the server used.
    pub(crate) server: f64,
    /// How many of the server's threads did anything.
    pub(crate) threads: usize,
}

impl Moment {
    pub(crate) fn now(server: u32) -> Self {
        let threads = tasks(server).map(|task| {
            let text = fs::read_to_string(task.join("schedstat")).unwrap_or_default();
            let ns = text.split_whitespace().next().and_then(|ns| ns.parse().ok()).unwrap_or(0);
            (task.to_string_lossy().into_owned(), Duration::from_nanos(ns))
        });
        Self {
            at: Instant::now(),
            machine: machine_cpu(),
            server: process_cpu(server),
            client: process_cpu(std::process::id()),
            threads: threads.collect(),
        }
    }

    /// Says what was used from this moment until `later`.
    pub(crate) fn until(&self, later: &Self) -> Use {
        let elapsed = (later.at - self.at).as_secs_f64();
        let server = (later.server - self.server).as_secs_f64() / elapsed;
        let client = (later.client - self.client).as_secs_f64() / elapsed;
        let machine = (later.machine - self.machine).as_secs_f64() / elapsed;
        let ran = |(task, cpu): &(&String, &Duration)| {
            **cpu > self.threads.get(*task).copied().unwrap_or_default() + Duration::from_millis(1)
        };
        Use {
            foreign: (machine - server - client).max(0.0) / cores() as f64,
            client,
            server,
            threads: later.threads.iter().filter(ran).count(),
        }
    }
}

impl fmt::Display for Use {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { foreign, client, server, threads } = self;
        write!(
            formatter,
            "server {server:.2} cores on {threads} threads, client {client:.2}, foreign {:.0} %",
            foreign * 100.0
        )
    }
}

/// The cores of the machine, whatever this process may use of them.
fn cores() -> usize {
    let text = fs::read_to_string("/proc/stat").unwrap_or_default();
    text.lines().filter(|line| line.starts_with("cpu")).count().saturating_sub(1).max(1)
}

fn tasks(process: u32) -> impl Iterator<Item = PathBuf> {
    let entries = fs::read_dir(format!("/proc/{process}/task")).into_iter().flatten();
    entries.filter_map(|entry| Some(entry.ok()?.path()))
}

/// Returns the CPU time that all processes have used, and what the hypervisor gave to others.
fn machine_cpu() -> Duration {
    let text = fs::read_to_string("/proc/stat").unwrap_or_default();
    let times: Vec<u32> = text.lines().next().unwrap_or_default().split_whitespace().flat_map(str::parse).collect();
    // user nice system idle iowait irq softirq steal: proc(5).
    let busy = times.iter().take(8).enumerate().filter(|(at, _)| *at != 3 && *at != 4);
    TICK * busy.map(|(_, ticks)| ticks).sum::<u32>()
}

fn process_cpu(process: u32) -> Duration {
    let text = fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    // The name, in parentheses, may hold anything; user and system time are fields 14 and 15.
    let fields = text.rsplit_once(')').map(|(_, fields)| fields).unwrap_or_default();
    TICK * fields.split_whitespace().skip(11).take(2).flat_map(str::parse::<u32>).sum::<u32>()
}

/// Lets this process and those that it starts have as many connections as they may: an overload is many.
///
/// # Errors
///
/// When the limit cannot be changed.
pub(crate) fn allow_many_files() -> io::Result<()> {
    let Rlimit { maximum, .. } = getrlimit(Resource::Nofile);
    Ok(setrlimit(Resource::Nofile, Rlimit { current: maximum, maximum })?)
}

/// Moves the calling thread from core to core, and back to all of them when it is dropped.
///
/// A server whose thread waits on the core of a client that has just sent a request and gone to sleep is scheduled at
/// once; elsewhere it has to preempt what runs. Which of the two a client on the same machine meets is chance, and lasts
/// for seconds; clients on other machines meet the second. One that moves meets both in each measurement.
#[derive(Debug)]
pub(crate) struct Roaming {
    allowed: CpuSet,
    cores: Cycle<IntoIter<usize>>,
}

impl Roaming {
    /// # Errors
    ///
    /// When the operating system does not say on which cores the thread may run.
    pub(crate) fn new() -> io::Result<Self> {
        let allowed = sched_getaffinity(None)?;
        let cores: Vec<_> = (0..CpuSet::MAX_CPU).filter(|core| allowed.is_set(*core)).collect();
        Ok(Self { allowed, cores: cores.into_iter().cycle() })
    }

    /// Moves the thread to the next core.
    pub(crate) fn go_on(&mut self) {
        let mut only = CpuSet::new();
        only.set(self.cores.next().expect("it runs somewhere"));
        // Staying is what it does without this.
        let _ = sched_setaffinity(None, &only);
    }
}

impl Drop for Roaming {
    fn drop(&mut self) {
        let _ = sched_setaffinity(None, &self.allowed);
    }
}

/// Lets this process, the client, run before all others, as a client on another machine would; says how that went.
///
/// Children put it off again when they [stand alone](stand_alone).
pub(crate) fn run_first() -> String {
    let thread = gettid().as_raw_nonzero().to_string();
    let chrt = Command::new("chrt").args(["--reset-on-fork", "--fifo", "--pid", "10", &thread]).output();
    if chrt.is_ok_and(|output| output.status.success()) {
        return "the client runs in real time (SCHED_FIFO)".to_owned();
    }
    match setpriority_process(Some(gettid()), -10) {
        Ok(()) => "the client runs at nice -10, for real time was refused".to_owned(),
        Err(error) => format!("**the client competes with the server: a higher priority was refused ({error})**"),
    }
}

/// Makes this process, a child, independent of its parent in everything but its end.
///
/// A session of its own is a share of the CPU of its own, where Linux groups by session; that share is raised, if
/// allowed, so that what else runs on the machine disturbs less. `group` is a control group to be in.
///
/// # Errors
///
/// When the control group cannot be entered, or this process leads its session already.
pub(crate) fn stand_alone(group: Option<&str>) -> io::Result<()> {
    set_parent_process_death_signal(Some(Signal::KILL))?;
    if getpriority_process(None)? < 0 {
        setpriority_process(None, 0)?;
    }
    setsid()?;
    // A refusal only means more noise, which the table shows.
    let _ = fs::write("/proc/self/autogroup", "-15");
    match group {
        Some(group) => fs::write(Path::new(group).join("cgroup.procs"), getpid().as_raw_nonzero().to_string()),
        None => Ok(()),
    }
}
