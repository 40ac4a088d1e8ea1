//! Calls services that are no operations: routers of other frameworks, proxies, whatever speaks tower.

use std::{
    fmt,
    future::{Future, poll_fn},
    pin::Pin,
};

use bytes::Bytes;
use tower_service::Service;

use crate::{
    body::{Body, BoxError},
    error::{Error, Result},
    request::Request,
    respond::Response,
};

/// Is a service without its types.
pub(crate) struct Foreign(Box<dyn Fn(Request) -> Answering + Send + Sync>);

/// Is the outcome of a user's code on its way.
pub(crate) type Answering = Pin<Box<dyn Future<Output = Result<Response>> + Send>>;

impl Foreign {
    pub(crate) fn new<S, B>(service: S) -> Self
    where
        S: Service<Request, Response = http::Response<B>, Error: Into<BoxError>, Future: Send>
            + Clone
            + Send
            + Sync
            + 'static,
        B: http_body::Body<Data = Bytes, Error: Into<BoxError>> + Send + 'static,
    {
        Self(Box::new(move |request| {
            // Each request has a clone of its own: a service is called by one at a time.
            let mut service = service.clone();
            Box::pin(async move {
                poll_fn(|context| service.poll_ready(context)).await.map_err(Error::from_boxed)?;
                let response = service.call(request).await.map_err(Error::from_boxed)?;
                Ok(response.map(Body::new))
            })
        }))
    }

    /// Calls a function, whose errors are answered as they are.
    #[cfg(feature = "proxy")]
    pub(crate) fn function<F: Future<Output = Result<Response>> + Send + 'static>(
        function: impl Fn(Request) -> F + Send + Sync + 'static,
    ) -> Self {
        Self(Box::new(move |request| Box::pin(function(request))))
    }

    /// Answers `request`. Nothing happens before the first poll.
    pub(crate) fn answer(&self, request: Request) -> Answering {
        (self.0)(request)
    }
}

impl fmt::Debug for Foreign {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Foreign")
    }
}
