//! Turns a function under `#[batch]`, which works on many items, into one that takes a single item.
//!
//! [`parse`] reads tokens into [`model`], plain data, and says what is wrong with them; [`expand`] writes it out.

mod expand;
mod model;
mod parse;

use proc_macro2::{Span, TokenStream};

use crate::report::Report;

/// Expands the attribute with the tokens in its parentheses on `item`.
pub(crate) fn expand(attribute: TokenStream, item: TokenStream) -> TokenStream {
    let mut report = Report::default();
    let Ok(function) = syn::parse2::<syn::ItemFn>(item.clone()) else {
        let message = "`#[batch]` goes on a function with a body, which works on many items at once: \
                       `fn embed(texts: Vec<String>) -> Vec<Embedding>`";
        let mistake = syn::Error::new(Span::call_site(), message).into_compile_error();
        return quote::quote! { #mistake #item };
    };
    let (batch, function) = parse::batch(attribute, function, &mut report);
    let mistakes = report.finish(()).err().map(syn::Error::into_compile_error);
    let written = match batch {
        Some(batch) => expand::batch(&batch, &function),
        None => quote::quote! { #function },
    };
    quote::quote! { #mistakes #written }
}
