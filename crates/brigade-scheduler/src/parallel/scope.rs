//! Work that comes up while other work is done.

use std::{
    collections::VecDeque,
    fmt,
    sync::{Mutex, MutexGuard, PoisonError},
};

use super::crew::{Crew, Member};

/// Calls `function` with a [`Scope`], to which it may give work, and returns its result when all of that work is done.
///
/// Tasks may borrow whatever lives outside of the call. They are begun in the order in which they were given, on the
/// calling thread when `function` has returned and on helpers before that.
///
/// ```
/// # use brigade_scheduler::parallel;
/// let (mut thumbnail, mut preview) = (None, None);
/// parallel::scope(|scope| {
///     scope.spawn(|_| thumbnail = Some("64 x 64"));
///     scope.spawn(|_| preview = Some("640 x 480"));
/// });
/// assert_eq!((thumbnail, preview), (Some("64 x 64"), Some("640 x 480")));
/// ```
///
/// # Panics
///
/// If `function` or a task does.
pub fn scope<'env, F, R>(function: F) -> R
where
    F: FnOnce(&Scope<'_, 'env>) -> R,
{
    scope_with(Crew::process(), function)
}

/// Takes the tasks of a call of [`scope`].
///
/// What tasks borrow lives as long as `'env`.
pub struct Scope<'a, 'env> {
    tasks: &'a Tasks<'env>,
    send_for_one: &'a dyn Fn(),
}

impl<'env> Scope<'_, 'env> {
    /// Adds a task, which may add others.
    pub fn spawn<F>(&self, task: F)
    where
        F: FnOnce(&Scope<'_, 'env>) + Send + 'env,
    {
        self.tasks.lock().push_back(Box::new(task));
        (self.send_for_one)();
    }
}

impl fmt::Debug for Scope<'_, '_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Scope").field("queued", &self.tasks.lock().len()).finish()
    }
}

type Task<'env> = Box<dyn FnOnce(&Scope<'_, 'env>) + Send + 'env>;

/// Tasks that nobody has begun.
struct Tasks<'env>(Mutex<VecDeque<Task<'env>>>);

impl<'env> Tasks<'env> {
    fn lock(&self) -> MutexGuard<'_, VecDeque<Task<'env>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn next(&self) -> Option<Task<'env>> {
        self.lock().pop_front()
    }

    /// Does what there is to do, until there is nothing or the member is to go.
    fn work(&self, member: &Member<'_, '_>) {
        while member.stays()
            && let Some(task) = self.next()
        {
            task(&Scope { tasks: self, send_for_one: &|| member.send_for(1) });
        }
    }
}

pub(super) fn scope_with<'env, F, R>(crew: &Crew, function: F) -> R
where
    F: FnOnce(&Scope<'_, 'env>) -> R,
{
    let tasks = Tasks(Mutex::default());
    let mut result = None;
    crew.work(
        |member| result = Some(function(&Scope { tasks: &tasks, send_for_one: &|| member.send_for(1) })),
        &|member| tasks.work(member),
    );
    // A helper may have gone after its task had added others, when this thread had already found nothing to do.
    while !tasks.lock().is_empty() {
        crew.work(|_| (), &|member| tasks.work(member));
    }
    result.expect("a function that has no result has panicked, and so has the call")
}
