//! Finds the argument by which a function sends its answer, and says what does not go with it.
//!
//! It goes by the name `Stream`. What it does not see, behind another name, an application says when it starts.

use proc_macro2::TokenStream;
use quote::quote_spanned;
use syn::{PathArguments, Type, spanned::Spanned};

use super::model::{Argument, Method, Operation, Origin, Run};
use crate::{report::Report, settings::is_on, span::generated};

/// Reports what is wrong with a function that sends.
pub(super) fn check(operation: &Operation, report: &mut Report) {
    let mut outlets = outlets(operation);
    let Some((outlet, items)) = outlets.next() else { return };
    if operation.method == Method::WebSocket {
        return report.at(&outlet.ty, "on a WebSocket one sends by the `WebSocket`: leave this argument out");
    }
    if operation.is_sent {
        return report.at(&outlet.ty, "a function without a body is never called: leave this argument out");
    }
    if items == Items::Unnamed {
        report.at(&outlet.ty, "this does not say what is sent: write `Stream<Item>`");
    }
    for (other, _) in outlets {
        report.at(&other.ty, "a function has one answer to send: leave one `Stream<T>`");
    }
    let settings = &operation.settings;
    if let Some(keyword) = &operation.function.sig.asyncness {
        report.at(
            keyword,
            "a function that sends by `Stream<T>` waits for its client on its thread: write a plain `fn`, or return \
             `EventStream::produce(…)` or `JsonLines::produce(…)`",
        );
    } else if let Some(run) = settings.run.as_ref().filter(|run| run.value == Run::Inline) {
        report.at(run, "a function that sends waits for its client, so it runs on the pool: leave `run` out");
    }
    if let Some(detach) = settings.detach.as_ref().filter(|_| is_on(&settings.detach)) {
        report.at(detach, "what is sent ends with its client: leave `detach` out");
    }
}

/// Writes the proof that a function that sends returns nothing else.
pub(super) fn proof(operation: &Operation) -> Option<TokenStream> {
    outlets(operation).next()?;
    let answer = &operation.answer;
    Some(quote_spanned! { generated(answer.span())=> const _: fn() = ::brigade::__private::ends_sending::<#answer>; })
}

/// Says whether an argument names what it sends.
#[derive(PartialEq)]
enum Items {
    Named,
    Unnamed,
}

fn outlets(operation: &Operation) -> impl Iterator<Item = (&Argument, Items)> {
    operation.arguments.iter().filter_map(|argument| Some((argument, items(argument)?)))
}

fn items(argument: &Argument) -> Option<Items> {
    let (Origin::Inferred, Type::Path(path)) = (&argument.origin, &argument.ty) else { return None };
    match &path.path.segments.last().filter(|segment| segment.ident == "Stream")?.arguments {
        PathArguments::None => Some(Items::Unnamed),
        PathArguments::AngleBracketed(arguments) => (arguments.args.len() == 1).then_some(Items::Named),
        PathArguments::Parenthesized(_) => None,
    }
}
