//! Turns a function under `#[get]` and its like into an operation.
//!
//! [`parse`] reads tokens into [`model`], plain data; [`check`] says everything that is wrong with it;
//! [`expand`] writes it out.

mod check;
mod expand;
mod model;
mod parse;
mod sending;
mod template;

use proc_macro2::TokenStream;

pub(crate) use self::{
    check::{arguments as check_arguments, is_free, output as check_output, qualifiers as check_qualifiers},
    expand::{Arguments, is_condition},
    model::{Argument, Method},
    parse::{arguments as read_arguments, duration},
};
use crate::report::Report;

/// Expands the attribute of `method` with the tokens in its parentheses on `item`.
///
/// Whatever is wrong, the function itself is still written: the rest of the program should not complain too.
pub(crate) fn expand(method: Method, attribute: TokenStream, item: TokenStream) -> TokenStream {
    let mut report = Report::default();
    let Some(operation) = parse::operation(method, attribute, item.clone(), &mut report) else {
        let mistakes = report.finish(()).err().map(syn::Error::into_compile_error);
        return quote::quote! { #mistakes #item };
    };
    check::operation(&operation, &mut report);
    match report.finish(()) {
        Ok(()) => expand::operation(&operation),
        Err(mistakes) => expand::broken(&operation, &mistakes.into_compile_error()),
    }
}
