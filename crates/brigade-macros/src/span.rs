//! Says where generated code stands.

use proc_macro2::Span;

/// Keeps the place of `span`, but as generated code: lints are for what people wrote.
pub(crate) fn generated(span: Span) -> Span {
    Span::call_site().located_at(span)
}
