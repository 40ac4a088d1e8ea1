//! The server that is measured: one small service, with its slow operations written in each of the ways that there are.

use brigade::{App, Limits, ServerOptions, Text, get, routes};

use crate::{machine, work};

/// How the slow operations are written; the columns of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Variant {
    /// A plain `fn`, which brigade runs on its pool.
    Plain,
    /// The same code inside an `async fn`: what is easily written, and wrong everywhere else.
    Naive,
    /// The same, kept on the I/O runtime by `run = "inline"`: what other frameworks do with it.
    Inline,
    /// An `async fn` that hands the work to tokio's `spawn_blocking`: the usual advice.
    SpawnBlocking,
    /// An `async fn` that hands the work to a pool with one thread for each core: the other advice.
    Fixed,
}

impl Variant {
    pub(crate) const ALL: [Self; 5] = [Self::Plain, Self::Naive, Self::Inline, Self::SpawnBlocking, Self::Fixed];

    /// Whether it is brigade that decides where the work runs.
    pub(crate) fn is_brigade(self) -> bool {
        matches!(self, Self::Plain | Self::Naive)
    }

    /// The heading of its column.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Plain => "`fn`",
            Self::Naive => "`async fn`",
            Self::Inline => "inline",
            Self::SpawnBlocking => "`spawn_blocking`",
            Self::Fixed => "fixed pool",
        }
    }

    /// The path of one of its operations, such as `cpu?us=10000`.
    pub(crate) fn path(self, operation: &str) -> String {
        let folder = match self {
            Self::Plain => "plain",
            Self::Naive => "naive",
            Self::Inline => "inline",
            Self::SpawnBlocking => "spawn",
            Self::Fixed => "fixed",
        };
        format!("/{folder}/{operation}")
    }
}

/// The fast operation, whose latency must not depend on what else the server does.
pub(crate) const FAST: &str = "/json";

type Done = Text<&'static str>;
const DONE: Done = Text("done");

#[get("/json")]
async fn json() -> &'static str {
    "Hello, World!"
}

mod plain {
    use super::{DONE, Done, get, work};

    #[get("/plain/cpu")]
    pub(super) fn cpu(us: u32) -> Done {
        work::compute(us);
        DONE
    }

    #[get("/plain/other")]
    pub(super) fn other(us: u32) -> Done {
        work::compute(us);
        DONE
    }

    #[get("/plain/block")]
    pub(super) fn block(ms: u64) -> Done {
        work::block(ms);
        DONE
    }

    #[get("/plain/mixed")]
    pub(super) fn mixed() -> Done {
        work::mixed();
        DONE
    }

    #[get("/plain/lock")]
    pub(super) fn lock() -> Done {
        work::lock();
        DONE
    }

    #[get("/plain/nested")]
    pub(super) fn nested() -> Done {
        work::nested();
        DONE
    }

    #[get("/plain/rayon")]
    pub(super) fn rayon() -> Done {
        work::rayon();
        DONE
    }
}

mod naive {
    use super::{DONE, Done, get, work};

    #[get("/naive/cpu")]
    pub(super) async fn cpu(us: u32) -> Done {
        work::compute(us);
        DONE
    }

    #[get("/naive/other")]
    pub(super) async fn other(us: u32) -> Done {
        work::compute(us);
        DONE
    }

    #[get("/naive/block")]
    pub(super) async fn block(ms: u64) -> Done {
        work::block(ms);
        DONE
    }

    #[get("/naive/mixed")]
    pub(super) async fn mixed() -> Done {
        work::mixed();
        DONE
    }

    #[get("/naive/lock")]
    pub(super) async fn lock() -> Done {
        work::lock();
        DONE
    }

    #[get("/naive/nested")]
    pub(super) async fn nested() -> Done {
        work::nested();
        DONE
    }

    #[get("/naive/rayon")]
    pub(super) async fn rayon() -> Done {
        work::rayon();
        DONE
    }
}

mod inline {
    use super::{DONE, Done, get, work};

    #[get("/inline/cpu", run = "inline")]
    pub(super) async fn cpu(us: u32) -> Done {
        work::compute(us);
        DONE
    }

    #[get("/inline/other", run = "inline")]
    pub(super) async fn other(us: u32) -> Done {
        work::compute(us);
        DONE
    }

    #[get("/inline/block", run = "inline")]
    pub(super) async fn block(ms: u64) -> Done {
        work::block(ms);
        DONE
    }

    #[get("/inline/mixed", run = "inline")]
    pub(super) async fn mixed() -> Done {
        work::mixed();
        DONE
    }
}

mod spawn {
    use super::{DONE, Done, get, work, work::on_blocking_pool};

    #[get("/spawn/cpu", run = "inline")]
    pub(super) async fn cpu(us: u32) -> Done {
        on_blocking_pool(move || work::compute(us)).await;
        DONE
    }

    #[get("/spawn/other", run = "inline")]
    pub(super) async fn other(us: u32) -> Done {
        on_blocking_pool(move || work::compute(us)).await;
        DONE
    }

    #[get("/spawn/block", run = "inline")]
    pub(super) async fn block(ms: u64) -> Done {
        on_blocking_pool(move || work::block(ms)).await;
        DONE
    }

    #[get("/spawn/mixed", run = "inline")]
    pub(super) async fn mixed() -> Done {
        on_blocking_pool(work::mixed).await;
        DONE
    }
}

mod fixed {
    use super::{DONE, Done, get, work, work::on_fixed_pool};

    #[get("/fixed/cpu", run = "inline")]
    pub(super) async fn cpu(us: u32) -> Done {
        on_fixed_pool(move || work::compute(us)).await;
        DONE
    }

    #[get("/fixed/other", run = "inline")]
    pub(super) async fn other(us: u32) -> Done {
        on_fixed_pool(move || work::compute(us)).await;
        DONE
    }

    #[get("/fixed/block", run = "inline")]
    pub(super) async fn block(ms: u64) -> Done {
        on_fixed_pool(move || work::block(ms)).await;
        DONE
    }

    #[get("/fixed/mixed", run = "inline")]
    pub(super) async fn mixed() -> Done {
        on_fixed_pool(work::mixed).await;
        DONE
    }
}

/// Serves until the parent kills this process.
pub(crate) fn serve(port: u16, rounds_per_us: u32, group: Option<&str>) -> brigade::Result<()> {
    machine::stand_alone(group)?;
    work::set_rounds_per_us(rounds_per_us);
    App::new("Scheduler benchmark")
        .limits(Limits { connections_max: Some(20_000), ..Limits::default() })
        .routes(routes![json])
        .routes(routes![plain::cpu, plain::other, plain::block, plain::mixed])
        .routes(routes![naive::cpu, naive::other, naive::block, naive::mixed])
        .routes(routes![plain::lock, plain::nested, plain::rayon])
        .routes(routes![naive::lock, naive::nested, naive::rayon])
        .routes(routes![inline::cpu, inline::other, inline::block, inline::mixed])
        .routes(routes![spawn::cpu, spawn::other, spawn::block, spawn::mixed])
        .routes(routes![fixed::cpu, fixed::other, fixed::block, fixed::mixed])
        .serve(ServerOptions { port, access_log: false, ..ServerOptions::default() })
}
