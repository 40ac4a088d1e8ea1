//! Turns the names of operations into endpoints.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::{Path, Token, parse::Parser, punctuated::Punctuated, spanned::Spanned};

/// Expands `routes![a, b::c]`.
pub(crate) fn expand(input: TokenStream) -> TokenStream {
    let parser = Punctuated::<Path, Token![,]>::parse_terminated;
    let paths = match parser.parse2(input) {
        Ok(paths) => paths,
        Err(error) => {
            let advice = "`routes![]` takes the names of operations: `routes![read_items, users::read_user]`";
            return syn::Error::new(error.span(), advice).into_compile_error();
        }
    };
    let endpoints = paths.iter().map(|path| {
        let span = Span::mixed_site().located_at(path.span());
        quote_spanned! { span=> ::brigade::Endpoint::new::<#path>() }
    });
    let count = paths.len();
    // The type is written out for the sake of `routes![]`, which has no element to tell it.
    quote! { { let endpoints: [::brigade::Endpoint; #count] = [#(#endpoints),*]; endpoints } }
}
