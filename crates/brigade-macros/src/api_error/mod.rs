//! Derives `ApiError`: what an error type answers, and how the document describes it.
//!
//! [`parse`] reads tokens into [`model`], plain data; [`check`] says everything that is wrong with it;
//! [`expand`] writes it out. [`detail`] knows the placeholders of `detail = "…"`.

mod check;
mod detail;
mod expand;
mod model;
mod parse;

use proc_macro2::TokenStream;
use syn::DeriveInput;

use crate::report::Report;

/// Expands `#[derive(ApiError)]`.
pub(crate) fn expand(input: &DeriveInput) -> TokenStream {
    let mut report = Report::default();
    let error = parse::error(input, &mut report);
    check::error(&error, &mut report);
    match report.finish(()) {
        Ok(()) => expand::error(&error),
        Err(mistakes) => expand::broken(&error, &mistakes.into_compile_error()),
    }
}
