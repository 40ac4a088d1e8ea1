//! Writes to customers.

use std::sync::Arc;

use brigade::dependency;

/// A mail to a customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mail {
    pub(crate) to: String,
    pub(crate) text: String,
}

/// Sends mails.
pub(crate) trait Outbox: Send + Sync {
    fn send(&self, mail: Mail);
}

/// Writes mails to the log. A shop that is open has its provider's client here.
struct Log;

impl Outbox for Log {
    fn send(&self, mail: Mail) {
        tracing::info!(to = mail.to, text = mail.text, "mail");
    }
}

/// Where mails go; a test says where.
#[dependency]
pub(crate) async fn outbox() -> Arc<dyn Outbox> {
    Arc::new(Log)
}
