//! Sends requests at a rate that does not depend on the answers, and says what became of them, in one line of JSON.
//!
//! Requests are due at random moments (a Poisson process with a seed), and every latency counts from the moment at which its request
//! was *due*: a server that is slow to take connections cannot hide it. A second stream of requests, one every few
//! milliseconds, asks whether the server is alive.

mod exchange;
mod outcome;

use std::{
    fs,
    net::SocketAddr,
    path::PathBuf,
    rc::Rc,
    time::{Duration, Instant},
};

use clap::Parser;
use tokio::{
    sync::mpsc,
    task::{LocalSet, spawn_local},
};

use crate::{
    exchange::{Client, Request},
    outcome::{Outcome, Outcomes},
};

/// Sends requests at a rate that does not depend on the answers.
#[derive(Parser, Debug)]
struct Arguments {
    /// Where the server is.
    #[arg(long)]
    address: SocketAddr,
    #[arg(long)]
    path: String,
    /// The bodies, one on each line, sent in turn; or one body as it is, if `--content-type` is not JSON.
    #[arg(long)]
    bodies: PathBuf,
    #[arg(long, default_value = "application/json")]
    content_type: String,
    /// Requests a second.
    #[arg(long)]
    rate: f64,
    #[arg(long, default_value_t = 5.0)]
    seconds: f64,
    /// Answers after so many milliseconds are late.
    #[arg(long, default_value_t = 50.0)]
    in_time_ms: f64,
    /// After so many milliseconds the client leaves.
    #[arg(long, default_value_t = 2_000.0)]
    timeout_ms: f64,
    /// What is asked beside the load, every so many milliseconds.
    #[arg(long)]
    health: Option<String>,
    #[arg(long, default_value_t = 5.0)]
    health_every_ms: f64,
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments = Arguments::parse();
    let requests = requests(&arguments)?;
    let probe = arguments.health.as_ref().map(|path| Rc::new(Request::get(path)));
    let dues = dues(&arguments);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let (loaded, probed) = LocalSet::new().block_on(&runtime, drive(&arguments, requests, probe, dues));
    let in_time = Duration::from_secs_f64(arguments.in_time_ms / 1e3);
    println!(
        "{}",
        serde_json::json!({
            "offered": arguments.rate,
            "seconds": arguments.seconds,
            "load": loaded.report(in_time, arguments.seconds),
            "health": probed.report(in_time, arguments.seconds),
        })
    );
    Ok(())
}

fn requests(arguments: &Arguments) -> Result<Vec<Rc<Request>>, std::io::Error> {
    let bytes = fs::read(&arguments.bodies)?;
    let bodies: Vec<&[u8]> = match arguments.content_type.as_str() {
        "application/json" => bytes.split(|&byte| byte == b'\n').filter(|line| !line.is_empty()).collect(),
        _ => vec![&bytes],
    };
    let post = |body| Rc::new(Request::post(&arguments.path, &arguments.content_type, body));
    Ok(bodies.into_iter().map(post).collect())
}

/// Is what is due at a moment.
#[derive(Clone, Copy)]
enum Due {
    Request(usize),
    Probe,
}

/// Returns when what is due, from the beginning on.
fn dues(arguments: &Arguments) -> Vec<(Duration, Due)> {
    let mut random = SplitMix(arguments.seed);
    let mut dues = Vec::new();
    let mut at = 0.0;
    loop {
        at += -(1.0 - random.unit()).ln() / arguments.rate;
        if at >= arguments.seconds {
            break;
        }
        dues.push((Duration::from_secs_f64(at), Due::Request(dues.len())));
    }
    if arguments.health.is_some() {
        let every = arguments.health_every_ms / 1e3;
        let probes = (1..).map(|probe| f64::from(probe) * every).take_while(|&at| at < arguments.seconds);
        dues.extend(probes.map(|at| (Duration::from_secs_f64(at), Due::Probe)));
    }
    dues.sort_by_key(|&(at, _)| at);
    dues
}

#[expect(clippy::disallowed_methods, reason = "a client, which has no scheduler")]
async fn drive(
    arguments: &Arguments,
    requests: Vec<Rc<Request>>,
    probe: Option<Rc<Request>>,
    dues: Vec<(Duration, Due)>,
) -> (Outcomes, Outcomes) {
    let timeout = Duration::from_secs_f64(arguments.timeout_ms / 1e3);
    let (load, health) = (Client::new(arguments.address, timeout), Client::new(arguments.address, timeout));
    let (sender, mut receiver) = mpsc::unbounded_channel();
    // The timer of the runtime counts whole milliseconds, which is too coarse for answers that take a few.
    let clock = std::thread::spawn(move || {
        let begin = Instant::now();
        for (at, due) in dues {
            std::thread::sleep((begin + at).saturating_duration_since(Instant::now()));
            if sender.send((begin + at, due)).is_err() {
                return;
            }
        }
    });
    let (mut loaded, mut probed) = (Vec::new(), Vec::new());
    while let Some((at, due)) = receiver.recv().await {
        match due {
            Due::Request(number) => {
                let (client, request) = (load.clone(), requests[number % requests.len()].clone());
                loaded.push(spawn_local(async move { client.ask(&request, at).await }));
            }
            Due::Probe => {
                let (client, request) = (health.clone(), probe.clone().expect("probes are due only if there is one"));
                probed.push(spawn_local(async move { client.ask(&request, at).await }));
            }
        }
    }
    clock.join().expect("the clock does not panic");
    let mut outcomes = (Outcomes::default(), Outcomes::default());
    for task in loaded {
        outcomes.0.add(task.await.unwrap_or(Outcome::BROKEN));
    }
    for task in probed {
        outcomes.1.add(task.await.unwrap_or(Outcome::BROKEN));
    }
    outcomes
}

/// Makes numbers that look random, the same for the same seed.
struct SplitMix(u64);

impl SplitMix {
    /// Returns a number from 0 on and below 1.
    fn unit(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }
}
