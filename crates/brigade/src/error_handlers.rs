//! Holds what users answer to errors: functions by the type of an error or by its status.
//!
//! The nearest one answers: that of the type which was raised; then that of the status; then that of all answers which are
//! errors, [`HttpError`]; then that of everything, [`Error`].

use std::{
    any::{Any, TypeId, type_name},
    collections::HashMap,
    fmt,
    future::{Future, ready},
    pin::Pin,
    sync::Arc,
};

use http::StatusCode;

use crate::{
    error::{Error, HttpError},
    invalid::Invalid,
    request::Request,
    respond::{Respond, Response},
};

/// Resolves to what a handler answers.
pub(crate) type Handling = Pin<Box<dyn Future<Output = Result<Response, Error>> + Send>>;

/// Is a handler without its types.
pub(crate) type Handler = Arc<dyn Fn(Error, Request) -> Handling + Send + Sync>;

/// Holds the handlers of one application.
#[derive(Clone, Default)]
pub(crate) struct Handlers {
    by_type: HashMap<TypeId, Handler>,
    by_status: HashMap<StatusCode, Handler>,
}

impl Handlers {
    /// Adds a handler of the errors that are an `E`.
    ///
    /// # Errors
    ///
    /// The mistake, if there is one already.
    pub(crate) fn add<E, R, K>(
        &mut self,
        handler: impl Fn(E, Request) -> R + Send + Sync + 'static,
    ) -> Result<(), String>
    where
        E: Send + Sync + 'static,
        R: Reply<K>,
    {
        match self.by_type.insert(TypeId::of::<E>(), erase(handler)) {
            None => Ok(()),
            Some(_) => Err(format!("two handlers of errors of the type `{}`", type_name::<E>())),
        }
    }

    /// Adds a handler of the errors of one status.
    ///
    /// # Errors
    ///
    /// The mistake, if there is one already or the status is none of an error.
    pub(crate) fn add_status<R, K>(
        &mut self,
        status: u16,
        handler: impl Fn(Error, Request) -> R + Send + Sync + 'static,
    ) -> Result<(), String>
    where
        R: Reply<K>,
    {
        let Some(code) = StatusCode::from_u16(status).ok().filter(|_| status >= 400) else {
            return Err(format!("a handler of errors of the status {status}: those of errors begin at 400"));
        };
        match self.by_status.insert(code, erase(handler)) {
            None => Ok(()),
            Some(_) => Err(format!("two handlers of errors of the status {status}")),
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.by_type.is_empty() && self.by_status.is_empty()
    }

    /// Finds the nearest handler, and says whether it is that of the type which was raised.
    pub(crate) fn find(&self, error: &Error) -> Option<(&Handler, bool)> {
        let of_type = |id: TypeId| self.by_type.get(&id);
        if let Some(handler) = error.raised_type().and_then(of_type) {
            return Some((handler, true));
        }
        let invalid = || of_type(TypeId::of::<Invalid>()).filter(|_| !error.violations().is_empty());
        let status = || self.by_status.get(&error.status());
        let answer = || of_type(TypeId::of::<HttpError>()).filter(|_| error.is_answer());
        let any = || of_type(TypeId::of::<Error>());
        let handler = invalid().or_else(status).or_else(answer).or_else(any)?;
        Some((handler, false))
    }
}

impl fmt::Debug for Handlers {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Handlers({} types, {} statuses)", self.by_type.len(), self.by_status.len())
    }
}

fn erase<E, R, K>(handler: impl Fn(E, Request) -> R + Send + Sync + 'static) -> Handler
where
    E: Send + Sync + 'static,
    R: Reply<K>,
{
    Arc::new(move |error, request| match take(error) {
        Ok(error) => handler(error, request).reply(),
        Err(error) => Box::pin(ready(Err(error))),
    })
}

/// Makes of an error what a handler takes.
fn take<E: Send + Sync + 'static>(error: Error) -> Result<E, Error> {
    let mut taken: Option<E> = None;
    let place: &mut dyn Any = &mut taken;
    if let Some(place) = place.downcast_mut::<Option<Error>>() {
        *place = Some(error);
    } else if let Some(place) = place.downcast_mut::<Option<HttpError>>() {
        *place = Some(error.into_answer());
    } else if let Some(place) = place.downcast_mut::<Option<Invalid>>() {
        *place = Some(Invalid(error));
    } else {
        return error.downcast();
    }
    Ok(taken.expect("it was put there"))
}

/// Is what a handler of errors returns: whatever can be answered, or a future of it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no answer to an error",
    note = "return what operations return, or write an `async fn` that does"
)]
pub trait Reply<K> {
    /// Makes the answer.
    #[doc(hidden)]
    fn reply(self) -> Handling;
}

/// Marks answers that are there.
#[derive(Debug)]
pub enum Now {}

/// Marks answers that come later.
#[derive(Debug)]
pub enum Later {}

#[diagnostic::do_not_recommend]
impl<R: Respond> Reply<Now> for R {
    fn reply(self) -> Handling {
        Box::pin(ready(self.respond(None)))
    }
}

#[diagnostic::do_not_recommend]
impl<F: Future<Output: Respond> + Send + 'static> Reply<Later> for F {
    fn reply(self) -> Handling {
        Box::pin(async { self.await.respond(None) })
    }
}
