//! Writes a batch: a function of one item, and a type of the same name with everything else.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::{Attribute, ItemFn, Type, ext::IdentExt, parse_quote, spanned::Spanned};

use super::{
    model::{Access, Batch, Items, Results, State},
    parse::{arguments, inside},
};
use crate::{operation::is_condition, span::generated};

/// Writes the batch that `function` becomes.
pub(super) fn batch(batch: &Batch, function: &ItemFn) -> TokenStream {
    let (visibility, name, item) = (&function.vis, &function.sig.ident, &batch.item);
    let conditions: Vec<&Attribute> = function.attrs.iter().filter(|attribute| is_condition(attribute)).collect();
    let documentation = function.attrs.iter().filter(|attribute| attribute.path().is_ident("doc"));
    let Outcome { output, error } = Outcome::of(&batch.results);
    let summary = format!(" What `{name}` is besides a function of one item: `{name}::all`, and its like.");
    let (directly, body) = (directly(function), body(batch, name));
    let error = quote! { ::brigade::BatchError<#error> };
    // Allowed, not expected: a program calls some of what is written here, and which it is nobody knows.
    quote_spanned! { generated(name.span())=>
        #(#conditions)*
        #(#documentation)*
        #[allow(dead_code)]
        #visibility fn #name(item: #item) -> impl ::core::future::Future<
            Output = ::core::result::Result<#output, #error>,
        > + ::core::marker::Send + use<> {
            ::brigade::__private::batch_one::<#name>(item)
        }
        #(#conditions)*
        #[allow(non_camel_case_types)]
        #[doc = #summary]
        #visibility struct #name {}
        #(#conditions)*
        #[allow(dead_code)]
        impl #name {
            /// Gives the results of all `items`, in their order, or the first error.
            #visibility fn all(items: impl ::core::iter::IntoIterator<Item = #item>) -> ::brigade::BatchAll<#name> {
                ::brigade::__private::batch_all(items)
            }

            /// Gives the result of each of `items`, in their order.
            #visibility fn each(items: impl ::core::iter::IntoIterator<Item = #item>) -> ::brigade::BatchEach<#name> {
                ::brigade::__private::batch_each(items)
            }

            /// Waits for the result of `item`: for a plain function.
            #visibility fn wait(item: #item) -> ::core::result::Result<#output, #error> {
                ::brigade::__private::batch_wait::<#name>(item)
            }

            /// Waits for the results of all `items`, in their order, or the first error: for a plain function.
            #visibility fn wait_all(
                items: impl ::core::iter::IntoIterator<Item = #item>,
            ) -> ::core::result::Result<::std::vec::Vec<#output>, #error> {
                ::brigade::__private::batch_wait_all::<#name>(items)
            }

            /// Says what was done so far in the application for which the calling code runs; `None` outside of one.
            #visibility fn report() -> ::core::option::Option<::brigade::BatchReport> {
                ::brigade::__private::batch_report::<#name>()
            }

            /// Says whether anybody still waits for what this function works on at the moment: long work may ask, and end early.
            #visibility fn is_wanted() -> ::core::primitive::bool {
                ::brigade::__private::batch_is_wanted()
            }

            #directly
        }
        #(#conditions)*
        #[allow(deprecated)]
        const _: () = {
            #body
        };
    }
}

/// Writes the function as it is, under another name.
fn directly(function: &ItemFn) -> ItemFn {
    let mut function = function.clone();
    function.sig.ident = Ident::new("directly", function.sig.ident.span());
    // What is borrowed is as the user wrote it, a `&Vec` in the state included.
    function.attrs.push(parse_quote! { #[allow(clippy::ptr_arg)] });
    function
}

/// Writes what brigade knows of the batch.
fn body(batch: &Batch, name: &Ident) -> TokenStream {
    let (item, Outcome { output, error }) = (&batch.item, Outcome::of(&batch.results));
    let spec = spec(batch, name);
    let cost = batch.settings.cost.as_ref().map(|cost| {
        let cost = &cost.value;
        let call = quote_spanned! { generated(cost.span())=> ::brigade::__private::cost_of(item, #cost) };
        quote! {
            fn cost(item: &Self::Item) -> ::core::primitive::u64 {
                #call
            }
        }
    });
    let run = run(batch, name);
    let exclusive = batch.states.iter().find(|state| matches!(state.access, Access::Exclusive));
    let instances = exclusive.map(|State { ty, .. }| {
        quote! {
            fn instances(states: &::brigade::__private::BatchStates) -> ::core::option::Option<::core::primitive::usize> {
                states.instances::<#ty>()
            }
        }
    });
    let retries = batch.settings.retry.as_ref().is_none_or(|retry| retry.value);
    let share = (matches!(batch.results, Results::Whole(_)) && !retries).then(|| {
        let shared = quote_spanned! { of(&error)=> ::brigade::__private::share::<#error>(error) };
        quote! {
            fn share(error: &Self::Error) -> Self::Error {
                #shared
            }
        }
    });
    let into_error = quote_spanned! { of(&error)=>
        (&&&::brigade::__private::Failing(::core::marker::PhantomData::<#error>)).answer(error)
    };
    quote! {
        #[automatically_derived]
        impl ::brigade::Batch for #name {
            type Item = #item;
            type Output = #output;
            type Error = #error;
            #spec
            #cost
            #instances
            #run
            #share
            fn into_error(error: Self::Error) -> ::brigade::Error {
                #[allow(unused_imports)]
                use ::brigade::__private::{AnswersAsFailure as _, AnswersItself as _, AnswersNot as _};
                #into_error
            }
        }
    }
}

fn spec(batch: &Batch, name: &Ident) -> TokenStream {
    let name = name.unraw().to_string();
    let settings = &batch.settings;
    let max = settings.max.as_ref().map(|max| max.value).map(|max| quote! { max: #max, });
    let cost_max = settings.max_cost.as_ref().map(|set| {
        let cost = set.value as u64;
        quote! { cost_max: ::core::option::Option::Some(#cost), }
    });
    let wait = settings.wait.as_ref().map(|wait| {
        let millis = u64::try_from(wait.value.as_millis()).unwrap_or(u64::MAX);
        quote! { wait: ::core::option::Option::Some(::core::time::Duration::from_millis(#millis)), }
    });
    let retry = settings.retry.as_ref().map(|retry| retry.value).map(|retry| quote! { retry: #retry, });
    let instances = settings.instances.as_ref().map(|instances| instances.value);
    let instances = instances.map(|count| quote! { instances: ::core::option::Option::Some(#count), });
    let states = batch.states.iter().map(|State { ty, access }| match access {
        Access::Copied | Access::Shared => quote_spanned! { of(ty)=> ::brigade::__private::state_type::<#ty>() },
        Access::Exclusive => quote_spanned! { of(ty)=> ::brigade::__private::exclusive_type::<#ty>() },
    });
    quote! {
        const SPEC: &'static ::brigade::__private::BatchSpec = &::brigade::__private::BatchSpec {
            #max
            #cost_max
            #wait
            #retry
            #instances
            states: &[#(#states),*],
            ..::brigade::__private::BatchSpec::new(#name)
        };
    }
}

/// Writes `run`: takes the states and calls the function.
fn run(batch: &Batch, name: &Ident) -> TokenStream {
    let locals: Vec<Ident> =
        (0..batch.states.len()).map(|index| format_ident!("a{index}", span = Span::mixed_site())).collect();
    let takes = batch.states.iter().zip(&locals).map(|(State { ty, access }, local)| {
        let span = of(ty);
        match access {
            Access::Copied => quote_spanned! { span=> let #local = states.copied::<#ty>()?; },
            Access::Shared => quote_spanned! { span=> let #local = states.shared::<#ty>()?; },
            Access::Exclusive => quote_spanned! { span=> let mut #local = states.exclusive::<#ty>()?; },
        }
    });
    let passed = batch.states.iter().zip(&locals).map(|(state, local)| match state.access {
        Access::Copied => quote! { #local },
        Access::Shared => quote! { &#local },
        Access::Exclusive => quote! { &mut #local },
    });
    let retries = batch.settings.retry.as_ref().is_none_or(|retry| retry.value);
    let item = &batch.item;
    let items = match (batch.items, retries) {
        (Items::Borrowed, _) => quote! { items },
        (Items::Owned, false) => quote! { ::core::mem::take(items) },
        (Items::Owned, true) => quote_spanned! { of(item)=> ::brigade::__private::batch_items::<#item>(items) },
    };
    let call = quote! { <#name>::directly(#items #(, #passed)*) };
    let results = match batch.results {
        Results::Sure(_) => quote! { ::core::result::Result::Ok(::brigade::__private::all_well(#call)) },
        Results::Each(_) => quote! { ::core::result::Result::Ok(#call) },
        Results::Whole(_) => quote! { ::brigade::__private::well_or_not(#call) },
    };
    let states = if locals.is_empty() {
        quote! { _ }
    } else {
        quote! { states }
    };
    quote! {
        fn run(
            #states: &::brigade::__private::BatchStates,
            items: &mut ::std::vec::Vec<Self::Item>,
        ) -> ::brigade::__private::BatchResults<Self::Output, Self::Error> {
            #(#takes)*
            #results
        }
    }
}

/// Holds the types of what comes of an item.
struct Outcome {
    output: Type,
    error: Type,
}

impl Outcome {
    fn of(results: &Results) -> Self {
        match results {
            Results::Sure(output) => {
                Self { output: output.clone(), error: parse_quote! { ::core::convert::Infallible } }
            }
            Results::Each(result) => {
                let output = inside(result, "Result").expect("it was read so").clone();
                Self { output, error: error(result) }
            }
            Results::Whole(result) => {
                let output = inside(result, "Result").and_then(|values| inside(values, "Vec"));
                Self { output: output.expect("it was read so").clone(), error: error(result) }
            }
        }
    }
}

/// Returns the error of a type that is written as a `Result`: the second argument, or the one that its alias has.
fn error(result: &Type) -> Type {
    match arguments(result, "Result").as_deref() {
        Some([_, error, ..]) => (*error).clone(),
        _ => parse_quote! { <#result as ::brigade::__private::Fallible>::Error },
    }
}

/// Returns where the compiler shall point when the type does not fit.
fn of(ty: &impl ToTokens) -> Span {
    generated(ty.span())
}
