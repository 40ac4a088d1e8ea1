//! Makes the ids of operations that have none of their own.

use std::{fmt, sync::Arc};

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

/// Makes the id of an operation.
#[derive(Clone)]
pub(crate) struct MakeId(Arc<dyn Fn(&OperationInfo<'_>) -> String + Send + Sync>);

impl MakeId {
    pub(crate) fn new(make: impl Fn(&OperationInfo<'_>) -> String + Send + Sync + 'static) -> Self {
        Self(Arc::new(make))
    }

    pub(crate) fn id(&self, operation: &OperationInfo<'_>) -> String {
        (self.0)(operation)
    }
}

impl fmt::Debug for MakeId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("MakeId")
    }
}
