//! Reads the attribute and the function; whatever cannot be read is reported and left out.

use std::time::Duration;

use proc_macro2::{Delimiter, Group, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{
    Attribute, Expr, ExprLit, FnArg, Ident, ItemFn, Lit, LitStr, Meta, Pat, Path, ReturnType, Token, Type,
    ext::IdentExt,
    parse::{ParseStream, Parser},
    parse_quote,
    spanned::Spanned,
    token,
};

use super::{
    model::{Argument, Documented, Layer, Method, Operation, OperationSettings, Origin, Priority, Run, Wire},
    template,
};
use crate::{
    depends::{self, Depends},
    documentation,
    report::Report,
    settings::{Entry, Settings, count, expression, flag, list, put, text, unknown},
};

const SETTINGS: [&str; 19] = [
    "status",
    "tags",
    "summary",
    "description",
    "response_description",
    "operation_id",
    "deprecated",
    "hidden",
    "run",
    "deadline",
    "max_running",
    "priority",
    "detach",
    "layer",
    "middleware",
    "response",
    "depends",
    "callbacks",
    "openapi_extra",
];

/// What FastAPI calls a setting, and what to write here.
const ELSEWHERE: [(&str, &str); 12] = [
    ("status_code", "write `status`"),
    ("responses", "write one `response(404, model = Message, description = \"…\")` for each"),
    ("response_model", "the function's return type is the response model"),
    ("response_class", "the function's return type says it: `Html<T>`, `Text<T>`, a `Response`"),
    ("include_in_schema", "write `hidden`"),
    ("path", "the path is the first thing in the parentheses, without a name"),
    ("method", "each method has its own attribute"),
    ("methods", "each method has its own attribute, on its own function"),
    ("name", "the operation is called as the function is"),
    ("tag", "write `tags = [\"…\"]`"),
    ("timeout", "write `deadline = \"2s\"`"),
    ("dependencies", "write `depends = [verify_token]`"),
];

/// Reads an operation; `None` if `item` is no function.
pub(super) fn operation(
    method: Method,
    attribute: TokenStream,
    item: TokenStream,
    report: &mut Report,
) -> Option<Operation> {
    let (item, is_sent) = with_body(item);
    let mut function: ItemFn = syn::parse2(item).map_err(|_| not_a_function(method, report)).ok()?;
    let mut settings = OperationSettings::default();
    let mut path = None;
    let parser = |input: ParseStream<'_>| {
        path = read_path(method, input, report);
        while !input.is_empty() {
            read_setting(method, input, &mut settings, report);
        }
        Ok(())
    };
    if let Err(error) = parser.parse2(attribute) {
        report.add(error);
    }
    let template = path.as_ref().map(|path: &LitStr| template::read(&path.value())).unwrap_or_default();
    let (rivals, attributes) = std::mem::take(&mut function.attrs).into_iter().partition(is_operation);
    function.attrs = attributes;
    let arguments = arguments(&mut function, &template.names, false, report);
    let answer = match &function.sig.output {
        // What comes back is up to the other side.
        ReturnType::Default if is_sent => parse_quote! { ::brigade::Response },
        ReturnType::Default => parse_quote! { () },
        ReturnType::Type(_, answer) => (**answer).clone(),
    };
    let documentation = documentation::read(&function.attrs);
    Some(Operation { method, path, is_sent, settings, function, documentation, rivals, arguments, answer })
}

/// Reads the arguments of `function` and strips our attributes from them. `template` has the names of the path's parameters;
/// a function that others depend on may be `given` arguments.
pub(crate) fn arguments(function: &mut ItemFn, template: &[String], given: bool, report: &mut Report) -> Vec<Argument> {
    if function.sig.inputs.iter().any(is_borrowed) {
        // What is borrowed is found by its type: a slice in the place of a `&Vec`, as clippy would have it, is another.
        function.attrs.push(parse_quote! { #[allow(clippy::ptr_arg)] });
    }
    function.sig.inputs.iter_mut().filter_map(|input| read_argument(input, template, given, report)).collect()
}

fn is_borrowed(input: &FnArg) -> bool {
    matches!(input, FnArg::Typed(typed) if matches!(*typed.ty, Type::Reference(_)))
}

/// Returns the function with an empty body if it has none, and whether it had none.
fn with_body(item: TokenStream) -> (TokenStream, bool) {
    let mut tokens: Vec<TokenTree> = item.into_iter().collect();
    let is_sent = matches!(tokens.last(), Some(TokenTree::Punct(last)) if last.as_char() == ';');
    if is_sent {
        tokens.pop();
        tokens.push(TokenTree::Group(Group::new(Delimiter::Brace, TokenStream::new())));
    }
    (tokens.into_iter().collect(), is_sent)
}

fn not_a_function(method: Method, report: &mut Report) {
    let name = method.attribute();
    report.at_span(
        Span::call_site(),
        format!("`#[{name}]` goes on a function with a body: an `async fn` if it waits, a plain `fn` if it works"),
    );
}

fn is_operation(attribute: &Attribute) -> bool {
    let segments: Vec<String> = attribute.path().segments.iter().map(|segment| segment.ident.to_string()).collect();
    let name = match segments.as_slice() {
        [name] => name,
        [krate, name] if krate == "brigade" => name,
        _ => return false,
    };
    Method::ALL.iter().any(|method| method.attribute() == name)
}

fn read_path(method: Method, input: ParseStream<'_>, report: &mut Report) -> Option<LitStr> {
    let name = method.attribute();
    if input.peek(LitStr) {
        let path = input.parse().ok();
        skip_to_comma(input, report, true);
        return path;
    }
    if input.is_empty() {
        report.at_span(Span::call_site(), format!("a path is missing: write `#[{name}(\"/items\")]`"));
        return None;
    }
    report.at_span(input.span(), format!("the path comes first, as a literal: write `#[{name}(\"/items\", …)]`"));
    let is_setting = input.peek(Ident::peek_any) && (input.peek2(Token![=]) || input.peek2(token::Paren));
    if !is_setting {
        skip_to_comma(input, report, false);
    }
    None
}

/// Passes the next comma; anything before it is a mistake if `expected` is its place.
fn skip_to_comma(input: ParseStream<'_>, report: &mut Report, expected: bool) {
    if expected && !input.is_empty() && !input.peek(Token![,]) {
        report.at_span(input.span(), "a comma is missing before this");
    }
    while !input.is_empty() {
        let comma: syn::Result<Token![,]> = input.parse();
        if comma.is_ok() {
            return;
        }
        let _: syn::Result<TokenTree> = input.parse();
    }
}

fn read_setting(method: Method, input: ParseStream<'_>, settings: &mut OperationSettings, report: &mut Report) {
    let result = match input.peek(Ident::peek_any) && input.peek2(token::Paren) {
        true => call(method, input, settings, report),
        false => input.parse().and_then(|entry| setting(method, entry, settings, report)),
    };
    let fine = result.is_ok();
    result.unwrap_or_else(|error| report.add(error));
    skip_to_comma(input, report, fine);
}

fn setting(method: Method, entry: Entry, settings: &mut OperationSettings, report: &mut Report) -> syn::Result<()> {
    match entry.key.to_string().as_str() {
        "status" => put(&mut settings.status, entry, report, status),
        "tags" => put(&mut settings.tags, entry, report, tags),
        "summary" => put(&mut settings.summary, entry, report, text),
        "description" => put(&mut settings.description, entry, report, text),
        "response_description" => put(&mut settings.response_description, entry, report, text),
        "operation_id" => put(&mut settings.operation_id, entry, report, text),
        "deprecated" => put(&mut settings.deprecated, entry, report, flag),
        "hidden" => put(&mut settings.hidden, entry, report, flag),
        "run" => put(&mut settings.run, entry, report, run),
        "deadline" => put(&mut settings.deadline, entry, report, deadline),
        "max_running" => put(&mut settings.max_running, entry, report, max_running),
        "priority" => put(&mut settings.priority, entry, report, priority),
        "detach" => put(&mut settings.detach, entry, report, flag),
        "layer" => expression(&entry).map(|layer| settings.layers.push(Layer::Tower(layer))),
        "middleware" => expression(&entry).map(|function| settings.layers.push(Layer::Function(function))),
        "depends" => put(&mut settings.depends, entry, report, effects),
        "callbacks" => put(&mut settings.callbacks, entry, report, callbacks),
        "openapi_extra" => put(&mut settings.openapi_extra, entry, report, expression),
        "response" => Err(syn::Error::new_spanned(
            entry.key,
            "`response` has parentheses: `response(404, model = Message, description = \"…\")`",
        )),
        _ => Err(unknown_setting(method, &entry.key)),
    }
}

fn unknown_setting(method: Method, key: &Ident) -> syn::Error {
    let attribute = method.attribute();
    let written = key.to_string();
    let message = match ELSEWHERE.iter().find(|(theirs, _)| *theirs == written) {
        Some((_, instead)) => format!("`#[{attribute}]` does not take `{written}`: {instead}"),
        None => {
            let list = SETTINGS.map(|name| format!("`{name}`")).join(", ");
            unknown(&written, SETTINGS.into_iter(), &format!("`#[{attribute}]` takes {list}"))
        }
    };
    syn::Error::new_spanned(key, message)
}

fn status(entry: &Entry) -> syn::Result<u16> {
    let wrong = |tokens: &dyn ToTokens| {
        let mut stream = TokenStream::new();
        tokens.to_tokens(&mut stream);
        syn::Error::new_spanned(stream, "a status is a number from 100 to 599: `status = 201`")
    };
    let Some(value) = &entry.value else { return Err(wrong(&entry.key)) };
    status_number(value).ok_or_else(|| wrong(value))
}

fn status_number(expression: &Expr) -> Option<u16> {
    let Expr::Lit(ExprLit { lit: Lit::Int(number), .. }) = expression else { return None };
    number.base10_parse().ok().filter(|status| (100..=599).contains(status))
}

fn tags(entry: &Entry) -> syn::Result<Vec<String>> {
    list(entry)?
        .into_iter()
        .map(|tag| match tag {
            Expr::Lit(ExprLit { lit: Lit::Str(tag), .. }) => Ok(tag.value()),
            other => Err(syn::Error::new_spanned(other, "tags are strings: `tags = [\"items\"]`")),
        })
        .collect()
}

fn effects(entry: &Entry) -> syn::Result<Vec<Depends>> {
    let effects = list(entry)?;
    depends::list_of.parse2(quote::quote! { #(#effects),* })
}

fn callbacks(entry: &Entry) -> syn::Result<Vec<Path>> {
    let name = |expression| match expression {
        Expr::Path(path) if path.attrs.is_empty() && path.qself.is_none() => Ok(path.path),
        other => Err(syn::Error::new_spanned(other, "callbacks are names of functions: `callbacks = [order_ready]`")),
    };
    list(entry)?.into_iter().map(name).collect()
}

fn run(entry: &Entry) -> syn::Result<Run> {
    match text(entry)?.as_str() {
        "inline" => Ok(Run::Inline),
        "pool" => Ok(Run::Pool),
        _ => Err(syn::Error::new_spanned(
            &entry.value,
            "`run` is `\"inline\"` for a function that waits, or `\"pool\"` for one that works; \
             without it an `async fn` goes where it is seen to belong and a plain `fn` runs on the pool",
        )),
    }
}

fn deadline(entry: &Entry) -> syn::Result<Duration> {
    let advice = "`deadline` is a time from the request to its answer, with a unit (`ms`, `s`, `min` or `h`): \
                  `deadline = \"2s\"`";
    duration(entry, advice)
}

/// Reads a time with a unit.
pub(crate) fn duration(entry: &Entry, advice: &str) -> syn::Result<Duration> {
    match &entry.value {
        Some(Expr::Lit(ExprLit { lit: Lit::Str(text), .. })) => {
            time(&text.value()).ok_or_else(|| syn::Error::new_spanned(text, advice))
        }
        Some(other) => Err(syn::Error::new_spanned(other, advice)),
        None => Err(syn::Error::new_spanned(&entry.key, advice)),
    }
}

/// Reads a whole number above 0 and its unit.
fn time(text: &str) -> Option<Duration> {
    let (number, unit) = text.split_at(text.find(|character: char| !character.is_ascii_digit())?);
    let millis = match unit.trim_start() {
        "ms" => 1,
        "s" => 1_000,
        "min" => 60_000,
        "h" => 3_600_000,
        _ => return None,
    };
    let millis = number.parse::<u32>().ok().filter(|number| *number > 0)?.checked_mul(millis)?;
    Some(Duration::from_millis(millis.into()))
}

fn max_running(entry: &Entry) -> syn::Result<usize> {
    count(entry).ok().filter(|count| *count > 0).ok_or_else(|| {
        let advice = "`max_running` is how many run at once at most, 1 or more: `max_running = 8`";
        match &entry.value {
            Some(value) => syn::Error::new_spanned(value, advice),
            None => syn::Error::new_spanned(&entry.key, advice),
        }
    })
}

fn priority(entry: &Entry) -> syn::Result<Priority> {
    match text(entry)?.as_str() {
        "low" => Ok(Priority::Low),
        "normal" => Ok(Priority::Normal),
        "high" => Ok(Priority::High),
        "critical" => Ok(Priority::Critical),
        _ => Err(syn::Error::new_spanned(
            &entry.value,
            "`priority` is `\"low\"`, `\"normal\"`, `\"high\"` or `\"critical\"`; without it, it is normal",
        )),
    }
}

/// Reads a setting with parentheses: `response(…)`.
fn call(
    method: Method,
    input: ParseStream<'_>,
    settings: &mut OperationSettings,
    report: &mut Report,
) -> syn::Result<()> {
    let name = input.call(Ident::parse_any)?;
    let content;
    syn::parenthesized!(content in input);
    if name != "response" {
        content.parse::<TokenStream>()?;
        return match SETTINGS.contains(&name.to_string().as_str()) {
            true => Err(syn::Error::new_spanned(&name, format!("`{name}` has no parentheses: `{name} = …`"))),
            false => Err(unknown_setting(method, &name)),
        };
    }
    let response = response(&content, report);
    if response.is_err() {
        content.parse::<TokenStream>()?;
    }
    settings.responses.push(response?);
    Ok(())
}

fn response(content: ParseStream<'_>, report: &mut Report) -> syn::Result<Documented> {
    let mut response =
        Documented { status: documented_status(content)?, model: None, description: None, openapi_extra: None };
    while !content.is_empty() {
        content.parse::<Token![,]>()?;
        if content.is_empty() {
            break;
        }
        if content.peek(Ident) && content.fork().call(Ident::parse_any)? == "model" {
            let key = content.call(Ident::parse_any)?;
            content.parse::<Token![=]>()?;
            if response.model.replace(content.parse()?).is_some() {
                report.at(&key, "`model` is set twice");
            }
            continue;
        }
        let entry: Entry = content.parse()?;
        match entry.key.to_string().as_str() {
            "description" => put(&mut response.description, entry, report, text)?,
            "openapi_extra" => put(&mut response.openapi_extra, entry, report, expression)?,
            written => {
                let names = ["model", "description", "openapi_extra"].into_iter();
                let all = "`response` takes `model`, `description` and `openapi_extra`";
                return Err(syn::Error::new_spanned(&entry.key, unknown(written, names, all)));
            }
        }
    }
    Ok(response)
}

fn documented_status(content: ParseStream<'_>) -> syn::Result<(String, Span)> {
    let advice = "a documented status comes first, as a number from 100 to 599, a class as in `\"4XX\"`, \
                  or `\"default\"`: `response(404, …)`";
    if content.is_empty() {
        return Err(content.error(advice));
    }
    let expression: Expr = content.parse()?;
    let status = match &expression {
        Expr::Lit(ExprLit { lit: Lit::Str(word), .. }) => Some(word.value()).filter(|word| is_class(word)),
        other => status_number(other).map(|status| status.to_string()),
    };
    let wrong = || syn::Error::new_spanned(&expression, advice);
    status.map(|status| (status, expression.span())).ok_or_else(wrong)
}

fn is_class(word: &str) -> bool {
    matches!(word, "1XX" | "2XX" | "3XX" | "4XX" | "5XX" | "default")
        || word.parse().is_ok_and(|status: u16| (100..=599).contains(&status))
}

/// Reads one argument and strips our attributes from it; `None` for what can be no argument of an operation.
fn read_argument(input: &mut FnArg, template: &[String], given: bool, report: &mut Report) -> Option<Argument> {
    let FnArg::Typed(typed) = input else { return None };
    let (ours, others) = std::mem::take(&mut typed.attrs).into_iter().partition(|attribute| kind(attribute).is_some());
    typed.attrs = others;
    let ours: Vec<Attribute> = ours;
    if let [first, second, ..] = ours.as_slice() {
        let (first, name) = (first.path().to_token_stream(), second.path().to_token_stream());
        report.at(second, format!("an argument comes from one place: leave `#[{first}]` or `#[{name}]`"));
    }
    let Pat::Ident(pattern) = &*typed.pat else { return None };
    let name = pattern.ident.clone();
    let (ty, origin) = match ours.first().and_then(|attribute| Some((attribute, kind(attribute)?))) {
        Some((attribute, Kind::State)) => {
            if !matches!(attribute.meta, Meta::Path(_)) {
                report.at(attribute, "`#[state]` has no settings: the argument's type says which state it is");
            }
            state(&typed.ty)
        }
        Some((attribute, Kind::Depends { is_scheme })) => depended(&typed.ty, attribute, is_scheme, report)?,
        Some((attribute, Kind::Given)) => {
            if !given {
                report.at(attribute, "nobody gives an operation anything: `#[given]` is for a `#[dependency]`");
            }
            ((*typed.ty).clone(), Origin::Given)
        }
        Some((attribute, Kind::Wire(source))) => {
            let settings = read_settings(source, attribute, report);
            ((*typed.ty).clone(), Origin::Wire { source, settings })
        }
        None if template.contains(&name.unraw().to_string()) => {
            // Whoever says `#[path]` means it: the document then says that the part may be null.
            if let Some(inner) = option(&typed.ty) {
                let message = format!("a part of the path is never absent: write `{}`", inner.to_token_stream());
                report.at(&typed.ty, message);
            }
            ((*typed.ty).clone(), Origin::Wire { source: Wire::Path, settings: None })
        }
        None => ((*typed.ty).clone(), Origin::Inferred),
    };
    Some(Argument { name, ty, origin })
}

/// Returns what is inside an `Option<…>`.
fn option(ty: &Type) -> Option<&Type> {
    let Type::Path(path) = ty else { return None };
    let last = path.path.segments.last().filter(|segment| segment.ident == "Option")?;
    let syn::PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
    match arguments.args.first()? {
        syn::GenericArgument::Type(inner) => Some(inner),
        _ => None,
    }
}

fn read_settings(source: Wire, attribute: &Attribute, report: &mut Report) -> Option<Box<Settings>> {
    if matches!(attribute.meta, Meta::Path(_)) {
        return None;
    }
    let mut settings = Box::<Settings>::default();
    settings.read(&source.place(), attribute, report);
    settings.check(report);
    Some(settings)
}

enum Kind {
    Wire(Wire),
    State,
    Depends { is_scheme: bool },
    Given,
}

fn kind(attribute: &Attribute) -> Option<Kind> {
    Some(match attribute.path().get_ident()?.to_string().as_str() {
        "path" => Kind::Wire(Wire::Path),
        "query" => Kind::Wire(Wire::Query),
        "header" => Kind::Wire(Wire::Header),
        "cookie" => Kind::Wire(Wire::Cookie),
        "body" => Kind::Wire(Wire::Body),
        "form" => Kind::Wire(Wire::Form),
        "file" => Kind::Wire(Wire::File),
        "state" => Kind::State,
        "depends" => Kind::Depends { is_scheme: false },
        "security" => Kind::Depends { is_scheme: true },
        "given" => Kind::Given,
        _ => return None,
    })
}

fn state(ty: &Type) -> (Type, Origin) {
    match ty {
        Type::Reference(reference) if reference.mutability.is_some() => {
            ((*reference.elem).clone(), Origin::Exclusive(reference.clone()))
        }
        Type::Reference(reference) => ((*reference.elem).clone(), Origin::Shared(reference.clone())),
        owned => (owned.clone(), Origin::State),
    }
}

fn depended(ty: &Type, attribute: &Attribute, is_scheme: bool, report: &mut Report) -> Option<(Type, Origin)> {
    let depends = Box::new(Depends::read(attribute, is_scheme, report)?);
    Some(match ty {
        Type::Reference(reference) => ((*reference.elem).clone(), Origin::Depends(depends, Some(reference.clone()))),
        owned => (owned.clone(), Origin::Depends(depends, None)),
    })
}
