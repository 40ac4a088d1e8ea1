//! Reads constraints and metadata: the arguments of `#[field(…)]`, `#[query(…)]` and the like.
//!
//! One parser serves every attribute; a [`Place`] says which keys it takes. Each value keeps the span of its
//! key, so that a later mistake (a length on a number, two keys that exclude each other) points at it.

mod check;
mod expand;
mod key;

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;
use syn::{
    Attribute, Expr, ExprPath, Ident, Lit, Token, UnOp,
    ext::IdentExt,
    parse::{Parse, ParseStream},
    punctuated::Punctuated,
    spanned::Spanned,
};

pub(crate) use self::{
    expand::{examples, passes, validator, value},
    key::{Key, Place, unknown},
};
use crate::report::Report;

/// Holds a value and where it was written.
#[derive(Clone)]
pub(crate) struct Set<T> {
    /// The key as written.
    pub(crate) key: Ident,
    /// The value as written, or the key if it stands alone.
    pub(crate) written: TokenStream,
    pub(crate) value: T,
}

impl<T> Set<T> {
    /// Returns where the value is, or its first part.
    pub(crate) fn span(&self) -> Span {
        self.written.span()
    }
}

/// Holds a bound as it was written.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Number {
    Int(i64),
    Float(f64),
}

/// Holds what one attribute, or several of one kind, say of a field or an argument.
#[derive(Clone, Default)]
pub(crate) struct Settings {
    /// Every key in the order of writing.
    pub(crate) keys: Vec<Ident>,
    pub(crate) default: Option<Set<Expr>>,
    pub(crate) required: Option<Set<bool>>,
    pub(crate) alias: Option<Set<String>>,
    pub(crate) title: Option<Set<String>>,
    pub(crate) description: Option<Set<String>>,
    pub(crate) gt: Option<Set<Number>>,
    pub(crate) ge: Option<Set<Number>>,
    pub(crate) lt: Option<Set<Number>>,
    pub(crate) le: Option<Set<Number>>,
    pub(crate) multiple_of: Option<Set<Number>>,
    pub(crate) min_length: Option<Set<usize>>,
    pub(crate) max_length: Option<Set<usize>>,
    pub(crate) pattern: Option<Set<String>>,
    pub(crate) max_digits: Option<Set<usize>>,
    pub(crate) decimal_places: Option<Set<usize>>,
    pub(crate) allow_inf_nan: Option<Set<bool>>,
    pub(crate) strict: Option<Set<bool>>,
    pub(crate) examples: Option<Set<Vec<Expr>>>,
    pub(crate) openapi_examples: Option<Set<Expr>>,
    pub(crate) json_schema: Option<Set<Expr>>,
    pub(crate) json_schema_extra: Option<Set<Expr>>,
    pub(crate) deprecated: Option<Set<bool>>,
    pub(crate) hidden: Option<Set<bool>>,
    pub(crate) hide_default: Option<Set<bool>>,
    pub(crate) embed: Option<Set<bool>>,
    pub(crate) media_type: Option<Set<String>>,
    pub(crate) convert_underscores: Option<Set<bool>>,
    pub(crate) validate: Option<Set<ExprPath>>,
}

impl Settings {
    /// Reads one attribute into what others of its kind said before. Call [`check`](Self::check) after the last.
    pub(crate) fn read(&mut self, place: &Place, attribute: &Attribute, report: &mut Report) {
        if matches!(attribute.meta, syn::Meta::Path(_)) {
            return;
        }
        match attribute.parse_args_with(Punctuated::<Entry, Token![,]>::parse_terminated) {
            Err(error) => report.add(error),
            Ok(entries) => entries.into_iter().for_each(|entry| self.set(place, entry, report)),
        }
    }

    fn set(&mut self, place: &Place, entry: Entry, report: &mut Report) {
        let Some(key) = place.key(&entry.key, report) else { return };
        self.keys.push(entry.key.clone());
        let wrong = match key {
            Key::Default => put(&mut self.default, entry, report, expression),
            Key::Required => put(&mut self.required, entry, report, flag),
            Key::Alias => put(&mut self.alias, entry, report, text),
            Key::Title => put(&mut self.title, entry, report, text),
            Key::Description => put(&mut self.description, entry, report, text),
            Key::Gt => put(&mut self.gt, entry, report, number),
            Key::Ge => put(&mut self.ge, entry, report, number),
            Key::Lt => put(&mut self.lt, entry, report, number),
            Key::Le => put(&mut self.le, entry, report, number),
            Key::MultipleOf => put(&mut self.multiple_of, entry, report, number),
            Key::MinLength => put(&mut self.min_length, entry, report, count),
            Key::MaxLength => put(&mut self.max_length, entry, report, count),
            Key::Pattern => put(&mut self.pattern, entry, report, text),
            Key::MaxDigits => put(&mut self.max_digits, entry, report, count),
            Key::DecimalPlaces => put(&mut self.decimal_places, entry, report, count),
            Key::AllowInfNan => put(&mut self.allow_inf_nan, entry, report, flag),
            Key::Strict => put(&mut self.strict, entry, report, flag),
            Key::Examples => put(&mut self.examples, entry, report, list),
            Key::OpenapiExamples => put(&mut self.openapi_examples, entry, report, expression),
            Key::JsonSchema => put(&mut self.json_schema, entry, report, expression),
            Key::JsonSchemaExtra => put(&mut self.json_schema_extra, entry, report, expression),
            Key::Deprecated => put(&mut self.deprecated, entry, report, flag),
            Key::Hidden => put(&mut self.hidden, entry, report, flag),
            Key::HideDefault => put(&mut self.hide_default, entry, report, flag),
            Key::Embed => put(&mut self.embed, entry, report, flag),
            Key::MediaType => put(&mut self.media_type, entry, report, text),
            Key::ConvertUnderscores => put(&mut self.convert_underscores, entry, report, flag),
            Key::Validate => put(&mut self.validate, entry, report, function),
        };
        if let Err(error) = wrong {
            report.add(error);
        }
    }
}

/// Returns whether a flag was set, and not to `false`.
pub(crate) fn is_on(flag: &Option<Set<bool>>) -> bool {
    flag.as_ref().is_some_and(|set| set.value)
}

/// Holds `key` or `key = value`.
pub(crate) struct Entry {
    pub(crate) key: Ident,
    pub(crate) value: Option<Expr>,
}

impl Parse for Entry {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let key = input.call(Ident::parse_any)?;
        let value = if input.parse::<Option<Token![=]>>()?.is_some() { Some(input.parse()?) } else { None };
        Ok(Self { key, value })
    }
}

/// Reads the value of `entry` into `slot`, which must be empty.
pub(crate) fn put<T>(
    slot: &mut Option<Set<T>>,
    entry: Entry,
    report: &mut Report,
    read: fn(&Entry) -> syn::Result<T>,
) -> syn::Result<()> {
    if slot.is_some() {
        report.at(&entry.key, format_args!("`{}` is set twice", entry.key));
        return Ok(());
    }
    let value = read(&entry)?;
    let written = entry.value.as_ref().map_or_else(|| entry.key.to_token_stream(), ToTokens::to_token_stream);
    *slot = Some(Set { key: entry.key, written, value });
    Ok(())
}

fn wrong<T>(entry: &Entry, wanted: &str) -> syn::Result<T> {
    let message = format!("`{}` takes {wanted}", entry.key);
    Err(match &entry.value {
        Some(value) => syn::Error::new_spanned(value, message),
        None => syn::Error::new_spanned(&entry.key, message),
    })
}

/// Takes an expression out of the invisible parentheses that `macro_rules` puts around its arguments.
fn bare(expression: &Expr) -> &Expr {
    match expression {
        Expr::Group(group) => bare(&group.expr),
        other => other,
    }
}

fn literal(entry: &Entry) -> Option<&Lit> {
    match entry.value.as_ref().map(bare)? {
        Expr::Lit(literal) => Some(&literal.lit),
        _ => None,
    }
}

pub(crate) fn expression(entry: &Entry) -> syn::Result<Expr> {
    entry.value.clone().map_or_else(|| wrong(entry, &format!("a value: `{} = …`", entry.key)), Ok)
}

pub(crate) fn text(entry: &Entry) -> syn::Result<String> {
    match literal(entry) {
        Some(Lit::Str(text)) => Ok(text.value()),
        _ => wrong(entry, &format!("a string literal: `{} = \"…\"`", entry.key)),
    }
}

pub(crate) fn flag(entry: &Entry) -> syn::Result<bool> {
    match (&entry.value, literal(entry)) {
        (None, _) => Ok(true),
        (_, Some(Lit::Bool(flag))) => Ok(flag.value),
        _ => wrong(entry, "`true` or `false`"),
    }
}

pub(crate) fn count(entry: &Entry) -> syn::Result<usize> {
    match literal(entry) {
        Some(Lit::Int(count)) => count.base10_parse(),
        _ => wrong(entry, "a whole number, 0 or more"),
    }
}

fn number(entry: &Entry) -> syn::Result<Number> {
    let (sign, digits) = match entry.value.as_ref().map(bare) {
        Some(Expr::Unary(unary)) if matches!(unary.op, UnOp::Neg(_)) => ("-", bare(&unary.expr)),
        Some(other) => ("", other),
        None => return wrong(entry, &format!("a number: `{} = 1`", entry.key)),
    };
    let Expr::Lit(literal) = digits else { return wrong(entry, "a number literal, like `1` or `-0.5`") };
    match &literal.lit {
        Lit::Int(int) => match format!("{sign}{}", int.base10_digits()).parse() {
            Ok(value) => Ok(Number::Int(value)),
            Err(_) => wrong(entry, "integers of 64 bits; write a larger one with a fraction: `1e20`"),
        },
        Lit::Float(float) => match format!("{sign}{}", float.base10_digits()).parse::<f64>() {
            Ok(value) if value.is_finite() => Ok(Number::Float(value)),
            _ => wrong(entry, "finite numbers of 64 bits"),
        },
        _ => wrong(entry, "a number literal, like `1` or `-0.5`"),
    }
}

pub(crate) fn list(entry: &Entry) -> syn::Result<Vec<Expr>> {
    match entry.value.as_ref().map(bare) {
        Some(Expr::Array(array)) => Ok(array.elems.iter().cloned().collect()),
        _ => wrong(entry, &format!("a list: `{} = [first, second]`", entry.key)),
    }
}

pub(crate) fn function(entry: &Entry) -> syn::Result<ExprPath> {
    match entry.value.as_ref().map(bare) {
        Some(Expr::Path(path)) => Ok(path.clone()),
        _ => wrong(entry, &format!("a function's name: `{} = is_even`", entry.key)),
    }
}

impl<T> ToTokens for Set<T> {
    /// Stands for the key, for messages that point at it.
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.key.to_tokens(tokens);
    }
}
