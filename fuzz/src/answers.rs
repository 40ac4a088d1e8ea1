//! Sends requests to an application, and looks at what it answers.

use std::sync::OnceLock;

use brigade::{App, AppService, Body, BoxError, Bytes};
use http::{HeaderMap, request::Builder};
use http_body_util::BodyExt;
use tokio::runtime::{self, Runtime};
use tower_service::Service;

/// Is an application that is made when it is first asked.
pub(crate) struct Target {
    app: fn() -> App,
    running: OnceLock<(AppService, Runtime)>,
}

/// Is what was answered.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Target {
    pub(crate) const fn new(app: fn() -> App) -> Self {
        Self { app, running: OnceLock::new() }
    }

    /// Sends what `request` has become with this body.
    pub(crate) fn send(&self, request: Builder, body: &[u8]) -> Answer {
        self.send_body(request, Body::from(Bytes::copy_from_slice(body)))
    }

    /// Sends what `request` has become with this body, so many bytes at a time.
    pub(crate) fn send_in_pieces(&self, request: Builder, body: &[u8], piece_bytes: usize) -> Answer {
        let pieces: Vec<_> = body.chunks(piece_bytes).map(|piece| Ok::<_, BoxError>(piece.to_vec())).collect();
        self.send_body(request, Body::of_iterator(pieces))
    }

    fn send_body(&self, request: Builder, body: Body) -> Answer {
        let (service, runtime) = self.running.get_or_init(|| {
            let service = (self.app)().into_service().expect("the application is without mistakes");
            let runtime = runtime::Builder::new_current_thread().enable_all().build().expect("a runtime can be made");
            (service, runtime)
        });
        let request = request.body(body).expect("the target has looked at the head");
        runtime.block_on(async {
            let Ok(response) = service.clone().call(request).await;
            let (head, body) = response.into_parts();
            let body = body.collect().await.expect("the answer is whole").to_bytes();
            Answer { status: head.status.as_u16(), headers: head.headers, body }
        })
    }
}

impl Answer {
    /// Asserts that the status is among `statuses`: 500 is a panic, or a value that does not fit its description.
    #[track_caller]
    pub(crate) fn is_one_of(&self, statuses: &[u16]) {
        let Self { status, body, .. } = self;
        assert!(statuses.contains(status), "{status}: {}", String::from_utf8_lossy(body));
    }
}
