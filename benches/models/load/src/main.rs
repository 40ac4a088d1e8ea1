//! Sends requests at a rate that does not depend on the answers, and says what became of them, in one line of JSON.
//!
//! Requests are due at random moments (a Poisson process with a seed), and every latency counts from the moment at which its request
//! was *due*: a server that is slow to take connections cannot hide it. A second stream of requests, one every few
//! milliseconds, asks whether the server is alive.

mod exchange;
mod outcome;
mod stream;

use std::{fs, io, iter, net::SocketAddr, path::PathBuf, thread, time::Duration};

use clap::Parser;

use crate::{
    exchange::{Client, Request},
    stream::Stream,
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

#[expect(clippy::disallowed_methods, reason = "a client, which has no scheduler")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments = Arguments::parse();
    let client = Client::new(arguments.address, Duration::from_secs_f64(arguments.timeout_ms / 1e3));
    let load = Stream { requests: requests(&arguments)?, dues: at_random(&arguments) };
    let health =
        arguments.health.as_ref().map(|path| Stream { requests: vec![Request::get(path)], dues: evenly(&arguments) });
    // Each on a thread of its own: a probe's answer shall not wait until the client has read all answers of a batch.
    let (loaded, probed) = thread::scope(|scope| {
        let probes = health.map(|health| scope.spawn(|| health.send(client)));
        (load.send(client), probes.map(|probes| probes.join().expect("a stream does not panic")))
    });
    let in_time = Duration::from_secs_f64(arguments.in_time_ms / 1e3);
    println!(
        "{}",
        serde_json::json!({
            "offered": arguments.rate,
            "seconds": arguments.seconds,
            "load": loaded?.report(in_time, arguments.seconds),
            "health": probed.transpose()?.unwrap_or_default().report(in_time, arguments.seconds),
        })
    );
    Ok(())
}

fn requests(arguments: &Arguments) -> Result<Vec<Request>, io::Error> {
    let bytes = fs::read(&arguments.bodies)?;
    let bodies: Vec<&[u8]> = match arguments.content_type.as_str() {
        "application/json" => bytes.split(|&byte| byte == b'\n').filter(|line| !line.is_empty()).collect(),
        _ => vec![&bytes],
    };
    let post = |body| Request::post(&arguments.path, &arguments.content_type, body);
    Ok(bodies.into_iter().map(post).collect())
}

/// Returns when requests are due that do not know of each other.
fn at_random(arguments: &Arguments) -> Vec<Duration> {
    let mut random = SplitMix(arguments.seed);
    let gaps = iter::repeat_with(|| -(1.0 - random.unit()).ln() / arguments.rate);
    let moments = gaps.scan(0.0, |at, gap| {
        *at += gap;
        Some(*at)
    });
    moments.take_while(|&at| at < arguments.seconds).map(Duration::from_secs_f64).collect()
}

/// Returns when probes are due.
fn evenly(arguments: &Arguments) -> Vec<Duration> {
    let moments = (1..).map(|probe| f64::from(probe) * arguments.health_every_ms / 1e3);
    moments.take_while(|&at| at < arguments.seconds).map(Duration::from_secs_f64).collect()
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
