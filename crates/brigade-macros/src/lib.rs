//! The macros of brigade. Use them through the `brigade` crate, where they are documented.
//!
//! Each goes one way: parse (tokens → attributes) → model (plain data) → check (every mistake, where it is) →
//! expand (quote, no decisions). What an expansion has to decide or repeat is a function in `brigade::__private`.

#[cfg(test)]
mod snapshot;
mod routes;
mod json;
mod middleware;
mod api_error;
mod dependency;
mod batch;
mod operation;
mod depends;
mod model;
mod settings;
mod documentation;
mod report;
mod span;

use proc_macro::TokenStream;

macro_rules! operations {
    ($($name:ident $method:ident)*) => {$(
        #[allow(missing_docs, reason = "`brigade` documents it")]
        #[proc_macro_attribute]
        pub fn $name(attribute: TokenStream, item: TokenStream) -> TokenStream {
            operation::expand(operation::Method::$method, attribute.into(), item.into()).into()
        }
    )*};
}

operations! {
    get Get
    post Post
    put Put
    patch Patch
    delete Delete
    head Head
    options Options
    trace Trace
    websocket WebSocket
}

#[allow(missing_docs, reason = "`brigade` documents it")]
#[proc_macro]
pub fn json(input: TokenStream) -> TokenStream {
    json::expand(input.into()).into()
}

#[allow(missing_docs, reason = "`brigade` documents it")]
#[proc_macro]
pub fn routes(input: TokenStream) -> TokenStream {
    routes::expand(input.into()).into()
}

#[allow(missing_docs, reason = "`brigade` documents it")]
#[proc_macro_attribute]
pub fn dependency(attribute: TokenStream, item: TokenStream) -> TokenStream {
    dependency::expand(attribute.into(), item.into()).into()
}

#[allow(missing_docs, reason = "`brigade` documents it")]
#[proc_macro_attribute]
pub fn batch(attribute: TokenStream, item: TokenStream) -> TokenStream {
    batch::expand(attribute.into(), item.into()).into()
}

#[allow(missing_docs, reason = "`brigade` documents it")]
#[proc_macro]
pub fn depends(input: TokenStream) -> TokenStream {
    depends::expand(input.into()).into()
}

#[allow(missing_docs, reason = "`brigade` documents it")]
#[proc_macro]
pub fn webhooks(input: TokenStream) -> TokenStream {
    routes::expand_webhooks(input.into()).into()
}

#[allow(missing_docs, reason = "`brigade` documents it")]
#[proc_macro_attribute]
pub fn middleware(attribute: TokenStream, item: TokenStream) -> TokenStream {
    middleware::expand(attribute.into(), item.into()).into()
}

#[allow(missing_docs, reason = "`brigade` documents it")]
#[proc_macro_derive(ApiError, attributes(api, source))]
pub fn derive_api_error(input: TokenStream) -> TokenStream {
    api_error::expand(&syn::parse_macro_input!(input)).into()
}

#[allow(missing_docs, reason = "`brigade` documents it")]
#[proc_macro_derive(Model, attributes(model, field, serde))]
pub fn derive_model(input: TokenStream) -> TokenStream {
    model::derive(input.into()).into()
}
