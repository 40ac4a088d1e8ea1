//! Joins a function to its description, and erases its types.

use std::future::Future;

use http::StatusCode;

use crate::{
    depends::{DependencyUse, Documented, document},
    extract::{Answering, Call, Extraction, ResponseParts},
    layer::Layers,
    respond::Respond,
    spec::OperationSpec,
};

/// Is a path operation. The attribute macros implement it for a struct named like the function.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a path operation",
    label = "no attribute like `#[get(\"/\")]` made it one",
    note = "a function that ends with `;` describes a request that the application sends, and serves none",
    note = "`routes![]` takes functions with `#[get]`, `#[post]`, `#[put]`, `#[patch]`, `#[delete]`, `#[head]`, `#[options]`, `#[trace]` or `#[websocket]`"
)]
pub trait Operation: 'static {
    /// Everything that signature, attribute and doc comment say.
    const SPEC: &'static OperationSpec;

    /// What its arguments depend on, in order of declaration.
    #[doc(hidden)]
    const DEPENDS: &'static [DependencyUse] = &[];
    /// What is called before it for the effect alone.
    #[doc(hidden)]
    const EFFECTS: &'static [DependencyUse] = &[];
    /// What it has sent to its clients later.
    #[doc(hidden)]
    const CALLBACKS: &'static [Webhook] = &[];

    /// Takes the arguments from `call`, calls the function and makes its answer.
    #[doc(hidden)]
    fn answer(call: Box<Call>) -> Answering;

    /// Makes what is around the function.
    #[doc(hidden)]
    fn layers() -> Layers {
        Layers::default()
    }
}

/// Is an operation without its types: what a router holds.
#[derive(Clone, Copy)]
pub struct Endpoint {
    pub(crate) spec: &'static OperationSpec,
    pub(crate) depends: &'static [DependencyUse],
    pub(crate) effects: &'static [DependencyUse],
    pub(crate) callbacks: &'static [Webhook],
    pub(crate) answer: fn(Box<Call>) -> Answering,
    pub(crate) layers: fn() -> Layers,
}

impl Endpoint {
    /// Erases the types of `O`. [`routes!`](crate::routes) calls it.
    #[must_use]
    pub const fn new<O: Operation>() -> Self {
        Self {
            spec: O::SPEC,
            depends: O::DEPENDS,
            effects: O::EFFECTS,
            callbacks: O::CALLBACKS,
            answer: O::answer,
            layers: O::layers,
        }
    }
}

impl std::fmt::Debug for Endpoint {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{} {} ({})", self.spec.method, self.spec.path, self.spec.name)
    }
}

/// Answers `call` by the arguments that `extract` takes and the function that they are passed to.
///
/// `extract` returns `None` if any argument is wrong, with the reasons in the extraction. A plain `fn` runs within the
/// first poll.
pub fn answer<A, E, C, F>(call: Box<Call>, extract: E, function: C) -> Answering
where
    E: FnOnce(&mut Extraction<'_>) -> Option<A> + Send + 'static,
    C: FnOnce(A) -> F + Send + 'static,
    F: Future + Send,
    F::Output: Respond + Send + 'static,
{
    Box::pin(async move {
        let status = call.plan.spec.status;
        let future = {
            let mut extraction = Extraction::new(&call, call.plan.operation());
            match extract(&mut extraction) {
                Some(arguments) if call.violations.is_empty() => function(arguments),
                _ => return Err(extraction.into_error()),
            }
        };
        // The function may run for long, and has taken what it needs.
        let (writer, parts, head) = if F::Output::NEGOTIATES {
            let Call { writer, parts, head, .. } = *call;
            (writer, parts, Some(Box::new(head)))
        } else {
            // A head is large, and moving it costs what a small answer does.
            let Call { writer, parts, .. } = *call;
            (writer, parts, None)
        };
        let status = status.map(|status| StatusCode::from_u16(status).expect("the macro accepts valid statuses"));
        let mut value = future.await;
        if let Some(head) = head {
            value.negotiate(&head);
        }
        // What is ready stays as it is, as in FastAPI.
        let parts = parts.filter(|_| !F::Output::IS_READY);
        let status = parts.as_ref().and_then(ResponseParts::chosen_status).or(status);
        let mut answer = match writer {
            Some(writer) => writer.write(value, status).await,
            None => value.respond(status),
        };
        if let (Ok(response), Some(parts)) = (&mut answer, parts) {
            parts.apply(response);
        }
        answer
    })
}

/// Is a request that the application sends: a webhook or a callback. The attribute macros implement it for a struct named
/// like the function, if that has no body.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a request that the application sends",
    label = "no function without a body is called so",
    note = "`webhooks![]` and `callbacks = []` take functions that end with `;`: `#[post(\"order-ready\")] fn order_ready(body: Order);`"
)]
pub trait Outgoing: 'static {
    /// Everything that signature, attribute and doc comment say.
    const SPEC: &'static OperationSpec;

    /// The credentials that the request carries, in order of declaration.
    #[doc(hidden)]
    const DEPENDS: &'static [DependencyUse] = &[];
}

/// Is a request that the application sends to those who asked for it elsewhere.
#[derive(Clone, Copy)]
pub struct Webhook {
    pub(crate) spec: &'static OperationSpec,
    pub(crate) depends: &'static [DependencyUse],
}

impl Webhook {
    /// Erases the type `O`. [`webhooks!`](crate::webhooks) calls it.
    #[must_use]
    pub const fn new<O: Outgoing>() -> Self {
        Self { spec: O::SPEC, depends: O::DEPENDS }
    }

    /// Returns what the document says of it because of its arguments.
    pub(crate) fn document(&self) -> Documented {
        document(self.spec, &[], self.depends, &[])
    }
}

impl std::fmt::Debug for Webhook {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{} {} ({})", self.spec.method, self.spec.path, self.spec.name)
    }
}
