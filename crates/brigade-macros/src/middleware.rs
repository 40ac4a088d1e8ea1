//! Turns a function under `#[middleware]` into one that takes the application's state, too.
//!
//! What it takes is plain data in [`Middleware`]; all mistakes are reported before anything is written.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::{Attribute, FnArg, Ident, ItemFn, Meta, Type, ext::IdentExt, spanned::Spanned};

use crate::{report::Report, span::generated};

/// Holds a function that is put around operations.
struct Middleware {
    /// The user's function without the attributes that are ours.
    function: ItemFn,
    /// What it takes after the request and what comes next.
    states: Vec<State>,
}

/// Holds an argument that comes from the application's state.
struct State {
    /// The type; of what is borrowed, what the reference points to.
    ty: Type,
    borrowed: bool,
}

/// Expands `#[middleware]` on `item`. Whatever is wrong, the function itself is still written.
pub(crate) fn expand(attribute: TokenStream, item: TokenStream) -> TokenStream {
    let mut report = Report::default();
    if !attribute.is_empty() {
        report.at(attribute, "`#[middleware]` has no settings: where it is added says what it is around");
    }
    let Ok(function) = syn::parse2::<ItemFn>(item.clone()) else {
        report.at_span(Span::call_site(), "`#[middleware]` goes on an `async fn` with a body");
        let mistakes = report.finish(()).err().map(syn::Error::into_compile_error);
        return quote! { #mistakes #item };
    };
    let middleware = read(function, &mut report);
    check(&middleware.function, &mut report);
    let function = &middleware.function;
    match report.finish(()) {
        Ok(()) => write(&middleware),
        Err(mistakes) => {
            let mistakes = mistakes.into_compile_error();
            quote! { #mistakes #function }
        }
    }
}

fn read(mut function: ItemFn, report: &mut Report) -> Middleware {
    let mut states = Vec::new();
    for (index, input) in function.sig.inputs.iter_mut().enumerate() {
        let FnArg::Typed(argument) = input else { continue };
        let (ours, others): (Vec<_>, Vec<_>) = std::mem::take(&mut argument.attrs).into_iter().partition(is_state);
        argument.attrs = others;
        match (index, ours.first()) {
            (0 | 1, None) => {}
            (0 | 1, Some(attribute)) => {
                report.at(
                    attribute,
                    "the request comes first, then what comes next, then the state: write it after them",
                );
            }
            (_, Some(attribute)) => {
                if !matches!(attribute.meta, Meta::Path(_)) {
                    report.at(attribute, "`#[state]` has no settings: the argument's type says which state it is");
                }
                states.push(state(&argument.ty, report));
            }
            (_, None) => {
                let message = "after the request and what comes next, a middleware takes state: write `#[state]` before it; \
                               everything else is in the request";
                report.at(argument, message);
            }
        }
    }
    Middleware { function, states }
}

fn is_state(attribute: &Attribute) -> bool {
    attribute.path().is_ident("state")
}

fn state(ty: &Type, report: &mut Report) -> State {
    let Type::Reference(reference) = ty else { return State { ty: ty.clone(), borrowed: false } };
    let inner = reference.elem.to_token_stream();
    if let Some(mutability) = &reference.mutability {
        let message =
            format!("requests share the state: write `&{inner}`, and a lock or an atomic inside what changes");
        report.at(mutability, message);
    }
    State { ty: (*reference.elem).clone(), borrowed: true }
}

fn check(function: &ItemFn, report: &mut Report) {
    let signature = &function.sig;
    if signature.asyncness.is_none() {
        report.at(signature.fn_token, "a middleware waits for what comes next: write `async fn`");
    }
    if let Some(receiver) = signature.receiver() {
        report.at(receiver, "a middleware is a free function: take what `self` would hold as `#[state] name: Type`");
    }
    if !signature.generics.params.is_empty() {
        report.at(&signature.generics, "a middleware is not generic: name the types, and leave lifetimes out");
    }
    if signature.receiver().is_none() && signature.inputs.len() < 2 {
        report
            .at(&signature.ident, "a middleware takes the request and what comes next: `request: Request, next: Next`");
    }
}

/// Writes the function as it is, and beside it a type of its name.
fn write(middleware: &Middleware) -> TokenStream {
    let Middleware { function, states } = middleware;
    let (visibility, name) = (&function.vis, &function.sig.ident);
    let conditions: Vec<&Attribute> =
        function.attrs.iter().filter(|attribute| attribute.path().is_ident("cfg")).collect();
    let text = name.unraw().to_string();
    let documentation = format!(" The middleware of that name; add it with `.middleware({text} {{}})`.");
    let types = states.iter().map(|State { ty, .. }| {
        quote_spanned! { generated(ty.span())=> ::brigade::__private::state_type::<#ty>() }
    });
    let names: Vec<Ident> =
        (0..states.len()).map(|index| format_ident!("s{index}", span = Span::call_site())).collect();
    let takes = states.iter().map(|State { ty, .. }| {
        quote_spanned! { generated(ty.span())=> next.state::<#ty>() }
    });
    let passed = states.iter().zip(&names).map(|(state, name)| match state.borrowed {
        true => quote! { &*#name },
        false => quote! { ::core::clone::Clone::clone(&*#name) },
    });
    let answer = quote_spanned! { generated(name.span())=>
        fn answer(
            &self,
            request: ::brigade::Request,
            next: ::brigade::Next,
        ) -> impl ::core::future::Future<Output = ::brigade::Result<::brigade::Response>> + ::core::marker::Send {
            #(let #names = #takes;)*
            ::brigade::__private::respond(async move { #name(request, next #(, #passed)*).await })
        }
    };
    quote! {
        #function
        #(#conditions)*
        #[allow(non_camel_case_types)]
        #[doc = #documentation]
        #visibility struct #name {}
        #(#conditions)*
        #[automatically_derived]
        #[allow(deprecated)]
        impl ::brigade::Middleware<()> for #name {
            const NAME: &'static str = #text;
            const STATES: &'static [::brigade::__private::StateType] = &[#(#types),*];

            #answer
        }
    }
}
