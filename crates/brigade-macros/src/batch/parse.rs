//! Reads the attribute and the function; whatever cannot be read is reported and left out.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{
    Attribute, Expr, FnArg, GenericArgument, ItemFn, Meta, Pat, PatType, PathArguments, ReturnType, Token, Type,
    parse::Parser, punctuated::Punctuated,
};

use super::model::{Access, Batch, Items, Results, Settings, State};
use crate::{
    operation::{check_qualifiers, duration, is_free},
    report::Report,
    settings::{Entry, count, expression, flag, put, unknown},
};

const SETTINGS: [&str; 6] = ["max", "max_cost", "cost", "wait", "retry", "instances"];

/// What others call a setting, and what to write here.
const ELSEWHERE: [(&str, &str); 6] = [
    ("max_batch_size", "write `max`"),
    ("max_size", "write `max`"),
    ("batch_size", "write `max`"),
    ("timeout", "the deadline is that of the operation that calls it"),
    ("deadline", "the deadline is that of the operation that calls it"),
    ("max_wait", "write `wait`, if anything: a batch begins as soon as a core is free"),
];

/// Reads a batch, and returns the function without the argument attributes that are ours; no batch if it cannot be one.
pub(super) fn batch(attribute: TokenStream, mut function: ItemFn, report: &mut Report) -> (Option<Batch>, ItemFn) {
    let settings = settings(attribute, report);
    check_qualifiers("a batch", &function, report);
    // Without it, what it returns is what it says, and the compiler has no more to complain of.
    if let Some(asyncness) = function.sig.asyncness.take() {
        report.at(asyncness, "a batch works, on the pool: write a plain `fn`, and wait in the operation that calls it");
    }
    let results = results(&function.sig.output, &function, report);
    let mut inputs = function.sig.inputs.iter_mut();
    let items = match inputs.next() {
        Some(first) => items(first, report),
        None => {
            let message = "a batch takes its items first: `texts: Vec<String>` or `texts: &[String]`";
            report.at(&function.sig.ident, message);
            None
        }
    };
    let states: Vec<Option<State>> = inputs.map(|input| state(input, report)).collect();
    let mut exclusive = states.iter().flatten().filter(|state| matches!(state.access, Access::Exclusive));
    if let (Some(_), Some(second)) = (exclusive.next(), exclusive.next()) {
        let message = "a batch has one engine to itself: two that wait for each other's second would wait for ever";
        report.at(&second.ty, message);
    }
    let states: Option<Vec<State>> = states.into_iter().collect();
    let batch = items.zip(states).zip(results);
    let batch = batch.map(|(((items, item), states), results)| Batch { settings, items, item, states, results });
    (batch, function)
}

fn settings(attribute: TokenStream, report: &mut Report) -> Settings {
    let mut settings = Settings::default();
    let entries = match Punctuated::<Entry, Token![,]>::parse_terminated.parse2(attribute) {
        Ok(entries) => entries,
        Err(error) => {
            report.add(error);
            return settings;
        }
    };
    for entry in entries {
        let result = match entry.key.to_string().as_str() {
            "max" => {
                put(&mut settings.max, entry, report, |entry| positive(entry, "how many items one call gets at most"))
            }
            "max_cost" => put(&mut settings.max_cost, entry, report, |entry| {
                positive(entry, "what the items of one call may cost, each counted as the dearest of them")
            }),
            "cost" => put(&mut settings.cost, entry, report, cost),
            "wait" => put(&mut settings.wait, entry, report, wait),
            "retry" => put(&mut settings.retry, entry, report, flag),
            "instances" => put(&mut settings.instances, entry, report, |entry| {
                positive(entry, "how many calls run at once at most")
            }),
            other => Err(unknown_setting(&entry, other)),
        };
        result.unwrap_or_else(|error| report.add(error));
    }
    if let (Some(limit), None) = (&settings.max_cost, &settings.cost) {
        report.at(limit, "`max_cost` bounds what `cost` says, and there is none: write `cost = |item| …` too");
    }
    settings
}

fn unknown_setting(entry: &Entry, written: &str) -> syn::Error {
    let message = match ELSEWHERE.iter().find(|(theirs, _)| *theirs == written) {
        Some((_, instead)) => format!("`#[batch]` does not take `{written}`: {instead}"),
        None => {
            let list = SETTINGS.map(|name| format!("`{name}`")).join(", ");
            unknown(written, SETTINGS.into_iter(), &format!("`#[batch]` takes {list}"))
        }
    };
    syn::Error::new_spanned(&entry.key, message)
}

fn positive(entry: &Entry, what: &str) -> syn::Result<usize> {
    count(entry).ok().filter(|count| *count > 0).ok_or_else(|| {
        let advice = format!("`{}` is {what}, 1 or more", entry.key);
        match &entry.value {
            Some(value) => syn::Error::new_spanned(value, advice),
            None => syn::Error::new_spanned(&entry.key, advice),
        }
    })
}

fn cost(entry: &Entry) -> syn::Result<Expr> {
    let cost = expression(entry)?;
    match &cost {
        Expr::Closure(closure) if closure.inputs.len() != 1 => {
            Err(syn::Error::new_spanned(cost, "`cost` is asked about one item: `cost = |text| text.len()`"))
        }
        Expr::Closure(_) | Expr::Path(_) | Expr::Group(_) => Ok(cost),
        _ => Err(syn::Error::new_spanned(
            cost,
            "`cost` says how much work an item is, by a closure or a function: `cost = |text| text.len()`",
        )),
    }
}

fn wait(entry: &Entry) -> syn::Result<std::time::Duration> {
    duration(
        entry,
        "`wait` is how long a call waits for more items although it could begin, with a unit (`ms` or `s`): \
         `wait = \"2ms\"`",
    )
}

/// Reads the first argument: how the items are taken, and the type of one.
fn items(input: &mut FnArg, report: &mut Report) -> Option<(Items, Type)> {
    let typed = plain(input, report)?;
    if let Some(attribute) = typed.attrs.iter().find(|attribute| is_state(attribute)) {
        report.at(attribute, "the first argument of a batch is its items: `texts: Vec<String>`; states come after it");
        typed.attrs.retain(|attribute| !is_state(attribute));
        return None;
    }
    let found = match &*typed.ty {
        Type::Reference(reference) if reference.mutability.is_none() => match &*reference.elem {
            Type::Slice(slice) => Some((Items::Borrowed, (*slice.elem).clone())),
            _ => None,
        },
        other => inside(other, "Vec").map(|item| (Items::Owned, item.clone())),
    };
    let Some((items, item)) = found else {
        report.at(&typed.ty, "a batch takes its items as `Vec<T>`, or as `&[T]` if it only reads them");
        return None;
    };
    if !is_free(&item) {
        report.at(
            &item,
            "items wait for others after the request that sent them may be gone: use a type that owns what it has",
        );
        return None;
    }
    Some((items, item))
}

fn state(input: &mut FnArg, report: &mut Report) -> Option<State> {
    let typed = plain(input, report)?;
    let (ours, others): (Vec<_>, Vec<_>) = std::mem::take(&mut typed.attrs).into_iter().partition(is_state);
    typed.attrs = others;
    let Some(attribute) = ours.first() else {
        let message = "a batch runs for several requests at once: beside its items it takes what the application has, \
                       as `#[state]`";
        report.at(&*typed, message);
        return None;
    };
    if !matches!(attribute.meta, Meta::Path(_)) {
        report.at(attribute, "`#[state]` has no settings: the argument's type says which state it is");
    }
    let (ty, access) = match &*typed.ty {
        Type::Reference(reference) => {
            if let Some(lifetime) = &reference.lifetime {
                let inner = reference.elem.to_token_stream();
                report.at(lifetime, format!("the state is borrowed for one call: write `&{inner}`"));
            }
            let access = if reference.mutability.is_some() { Access::Exclusive } else { Access::Shared };
            ((*reference.elem).clone(), access)
        }
        owned => (owned.clone(), Access::Copied),
    };
    if !is_free(&ty) {
        report.at(&ty, "the type says which state it is: write its name, without a lifetime and without `impl`");
        return None;
    }
    Some(State { ty, access })
}

fn is_state(attribute: &Attribute) -> bool {
    attribute.path().is_ident("state")
}

/// Returns an argument that has a name and nothing else.
fn plain<'f>(input: &'f mut FnArg, report: &mut Report) -> Option<&'f mut PatType> {
    match input {
        FnArg::Receiver(receiver) => {
            report.at(receiver, "a batch is a free function: take what `self` would hold as `#[state] name: &Type`");
            None
        }
        FnArg::Typed(typed) => {
            if matches!(&*typed.pat, Pat::Ident(pattern) if pattern.by_ref.is_none() && pattern.subpat.is_none()) {
                return Some(typed);
            }
            report.at(&typed.pat, "write a name here, and take it apart inside");
            None
        }
    }
}

fn results(output: &ReturnType, function: &ItemFn, report: &mut Report) -> Option<Results> {
    let advice = "a batch returns a result for each item, in their order: `Vec<T>`, `Vec<Result<T, E>>` or \
                  `Result<Vec<T>, E>`";
    let ReturnType::Type(_, output) = output else {
        report.at(&function.sig.ident, advice);
        return None;
    };
    let results = match (inside(output, "Vec"), inside(output, "Result")) {
        (Some(result), _) if inside(result, "Result").is_some() => Results::Each(result.clone()),
        (Some(value), _) => Results::Sure(value.clone()),
        (None, Some(values)) if inside(values, "Vec").is_some() => Results::Whole((**output).clone()),
        _ => {
            report.at(output, advice);
            return None;
        }
    };
    if !is_free(output) {
        report.at(
            output,
            "results are sent to the requests that wait for them: use a type that owns what it has, by its name",
        );
        return None;
    }
    Some(results)
}

/// Returns the first argument of a type that is called `name`.
pub(super) fn inside<'t>(ty: &'t Type, name: &str) -> Option<&'t Type> {
    arguments(ty, name)?.into_iter().next()
}

/// Returns the types in the angle brackets of one that is called `name`.
pub(super) fn arguments<'t>(ty: &'t Type, name: &str) -> Option<Vec<&'t Type>> {
    let Type::Path(path) = ty else { return None };
    let last = path.path.segments.last().filter(|segment| segment.ident == name)?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
    let types = arguments.args.iter().filter_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    });
    Some(types.collect())
}
