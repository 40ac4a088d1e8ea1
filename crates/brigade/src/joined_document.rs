//! Serves the OpenAPI document of two servers that are one to clients.
//!
//! The other server's is asked for when somebody asks for ours, at most every few seconds. While it is away, the last one
//! that it gave stays; before the first, ours is shown alone.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use bytes::Bytes;
use http::request;
use tokio::sync::Mutex;

use crate::{
    body::BoxError,
    json, openapi,
    page::File,
    proxy::Forwarder,
    respond::Response,
    value::{Object, Tree},
};

/// How often the other server is asked at most.
const ASKED_EVERY: Duration = Duration::from_secs(5);
/// How soon it is asked again after it gave no document.
const ASKED_AGAIN_AFTER: Duration = Duration::from_secs(1);
/// How long whoever asks for the document waits for the other server's.
const TIME_MAX: Duration = Duration::from_secs(2);
/// A document of a thousand operations has about two MiB.
const BYTES_MAX: usize = 8 * 1024 * 1024;
/// Real ones have 20 levels.
const DEPTH_MAX: usize = 128;

/// Is the document of an application together with that of the server behind it.
pub(crate) struct JoinedDocument {
    ours: Object,
    forwarder: Forwarder,
    latest: Mutex<Latest>,
}

struct Latest {
    asked: Option<Instant>,
    /// What the other server said; empty before it said anything.
    theirs: Bytes,
    file: Arc<File>,
    /// What has been logged as wrong.
    complaint: Option<String>,
}

impl JoinedDocument {
    pub(crate) fn new(ours: Object, forwarder: Forwarder) -> Self {
        let file = Arc::new(file(&ours));
        let latest = Mutex::new(Latest { asked: None, theirs: Bytes::new(), file, complaint: None });
        Self { ours, forwarder, latest }
    }

    /// Answers with the document. `is_ours` says which paths and methods the other server never sees.
    pub(crate) async fn answer(&self, head: &request::Parts, is_ours: impl Fn(&str, &str) -> bool) -> Response {
        self.refresh(is_ours).await.answer(head)
    }

    /// Asks the other server, unless it was asked just now, and returns the document.
    pub(crate) async fn refresh(&self, is_ours: impl Fn(&str, &str) -> bool) -> Arc<File> {
        // Whoever comes meanwhile waits for the same answer.
        let mut latest = self.latest.lock().await;
        let pause = if latest.complaint.is_none() { ASKED_EVERY } else { ASKED_AGAIN_AFTER };
        if latest.asked.is_none_or(|asked| asked.elapsed() >= pause) {
            let outcome = self.join(&mut latest, is_ours).await;
            latest.asked = Some(Instant::now());
            let complaint = outcome.err().map(|error| error.to_string());
            if let Some(error) = complaint.as_ref().filter(|error| latest.complaint.as_ref() != Some(error)) {
                tracing::warn!("the OpenAPI document of {} is missing: {error}", self.forwarder.url());
            }
            latest.complaint = complaint;
        }
        latest.file.clone()
    }

    async fn join(&self, latest: &mut Latest, is_ours: impl Fn(&str, &str) -> bool) -> Result<(), BoxError> {
        let theirs = self.forwarder.document(BYTES_MAX, TIME_MAX).await?;
        if theirs == latest.theirs {
            return Ok(());
        }
        let document = match Tree::parse(&theirs, DEPTH_MAX).map(Tree::into_static) {
            Ok(Tree::Object(document)) => document,
            Ok(_) => return Err("it is no JSON object".into()),
            Err(error) => return Err(format!("it is no JSON: {error:?}").into()),
        };
        match document.get("openapi") {
            Some(Tree::String(version)) if version.starts_with("3.") => {}
            _ => return Err("it is none of OpenAPI 3".into()),
        }
        let mut joined = self.ours.clone();
        let count = openapi::join(&mut joined, document, is_ours);
        tracing::info!(operations = count, "{} answers what has no operation here", self.forwarder.url());
        (latest.file, latest.theirs) = (Arc::new(file(&joined)), theirs);
        Ok(())
    }
}

fn file(document: &Object) -> File {
    File::new("application/json", json::to_bytes(document).expect("a document consists of JSON values"))
}
