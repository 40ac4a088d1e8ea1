//! Joins a function to its description, and erases its types.

use std::{future::Future, pin::Pin};

use http::StatusCode;

use crate::{
    error::Error,
    extract::{Call, Extraction},
    respond::{Respond, Response},
    spec::OperationSpec,
};

/// Is a path operation. The attribute macros implement it for a struct named like the function.
pub trait Operation: 'static {
    /// Everything that signature, attribute and doc comment say.
    const SPEC: &'static OperationSpec;

    /// The function's arguments, in order.
    type Arguments: Send + 'static;

    /// What the function returns.
    type Answer: Respond;

    /// Takes the arguments from a request; `None` if any is wrong, with the reasons in `extraction`.
    fn extract(extraction: &mut Extraction<'_>) -> Option<Self::Arguments>;

    /// Calls the function. A plain `fn` runs within the first poll.
    fn call(arguments: Self::Arguments) -> impl Future<Output = Self::Answer> + Send;
}

/// Is an operation without its types: what a router holds.
#[derive(Clone, Copy)]
pub struct Endpoint {
    pub(crate) spec: &'static OperationSpec,
    pub(crate) answer: fn(Call) -> Answering,
}

/// Resolves to an operation's answer.
pub(crate) type Answering = Pin<Box<dyn Future<Output = Result<Response, Error>> + Send>>;

impl Endpoint {
    /// Erases the types of `O`. [`routes!`](crate::routes) calls it.
    #[must_use]
    pub const fn new<O: Operation>() -> Self {
        Self { spec: O::SPEC, answer: |call| Box::pin(answer::<O>(call)) }
    }
}

impl std::fmt::Debug for Endpoint {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{} {} ({})", self.spec.method, self.spec.path, self.spec.name)
    }
}

async fn answer<O: Operation>(call: Call) -> Result<Response, Error> {
    let arguments = {
        let mut extraction = Extraction::new(&call);
        match O::extract(&mut extraction) {
            Some(arguments) => arguments,
            None => return Err(extraction.into_error()),
        }
    };
    let status = O::SPEC.status.map(|status| StatusCode::from_u16(status).expect("the macro accepts valid statuses"));
    O::call(arguments).await.respond(status)
}
