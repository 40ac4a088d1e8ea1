//! Holds what an application says of its document beyond its operations.

use std::fmt;

use crate::{operation::Webhook, value::Value};

/// Is what an application adds to its document.
#[derive(Default)]
pub(crate) struct Additions {
    /// Makes the ids of operations that have none.
    pub(crate) make_id: Option<MakeId>,
    /// What it sends to those who ask for it elsewhere.
    pub(crate) webhooks: Vec<Webhook>,
    /// What the application changes in the finished document, in order.
    pub(crate) changes: Vec<Change>,
}

/// Makes the id of an operation.
pub(crate) type MakeId = Box<dyn Fn(&OperationInfo<'_>) -> String + Send + Sync>;

/// Changes a document.
pub(crate) type Change = Box<dyn Fn(&mut Value) + Send + Sync>;

impl fmt::Debug for Additions {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Additions").finish_non_exhaustive()
    }
}

/// Is what the id of an operation can be made of.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct OperationInfo<'o> {
    /// The function's name.
    pub name: &'o str,
    /// The HTTP method, in capitals.
    pub method: &'o str,
    /// The path template as the document has it, with the prefixes of routers.
    pub path: &'o str,
    /// The operation's tags, those of routers first.
    pub tags: &'o [&'o str],
}
