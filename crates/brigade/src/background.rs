//! Takes what is to be done once the client has its answer.

use std::{future::Future, sync::Arc};

use crate::{
    extract::{Argument, Extraction},
    scope::{Done, Scope, Step},
    spec::{Injected, Presence, Schema, Source, Type},
};

/// Runs tasks after the answer was sent, in the order in which they were added. An argument of this type is found by its
/// type alone, and an operation and its dependencies have the same one.
///
/// A task that fails or panics is logged, and those after it do not run. A request that is answered by an error runs none.
/// A server that is told to stop waits for tasks as it waits for answers.
///
/// ```
/// use brigade::{App, BackgroundTasks, post, routes, testing::TestClient};
/// use std::sync::Mutex;
///
/// static SENT: Mutex<Vec<String>> = Mutex::new(Vec::new());
///
/// #[post("/notify/{email}")]
/// async fn notify(email: String, tasks: BackgroundTasks) -> &'static str {
///     tasks.add(async move { SENT.lock().expect("no test panics").push(email) });
///     "Notification is on its way"
/// }
///
/// let client = TestClient::new(App::new("Mail").routes(routes![notify]));
/// client.post("/notify/ann@example.com").send();
/// assert_eq!(*SENT.lock().expect("no test panics"), ["ann@example.com"]);
/// ```
#[derive(Debug, Clone)]
pub struct BackgroundTasks(Arc<Scope>);

impl BackgroundTasks {
    /// Adds a task that waits.
    pub fn add<F>(&self, task: F)
    where
        F: Future<Output: Done> + Send + 'static,
    {
        self.0.add_task(Step::Waits(Box::pin(async { task.await.done() })));
    }

    /// Adds a task that works: it runs on the pool.
    pub fn add_work<F, R>(&self, task: F)
    where
        F: FnOnce() -> R + Send + 'static,
        R: Done,
    {
        self.0.add_task(Step::Works(Box::new(|| task().done())));
    }
}

impl Argument for BackgroundTasks {
    const SOURCE: Source = Source::Injected;
    const PRESENCE: Presence = Presence::Required;
    const SCHEMA: Schema = || Type::Any;
    const INJECTED: Option<Injected> = Some(Injected::Tasks);

    fn extract(extraction: &mut Extraction<'_>, _index: usize) -> Option<Self> {
        extraction.scope().cloned().map(Self)
    }
}
