//! Says everything that is wrong with an operation, and what to write instead.

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::{FnArg, GenericParam, ItemFn, Pat, Safety, Type, TypeReference, spanned::Spanned};

use super::{
    model::{Argument, Layer, Method, Operation, Origin, Run, Wire},
    sending, template,
};
use crate::report::Report;

/// Reports what is wrong with `operation`.
pub(super) fn operation(operation: &Operation, report: &mut Report) {
    rivals(operation, report);
    responses(operation, report);
    placement(operation, report);
    arguments("an operation", &operation.function, &operation.arguments, report);
    if operation.method == Method::WebSocket {
        socket(operation, report);
    }
    sending::check(operation, report);
    match operation.is_sent {
        true => sent(operation, report),
        false => path(operation, report),
    }
    answer(operation, report);
}

/// Reports what is wrong with the signature of `function`, which is called `what`, and with its arguments.
pub(crate) fn arguments(what: &str, function: &ItemFn, arguments: &[Argument], report: &mut Report) {
    qualifiers(what, function, report);
    inputs(what, function, report);
    for argument in arguments {
        source(argument, report);
    }
    engines(arguments, report);
}

/// Reports engines of which a function would take two instances: functions that each have one would wait for the second.
fn engines(arguments: &[Argument], report: &mut Report) {
    let mut seen = Vec::new();
    for argument in arguments {
        let Origin::Exclusive(reference) = &argument.origin else { continue };
        let ty = argument.ty.to_token_stream().to_string();
        if seen.contains(&ty) {
            report.at(reference, format!("a function takes one instance of `{ty}`: one argument will do"));
        }
        seen.push(ty);
    }
}

/// Reports what a WebSocket cannot have.
fn socket(operation: &Operation, report: &mut Report) {
    let (function, settings) = (&operation.function, &operation.settings);
    if operation.is_sent {
        report.at(&function.sig, "a WebSocket is spoken on by a function with a body");
    } else if function.sig.asyncness.is_none() {
        report.at(&function.sig, "on a WebSocket one waits for messages: write `async fn`");
    }
    for (name, place) in [
        ("status", settings.status.as_ref().map(Spanned::span)),
        ("summary", settings.summary.as_ref().map(Spanned::span)),
        ("description", settings.description.as_ref().map(Spanned::span)),
        ("response_description", settings.response_description.as_ref().map(Spanned::span)),
        ("operation_id", settings.operation_id.as_ref().map(Spanned::span)),
        ("deprecated", settings.deprecated.as_ref().map(Spanned::span)),
        ("hidden", settings.hidden.as_ref().map(Spanned::span)),
        ("callbacks", settings.callbacks.as_ref().map(Spanned::span)),
        ("openapi_extra", settings.openapi_extra.as_ref().map(Spanned::span)),
        ("response", settings.responses.first().map(|response| response.status.1)),
    ] {
        if let Some(place) = place {
            report.at_span(place, format!("the document does not show WebSockets: leave `{name}` out"));
        }
    }
    if let Some(detach) = &settings.detach {
        report.at(detach, "what is said on a WebSocket ends with its client: leave `detach` out");
    }
    for argument in &operation.arguments {
        match &argument.origin {
            Origin::Wire { source: Wire::Body | Wire::Form, .. } => {
                report.at(&argument.name, "a request for a WebSocket has no body: send this as the first message");
            }
            Origin::Exclusive(reference) => {
                let ty = argument.ty.to_token_stream();
                let message = format!(
                    "a client would keep the instance for as long as it likes: take `Engine<{ty}>`, and `.take().await` for \
                     each message"
                );
                report.at(reference, message);
            }
            _ => {}
        }
    }
}

/// Reports what is for functions with a body alone.
fn sent(operation: &Operation, report: &mut Report) {
    let settings = &operation.settings;
    let layer = settings.layers.first().map(|layer| match layer {
        Layer::Tower(layer) | Layer::Function(layer) => layer.span(),
    });
    for (name, place) in [
        ("run", settings.run.as_ref().map(Spanned::span)),
        ("deadline", settings.deadline.as_ref().map(Spanned::span)),
        ("max_running", settings.max_running.as_ref().map(Spanned::span)),
        ("priority", settings.priority.as_ref().map(Spanned::span)),
        ("detach", settings.detach.as_ref().map(Spanned::span)),
        ("depends", settings.depends.as_ref().map(Spanned::span)),
        ("callbacks", settings.callbacks.as_ref().map(Spanned::span)),
        ("layer", layer),
    ] {
        if let Some(place) = place {
            let message = format!("a function without a body is never called: leave `{name}` out, or add a body");
            report.at_span(place, message);
        }
    }
    for argument in &operation.arguments {
        let is_carried = match &argument.origin {
            Origin::Inferred | Origin::Wire { .. } => true,
            Origin::Depends(depends, _) => depends.is_scheme(),
            Origin::State | Origin::Shared(_) | Origin::Exclusive(_) | Origin::Given => false,
        };
        if !is_carried {
            let message = "a function without a body is never called: its arguments are what the request carries";
            report.at(&argument.name, message);
        }
    }
}

fn rivals(operation: &Operation, report: &mut Report) {
    for rival in &operation.rivals {
        let message = "a function is one operation: write a second function under this attribute that calls this one";
        report.at(rival, message);
    }
}

fn responses(operation: &Operation, report: &mut Report) {
    let mut seen = Vec::new();
    for response in &operation.settings.responses {
        let (status, span) = &response.status;
        if seen.contains(&status) {
            report.at_span(*span, format!("`{status}` is documented twice: leave one `response(…)` for it"));
        }
        seen.push(status);
    }
}

fn placement(operation: &Operation, report: &mut Report) {
    let settings = &operation.settings;
    if let (Some(run), Some(max_running)) = (&settings.run, &settings.max_running)
        && run.value == Run::Inline
    {
        report.at(
            max_running,
            "`max_running` counts the pool's threads, and `run = \"inline\"` takes none: leave one of them",
        );
    }
}

/// Reports what is wrong before the arguments of `function`, which is called `what`.
pub(crate) fn qualifiers(what: &str, function: &ItemFn, report: &mut Report) {
    let signature = &function.sig;
    if let Some(constness) = &signature.constness {
        report.at(constness, format!("{what} runs for a request: leave `const` out"));
    }
    if let Safety::Unsafe(safety) = &signature.safety {
        report.at(safety, format!("clients call {what} with anything: leave `unsafe` out, and check inside"));
    }
    if let Some(abi) = &signature.abi {
        report.at(abi, format!("{what} is called by brigade: leave `extern` out"));
    }
    if let Some(variadic) = &signature.variadic {
        report.at(variadic, format!("{what} has a fixed number of arguments: take a `Vec<T>` instead"));
    }
    for parameter in &signature.generics.params {
        let message = match parameter {
            GenericParam::Lifetime(_) => format!("{what}'s arguments own their values: leave the lifetime out"),
            GenericParam::Type(_) => {
                "a request does not choose types: name the type, and call a generic function from this one".to_owned()
            }
            GenericParam::Const(_) => {
                "a request does not choose constants: name the value, and call a generic function from this one"
                    .to_owned()
            }
        };
        report.at(parameter, message);
    }
    if signature.generics.params.is_empty()
        && let Some(clause) = &signature.generics.where_clause
    {
        report.at(clause, format!("{what} is not generic: leave the `where` clause out"));
    }
}

fn inputs(what: &str, function: &ItemFn, report: &mut Report) {
    for input in &function.sig.inputs {
        match input {
            FnArg::Receiver(receiver) => report.at(
                receiver,
                format!("{what} is a free function: take what `self` would hold as `#[state] name: Type`"),
            ),
            FnArg::Typed(typed) => {
                for attribute in typed.attrs.iter().filter(|attribute| attribute.path().is_ident("cfg")) {
                    report.at(attribute, "an argument cannot come and go: put `#[cfg]` on two functions");
                }
                let plain = matches!(&*typed.pat,
                    Pat::Ident(pattern) if pattern.by_ref.is_none() && pattern.subpat.is_none());
                if !plain {
                    report.at(
                        &typed.pat,
                        "an argument's name is its name in the request: write a name here, and take it apart inside",
                    );
                }
            }
        }
    }
}

fn source(argument: &Argument, report: &mut Report) {
    match &argument.origin {
        Origin::Shared(reference) | Origin::Exclusive(reference) => {
            borrowed_state(reference, report);
            named(&argument.ty, report);
        }
        Origin::State => named(&argument.ty, report),
        Origin::Given => owned(&argument.ty, report),
        Origin::Depends(depends, borrowed) => {
            if let Some(reference) = borrowed {
                loan(depends.is_scheme(), reference, report);
            }
            named(&argument.ty, report);
        }
        Origin::Inferred | Origin::Wire { .. } => reference(argument, report),
    }
}

fn borrowed_state(reference: &TypeReference, report: &mut Report) {
    if let Some(lifetime) = &reference.lifetime {
        let inner = reference.elem.to_token_stream();
        let mutability = reference.mutability.map(|_| "mut ").unwrap_or_default();
        report.at(lifetime, format!("the state is borrowed for one call: write `&{mutability}{inner}`"));
    }
}

fn loan(is_scheme: bool, reference: &TypeReference, report: &mut Report) {
    let inner = reference.elem.to_token_stream();
    if is_scheme {
        report.at(reference, format!("credentials are owned: write `{inner}`"));
    } else if let Some(lifetime) = &reference.lifetime {
        report.at(lifetime, format!("a dependency's value is borrowed for one call: write `&{inner}`"));
    }
}

fn reference(argument: &Argument, report: &mut Report) {
    let Type::Reference(reference) = &argument.ty else { return owned(&argument.ty, report) };
    let owned = owned_form(reference);
    let name = &argument.name;
    report.at(
        reference,
        format!(
            "an argument owns what it takes from a request: write `{owned}`; \
             to borrow the application's state write `#[state] {name}: …`"
        ),
    );
}

fn owned_form(reference: &TypeReference) -> String {
    match &*reference.elem {
        Type::Slice(slice) => format!("Vec<{}>", slice.elem.to_token_stream()),
        Type::Path(path) if path.path.is_ident("str") => "String".to_owned(),
        other => other.to_token_stream().to_string(),
    }
}

/// Refuses what the type of an argument must not have anywhere inside.
fn owned(ty: &Type, report: &mut Report) {
    if let Type::ImplTrait(_) = ty {
        return named(ty, report);
    }
    match borrow(ty.to_token_stream()) {
        Some(Borrow::Lifetime(lifetime)) => {
            report.at_span(lifetime, "an argument owns what it takes from a request: use a type without a lifetime");
        }
        Some(Borrow::Reference(reference)) => {
            report.at_span(reference, "an argument owns what it takes from a request: use `String`, `Vec<T>` or `T`");
        }
        None => {}
    }
}

/// Refuses `impl Trait`.
fn named(ty: &Type, report: &mut Report) {
    if let Type::ImplTrait(opaque) = ty {
        report.at(opaque, "the type decides what is taken: write its name instead of `impl`");
    }
}

enum Borrow {
    Lifetime(proc_macro2::Span),
    Reference(proc_macro2::Span),
}

/// Finds the first lifetime other than `'static`, or the first reference, in a type.
fn borrow(tokens: TokenStream) -> Option<Borrow> {
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Group(group) => {
                if let Some(found) = borrow(group.stream()) {
                    return Some(found);
                }
            }
            TokenTree::Punct(punct) if punct.as_char() == '&' => {
                // The lifetime of `&'static T` is looked at next.
                let named = matches!(tokens.peek(), Some(TokenTree::Punct(quote)) if quote.as_char() == '\'');
                if !named {
                    return Some(Borrow::Reference(punct.span()));
                }
            }
            TokenTree::Punct(punct) if punct.as_char() == '\'' => {
                if let Some(TokenTree::Ident(name)) = tokens.next()
                    && name != "static"
                {
                    return Some(Borrow::Lifetime(name.span()));
                }
            }
            _ => {}
        }
    }
    None
}

fn path(operation: &Operation, report: &mut Report) {
    let Some(path) = &operation.path else { return };
    let template = template::read(&path.value());
    for problem in &template.problems {
        report.at(path, problem);
    }
    for name in &template.names {
        let taker = operation.arguments.iter().find(|argument| argument.wire_name() == *name);
        match taker {
            Some(Argument { origin: Origin::Wire { source: Wire::Path, .. }, .. }) => {}
            Some(argument) => report.at(
                &argument.name,
                format!(
                    "`{name}` is in the path, so it comes from there: leave the attribute out or rename one of them"
                ),
            ),
            // A dependency may; the application looks again when it starts.
            None if operation.has_dependencies() => {}
            None => report.at(
                path,
                format!("no argument takes `{{{name}}}`: add `{name}: String` to the function, or another type"),
            ),
        }
    }
}

fn answer(operation: &Operation, report: &mut Report) {
    let message = "the return type is the response model: write its name instead of `impl`";
    output(&operation.answer, message, report);
}

/// Refuses `impl Trait` in what a function returns.
pub(crate) fn output(ty: &Type, message: &str, report: &mut Report) {
    if let Some(opaque) = find_impl(ty.to_token_stream()) {
        report.at_span(opaque, message);
    }
}

/// Returns whether `ty` can be written outside the signature that it is in.
pub(crate) fn is_free(ty: &Type) -> bool {
    find_impl(ty.to_token_stream()).is_none() && borrow(ty.to_token_stream()).is_none()
}

fn find_impl(tokens: TokenStream) -> Option<proc_macro2::Span> {
    tokens.into_iter().find_map(|token| match token {
        TokenTree::Group(group) => find_impl(group.stream()),
        TokenTree::Ident(word) if word == "impl" => Some(word.span()),
        _ => None,
    })
}
