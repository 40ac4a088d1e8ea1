//! Holds what an application says of its document beyond its operations.

use std::fmt;

use crate::{operation::Webhook, value::Value};

/// Is what an application adds to its document.
#[derive(Default)]
pub(crate) struct Additions {
    /// What it sends to those who ask for it elsewhere.
    pub(crate) webhooks: Vec<Webhook>,
    /// What the application changes in the finished document, in order.
    pub(crate) changes: Vec<Change>,
}

/// Changes a document.
pub(crate) type Change = Box<dyn Fn(&mut Value) + Send + Sync>;

impl fmt::Debug for Additions {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Additions").finish_non_exhaustive()
    }
}
