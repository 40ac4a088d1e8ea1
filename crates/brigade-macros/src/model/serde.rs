//! Reads serde's attributes.
//!
//! serde's own derives complain of what is malformed; this passes over what it does not know, and `check` refuses
//! what it knows and cannot describe.

use proc_macro2::Span;
use syn::{Attribute, Expr, ExprLit, ExprPath, Lit, LitStr, Meta, Token, punctuated::Punctuated, spanned::Spanned};

use super::case::Case;
use crate::report::Report;

/// Holds a value per direction.
#[derive(Clone)]
pub(super) struct Directed<T> {
    pub(super) input: Option<T>,
    pub(super) output: Option<T>,
}

impl<T> Default for Directed<T> {
    fn default() -> Self {
        Self { input: None, output: None }
    }
}

/// Says where a default comes from.
#[derive(Clone)]
pub(super) enum Fallback {
    Trait,
    Path(ExprPath),
}

/// Holds what serde's attributes say of a container, a variant or a field.
#[derive(Default)]
pub(super) struct Serde {
    pub(super) rename: Directed<String>,
    pub(super) aliases: Vec<String>,
    pub(super) rename_all: Directed<Case>,
    pub(super) rename_all_fields: Directed<Case>,
    pub(super) default: Option<Fallback>,
    pub(super) skip_serializing: Option<Span>,
    pub(super) skip_deserializing: Option<Span>,
    pub(super) flatten: Option<Span>,
    pub(super) tag: Option<LitStr>,
    pub(super) content: Option<LitStr>,
    pub(super) untagged: Option<Span>,
    pub(super) transparent: bool,
    pub(super) deny_unknown_fields: Option<Span>,
    pub(super) reads_itself: bool,
    /// `from`, `try_from` and `into`: the type's JSON is another type's.
    pub(super) converted: Option<Span>,
    pub(super) other: Option<Span>,
}

impl Serde {
    /// Reads all `#[serde(…)]` among `attributes`.
    pub(super) fn read(attributes: &[Attribute], report: &mut Report) -> Self {
        let mut serde = Self::default();
        for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("serde")) {
            match attribute.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated) {
                Ok(metas) => metas.iter().for_each(|meta| serde.set(meta, report)),
                Err(error) => report.add(error),
            }
        }
        serde
    }

    fn set(&mut self, meta: &Meta, report: &mut Report) {
        let Some(key) = meta.path().get_ident() else { return };
        let span = Some(meta.span());
        match key.to_string().as_str() {
            "rename" => self.rename = ways(meta, report, |name| Some(name.value())),
            "alias" => self.aliases.extend(text(meta).map(|name| name.value())),
            "rename_all" => self.rename_all = ways(meta, report, |name| Case::read(&name.value())),
            "rename_all_fields" => self.rename_all_fields = ways(meta, report, |name| Case::read(&name.value())),
            "default" => self.default = default(meta, report),
            "skip" => (self.skip_serializing, self.skip_deserializing) = (span, span),
            "skip_serializing" => self.skip_serializing = span,
            "skip_deserializing" => self.skip_deserializing = span,
            "flatten" => self.flatten = span,
            "tag" => self.tag = text(meta),
            "content" => self.content = text(meta),
            "untagged" => self.untagged = span,
            "transparent" => self.transparent = true,
            "deny_unknown_fields" => self.deny_unknown_fields = span,
            "with" | "deserialize_with" => self.reads_itself = true,
            "from" | "try_from" | "into" => self.converted = span,
            "other" => self.other = span,
            _ => {}
        }
    }

    /// Returns whether no JSON has the field or variant.
    pub(super) fn is_skipped(&self) -> bool {
        self.skip_serializing.is_some() && self.skip_deserializing.is_some()
    }
}

fn text(meta: &Meta) -> Option<LitStr> {
    match meta {
        Meta::NameValue(pair) => match &pair.value {
            Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(text.clone()),
            _ => None,
        },
        _ => None,
    }
}

/// Reads `key = "…"` and `key(serialize = "…", deserialize = "…")`.
fn ways<T: Clone>(meta: &Meta, report: &mut Report, read: fn(&LitStr) -> Option<T>) -> Directed<T> {
    if let Some(both) = text(meta) {
        let value = read(&both);
        return Directed { input: value.clone(), output: value };
    }
    let mut ways = Directed::default();
    let Meta::List(list) = meta else { return ways };
    match list.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated) {
        Ok(metas) => {
            for meta in &metas {
                let value = text(meta).as_ref().and_then(read);
                if meta.path().is_ident("serialize") {
                    ways.output = value;
                } else {
                    ways.input = value;
                }
            }
        }
        Err(error) => report.add(error),
    }
    ways
}

fn default(meta: &Meta, report: &mut Report) -> Option<Fallback> {
    match text(meta).map(|path| path.parse()) {
        None => Some(Fallback::Trait),
        Some(Ok(path)) => Some(Fallback::Path(path)),
        Some(Err(error)) => {
            report.add(error);
            None
        }
    }
}
