//! Reads an error type; whatever cannot be read is reported and left out.

use syn::{
    Attribute, Data, DeriveInput, Expr, ExprLit, Fields, Ident, Lit, Meta, Token, ext::IdentExt,
    punctuated::Punctuated, spanned::Spanned,
};

use super::model::{Answer, ErrorType, Field, Role, Settings};
use crate::{
    documentation,
    report::Report,
    settings::{Entry, put, text, unknown},
};

const EXAMPLE: &str = "`#[api(status = 404, detail = \"Burger not found\")]`";

/// Reads an error type.
pub(super) fn error(input: &DeriveInput, report: &mut Report) -> ErrorType {
    let answers = match &input.data {
        Data::Struct(data) => vec![answer(&input.ident, false, &input.attrs, &data.fields, report)],
        Data::Enum(data) => {
            for attribute in input.attrs.iter().filter(|attribute| attribute.path().is_ident("api")) {
                report.at(attribute, format!("each variant has a status of its own: write {EXAMPLE} on the variants"));
            }
            let variants = data.variants.iter();
            variants.map(|variant| answer(&variant.ident, true, &variant.attrs, &variant.fields, report)).collect()
        }
        Data::Union(data) => {
            report.at(data.union_token, "an error is an enum, or a struct for a single answer");
            Vec::new()
        }
    };
    ErrorType { name: input.ident.clone(), generics: input.generics.clone(), answers }
}

fn answer(name: &Ident, is_variant: bool, attributes: &[Attribute], fields: &Fields, report: &mut Report) -> Answer {
    let mut settings = Settings::default();
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("api")) {
        for entry in entries(attribute, &format!("say what is answered: {EXAMPLE}"), report) {
            setting(entry, &mut settings, report).unwrap_or_else(|error| report.add(error));
        }
    }
    let fields = fields.iter().enumerate().map(|(index, input)| field(index, input, report)).collect();
    Answer { name: name.clone(), is_variant, documentation: documentation::read(attributes), settings, fields }
}

fn entries(attribute: &Attribute, advice: &str, report: &mut Report) -> Vec<Entry> {
    if matches!(attribute.meta, Meta::Path(_)) {
        report.at(attribute, advice);
        return Vec::new();
    }
    match attribute.parse_args_with(Punctuated::<Entry, Token![,]>::parse_terminated) {
        Ok(entries) => entries.into_iter().collect(),
        Err(error) => {
            report.add(error);
            Vec::new()
        }
    }
}

fn setting(entry: Entry, settings: &mut Settings, report: &mut Report) -> syn::Result<()> {
    match entry.key.to_string().as_str() {
        "status" => put(&mut settings.status, entry, report, status).inspect_err(|_| settings.status_is_wrong = true),
        "code" => put(&mut settings.code, entry, report, text),
        "detail" => put(&mut settings.detail, entry, report, text),
        written => {
            let names = ["status", "code", "detail"].into_iter();
            let message = unknown(written, names, "`#[api]` takes `status`, `code` and `detail` here");
            Err(syn::Error::new_spanned(entry.key, message))
        }
    }
}

fn status(entry: &Entry) -> syn::Result<u16> {
    let status = match &entry.value {
        Some(Expr::Lit(ExprLit { lit: Lit::Int(number), .. })) => number.base10_parse().ok(),
        _ => None,
    };
    let span = entry.value.as_ref().map_or(entry.key.span(), Spanned::span);
    status
        .filter(|status| (400..=599).contains(status))
        .ok_or_else(|| syn::Error::new(span, "the status of an error is a number from 400 to 599: `status = 404`"))
}

fn field(index: usize, input: &syn::Field, report: &mut Report) -> Field {
    let mut role = if input.ident.is_some() { Role::Shown } else { Role::Unnamed };
    for attribute in &input.attrs {
        if attribute.path().is_ident("source") || attribute.path().is_ident("from") {
            role = Role::Cause;
        } else if attribute.path().is_ident("api") {
            for entry in entries(attribute, "say what becomes of the field: `#[api(skip)]`, `#[api(source)]`", report) {
                match entry.key.to_string().as_str() {
                    "skip" => role = Role::Skipped,
                    "source" => role = Role::Cause,
                    written => {
                        let names = ["skip", "source"].into_iter();
                        let message = unknown(written, names, "`#[api]` takes `skip` and `source` on a field");
                        report.at(&entry.key, message);
                    }
                }
            }
        }
    }
    let (name, member) = match &input.ident {
        Some(name) => (name.unraw().to_string(), syn::Member::Named(name.clone())),
        None => (index.to_string(), syn::Member::Unnamed(index.into())),
    };
    Field { name, member, ty: input.ty.clone(), documentation: documentation::read(&input.attrs), role }
}
