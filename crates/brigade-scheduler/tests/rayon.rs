//! Rayon's global pool under brigade: each case is a process of its own, as there is one such pool in a process.
#![cfg(all(feature = "parallel", target_os = "linux"))]

use std::{
    env, fs,
    process::Command,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::SeqCst},
    },
    time::{Duration, Instant},
};

use brigade_scheduler::{OperationSettings, Pool, PoolSettings, configure_rayon, cores, rayon_cpu, runtime};
use rustix::time::{ClockId, clock_gettime};

/// Says to the test `child` that it is one, and what it is to do.
const CASE: &str = "BRIGADE_RAYON_CASE";

/// Runs `child` in a process with `variables` and gives what it wrote.
fn run(case: &str, threads: Option<&str>) -> String {
    let mut command = Command::new(env::current_exe().expect("this program"));
    command.args(["--exact", "child", "--nocapture"]).env(CASE, case).env_remove("RAYON_NUM_THREADS");
    if let Some(threads) = threads {
        command.env("RAYON_NUM_THREADS", threads);
    }
    let output = command.output().expect("a process");
    assert!(output.status.success(), "{case}: {}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).expect("text");
    text.lines().find_map(|line| line.split_once("answer: ")).expect("an answer").1.to_owned()
}

#[test]
fn child() {
    let Ok(case) = env::var(CASE) else { return };
    match case.as_str() {
        "configured" => {
            configure_rayon();
            configure_rayon();
        }
        "busy" => {
            configure_rayon();
            rayon_is_charged();
            jobs_leave_cores_to_rayon();
        }
        "by the pool" => {
            let pool = Pool::new(PoolSettings::default());
            let operation = pool.operation(OperationSettings::named("job"));
            runtime(Some(1)).unwrap().block_on(operation.call(|| ())).unwrap();
        }
        "by the program" => {
            rayon_core::ThreadPoolBuilder::new().num_threads(7).build_global().unwrap();
            configure_rayon();
        }
        unknown => panic!("{unknown}"),
    }
    let here = rayon_core::scope(|_| (std::thread::current().name().map(str::to_owned), nice("thread-self")));
    println!("answer: {} {:?} {}", rayon_core::current_num_threads(), here.0, here.1 - nice("self"));
}

/// The nice value in a `stat` file of `/proc`: the 19th field, by proc(5).
fn nice(whose: &str) -> i32 {
    let stat = fs::read_to_string(format!("/proc/{whose}/stat")).expect("a file of this process");
    // The second may contain anything, but is in parentheses.
    let field = stat.rsplit_once(')').and_then(|(_, after)| after.split_ascii_whitespace().nth(16));
    field.and_then(|nice| nice.parse().ok()).expect("a nice value")
}

/// What rayon's threads use is seen, within a tick of the kernel.
fn rayon_is_charged() {
    let before = rayon_cpu();
    let long = Duration::from_millis(100);
    let worked = rayon_core::scope(|_| {
        let cpu = || Duration::try_from(clock_gettime(ClockId::ThreadCPUTime)).expect("not negative");
        let begun = cpu();
        while cpu() - begun < long {}
        // The kernel brings the account up to date when a thread gives its core away.
        std::thread::yield_now();
        cpu() - begun
    });
    let since = Instant::now();
    while rayon_cpu() - before < worked {
        assert!(since.elapsed() < Duration::from_secs(60), "{:?} of {worked:?} was seen", rayon_cpu() - before);
        std::thread::yield_now();
    }
}

/// While rayon works, jobs that compute get fewer cores; afterwards, all again.
fn jobs_leave_cores_to_rayon() {
    let pool = Pool::new(PoolSettings { cores: Some(8.0), ..PoolSettings::default() });
    let operation = pool.operation(OperationSettings::named("compute"));
    let runtime = runtime(Some(1)).expect("a runtime");
    let spin = |until: &AtomicBool| while !until.load(SeqCst) {};
    let compute = || {
        let begun = Instant::now();
        while begun.elapsed() < Duration::from_millis(1) {}
    };
    while operation.weight() < 0.99 {
        runtime.block_on(operation.call(compute)).expect("a job");
    }
    let done = Arc::new(AtomicBool::new(false));
    for _ in 0..rayon_core::current_num_threads() {
        let done = done.clone();
        rayon_core::spawn(move || spin(&done));
    }
    // How many of eight jobs run at once.
    let at_once = || {
        let end = Arc::new(AtomicBool::new(false));
        let calls = [(); 8].map(|()| {
            operation.call({
                let end = end.clone();
                move || spin(&end)
            })
        });
        let running = pool.snapshot().running;
        end.store(true, SeqCst);
        calls.into_iter().for_each(|call| runtime.block_on(call).expect("a job"));
        running
    };
    let since = Instant::now();
    let until = |running: &dyn Fn(usize) -> bool| {
        while !running(at_once()) {
            assert!(since.elapsed() < Duration::from_secs(60), "it never came");
        }
    };
    until(&|running| running < 8);
    done.store(true, SeqCst);
    until(&|running| running == 8);
}

#[test]
fn rayon_gets_the_cores_and_is_nice() {
    let cores = cores().ceil() as usize;
    let ours = |threads: usize| format!("{threads} Some(\"brigade-rayon\") 5");
    assert_eq!(run("configured", None), ours(cores));
    assert_eq!(run("by the pool", None), ours(cores));
    assert_eq!(run("configured", Some("1")), ours(1), "asked for less");
    assert_eq!(run("configured", Some("1000")), ours(cores), "asked for more than there is");
    assert_eq!(run("configured", Some("0")), ours(cores), "0 is rayon's word for the default");
}

#[test]
fn what_rayon_uses_is_in_the_budget() {
    assert!(run("busy", None).contains("brigade-rayon"));
}

#[test]
fn a_pool_that_the_program_has_built_stays() {
    assert_eq!(run("by the program", None), "7 None 0");
}
