//! Turns the names of operations into endpoints, and those of requests that are sent into webhooks.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::{Path, Token, parse::Parser, punctuated::Punctuated, spanned::Spanned};

/// Expands `routes![a, b::c]`.
pub(crate) fn expand(input: TokenStream) -> TokenStream {
    let advice = "`routes![]` takes the names of operations: `routes![read_items, users::read_user]`";
    list(input, &quote! { Endpoint }, advice)
}

/// Expands `webhooks![a, b::c]`.
pub(crate) fn expand_webhooks(input: TokenStream) -> TokenStream {
    let advice = "`webhooks![]` takes the names of functions without a body: `webhooks![order_ready]`";
    list(input, &quote! { Webhook }, advice)
}

/// Writes an array with an element of the type `element` for each name.
fn list(input: TokenStream, element: &TokenStream, advice: &str) -> TokenStream {
    let parser = Punctuated::<Path, Token![,]>::parse_terminated;
    let paths = match parser.parse2(input) {
        Ok(paths) => paths,
        Err(error) => return syn::Error::new(error.span(), advice).into_compile_error(),
    };
    let elements = paths.iter().map(|path| {
        let span = Span::mixed_site().located_at(path.span());
        quote_spanned! { span=> ::brigade::#element::new::<#path>() }
    });
    let count = paths.len();
    // The type is written out for the sake of an empty list, which has no element to tell it.
    quote! { { let list: [::brigade::#element; #count] = [#(#elements),*]; list } }
}
