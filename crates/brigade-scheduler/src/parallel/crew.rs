//! The calling thread and its helpers: who they are, when they come, when they go.

use std::{
    any::Any,
    cell::Cell,
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    sync::{
        LazyLock, Mutex, OnceLock, PoisonError,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    time::Instant,
};

use rayon_core::{Scope, ThreadPool};

use crate::{
    budget::{self, Borrowed, Budget},
    rayon_threads,
};

/// Threads that can help, and the books that say how many may.
pub(super) struct Crew {
    budget: &'static Budget,
    /// Started when somebody first wants help; `None` if the system refused.
    helpers: OnceLock<Option<ThreadPool>>,
}

/// What each member of a call does.
type Work<'a> = dyn Fn(&Member<'_, '_>) + Sync + 'a;

/// What the members of one call share.
struct Shared<'env> {
    budget: &'env Budget,
    /// How many threads there are for helpers, of this call and others. A helper that had none would keep its caller waiting.
    threads: usize,
    work: &'env Work<'env>,
    /// Set by a panic.
    stopped: AtomicBool,
    panic: Mutex<Option<Box<dyn Any + Send>>>,
}

/// A thread that works on a call.
pub(super) struct Member<'a, 'scope> {
    shared: &'scope Shared<'scope>,
    /// Where further helpers are sent from; `None` where there can be none.
    scope: Option<&'a Scope<'scope>>,
    is_helper: bool,
}

thread_local! {
    /// Whether the thread is in the middle of helping. While it waits for helpers of its own, rayon may hand it somebody
    /// else's helper.
    static HELPING: Cell<bool> = const { Cell::new(false) };
}

impl Crew {
    /// The crew that all calls share.
    pub(super) fn process() -> &'static Self {
        static PROCESS: LazyLock<Crew> = LazyLock::new(|| Crew::new(budget::process()));
        &PROCESS
    }

    pub(super) fn new(budget: &'static Budget) -> Self {
        Self { budget, helpers: OnceLock::new() }
    }

    pub(super) fn cores(&self) -> usize {
        self.budget.cores()
    }

    pub(super) fn width(&self) -> usize {
        let _occupied = self.budget.occupy();
        1 + self.budget.free(self.helpers().map_or(0, ThreadPool::current_num_threads))
    }

    /// Runs `begin` and then `work` on the calling thread, and `work` on each helper that a member sends for.
    ///
    /// # Panics
    ///
    /// With the first payload, if one of them panics; after all helpers have gone.
    pub(super) fn work(&self, begin: impl FnOnce(&Member<'_, '_>), work: &Work<'_>) {
        let _occupied = self.budget.occupy();
        let helpers = self.helpers();
        let shared = Shared {
            budget: self.budget,
            threads: helpers.map_or(0, ThreadPool::current_num_threads),
            work,
            stopped: AtomicBool::new(false),
            panic: Mutex::new(None),
        };
        match helpers {
            Some(helpers) => helpers.in_place_scope(|scope| shared.lead(Some(scope), begin)),
            None => shared.lead(None, begin),
        }
        let panic = shared.panic.into_inner().unwrap_or_else(PoisonError::into_inner);
        if let Some(payload) = panic {
            resume_unwind(payload);
        }
    }

    fn helpers(&self) -> Option<&ThreadPool> {
        let cores = self.cores();
        if cores < 2 {
            return None;
        }
        self.helpers.get_or_init(|| rayon_threads::helpers(cores)).as_ref()
    }
}

impl<'scope> Shared<'scope> {
    /// What the calling thread does.
    fn lead(&'scope self, scope: Option<&Scope<'scope>>, begin: impl FnOnce(&Member<'_, 'scope>)) {
        self.catch(|| {
            let member = Member { shared: self, scope, is_helper: false };
            begin(&member);
            (self.work)(&member);
        });
    }

    /// The life of a helper.
    fn help(&'scope self, scope: &Scope<'scope>, core: Borrowed<'scope>) {
        // A helper of another call: it would be done before this thread's own call could go on. Help is never needed.
        if HELPING.replace(true) {
            return;
        }
        self.catch(|| (self.work)(&Member { shared: self, scope: Some(scope), is_helper: true }));
        HELPING.set(false);
        drop(core);
    }

    fn catch(&self, work: impl FnOnce()) {
        if let Err(payload) = catch_unwind(AssertUnwindSafe(work)) {
            self.stopped.store(true, Relaxed);
            self.panic.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(payload);
        }
    }
}

impl Member<'_, '_> {
    /// Sends for up to `wanted` more helpers, as far as cores are free.
    pub(super) fn send_for(&self, wanted: usize) {
        let (Some(scope), shared) = (self.scope, self.shared) else { return };
        rayon_threads::sample(Instant::now());
        for _ in 0..wanted {
            let Some(core) = shared.budget.borrow(shared.threads) else { return };
            scope.spawn(move |scope| shared.help(scope, core));
        }
    }

    /// Whether the piece of work that the thread has is to be finished.
    pub(super) fn goes_on(&self) -> bool {
        !self.shared.stopped.load(Relaxed)
    }

    /// Whether the thread is to take another piece of work.
    pub(super) fn stays(&self) -> bool {
        self.goes_on() && !(self.is_helper && self.shared.budget.is_overdrawn())
    }
}
