//! Finds what a declaration says that no description can, or that serde would not do.

use syn::Ident;

use super::{Content, Field, Model, Shape, Tag, Variant};
use crate::{
    report::Report,
    settings::{Set, Settings},
};

/// Reports every mistake in `model`.
pub(super) fn model(model: &Model, report: &mut Report) {
    for field in model.fields() {
        field.settings.check(report);
        if field.flatten
            && let Some(key) = said(&field.settings)
        {
            report.at(key, "a flattened field is not in the JSON itself: say this of the fields of its type");
        }
    }
    validators(model, report);
    match &model.shape {
        Shape::Struct(fields) => names(&fields.fields, report),
        Shape::Newtype(newtype) => {
            both(&newtype.field.settings.validate, &model.settings.validate, report);
            both(&newtype.field.settings.title, &model.settings.title, report);
            both(&newtype.field.settings.examples, &model.settings.examples, report);
            both(&newtype.field.settings.json_schema_extra, &model.settings.json_schema_extra, report);
        }
        Shape::Tuple(fields) => {
            plain(fields, report);
            nowhere(model, "a tuple", report);
        }
        Shape::Enumeration(_) => nowhere(model, "an enum", report),
        Shape::Union { tag, variants } => {
            nowhere(model, "an enum", report);
            variants.iter().for_each(|variant| self::variant(tag.as_ref(), variant, report));
        }
    }
    if let (Some(integers), false) =
        (&model.settings.integers, matches!(model.shape, Shape::Enumeration(_) | Shape::Union { .. }))
    {
        report.at(integers, "`integers` is for enums");
    }
    if let (Some(required), false) = (&model.settings.defaults_required, matches!(model.shape, Shape::Struct(_))) {
        report.at(required, "`defaults_required` is for structs with named fields");
    }
    if let (Some(inline), false) = (&model.settings.inline, matches!(model.shape, Shape::Enumeration(_))) {
        report.at(inline, "`inline` is for enums without data: their values are documented where they are used");
    }
}

fn variant(tag: Option<&Tag>, variant: &Variant, report: &mut Report) {
    match (&variant.content, tag) {
        (Content::Newtype(field), Some(Tag { content: None, .. })) => {
            if let Some(key) = said(&field.settings) {
                report.at(key, "the content of a variant is around its tag, not a value of its own: say this of the fields of its type");
            }
        }
        (Content::Tuple(_), Some(Tag { content: None, .. })) => {
            report.at(
                &variant.ident,
                "an array has no place for the tag: name the fields, or say `content = \"…\"` on the enum",
            );
        }
        (Content::Tuple(fields), _) => plain(fields, report),
        (Content::Struct(fields), tag) => {
            names(&fields.fields, report);
            let taken = tag.filter(|tag| tag.content.is_none());
            for field in fields.fields.iter().filter(|field| taken.is_some_and(|tag| tag.name == field.name)) {
                report.at(field.place(), format_args!("`{}` is the enum's tag already", field.name));
            }
        }
        _ => {}
    }
}

/// Reports fields that share a name with an earlier one.
fn names(fields: &[Field], report: &mut Report) {
    for (index, field) in fields.iter().enumerate().filter(|(_, field)| !field.flatten) {
        let twin = |earlier: &&Field| {
            !earlier.flatten && (earlier.name == field.name && earlier.is_input() && field.is_input())
        };
        if let Some(earlier) = fields[..index].iter().find(twin) {
            let place = quote::ToTokens::to_token_stream(earlier.place());
            report.at(field.place(), format_args!("`{}` is the name of the field `{place}` already", field.name));
        }
    }
}

fn validators(model: &Model, report: &mut Report) {
    let fields = model.fields();
    let validated =
        fields.iter().find_map(|field| field.settings.validate.as_ref()).or(model.settings.validate.as_ref());
    if let (Some(set), Some(lifetime)) = (validated, model.generics.lifetimes().next()) {
        let message = format!(
            "a value that borrows `{}` cannot be read on its own, so it cannot be validated",
            lifetime.lifetime
        );
        report.at(set, message);
    }
}

/// Reports settings of fields that have no name, and so no description.
fn plain(fields: &[Field], report: &mut Report) {
    for key in fields.iter().filter_map(|field| said(&field.settings)) {
        report.at(key, "a member of a tuple takes no settings: wrap its type in a struct of its own");
    }
}

/// Reports settings of a container that its kind has no use for.
fn nowhere(model: &Model, kind: &str, report: &mut Report) {
    let settings = &model.settings;
    for key in [
        settings.title.as_ref().map(|set| &set.key),
        settings.examples.as_ref().map(|set| &set.key),
        settings.json_schema_extra.as_ref().map(|set| &set.key),
        settings.validate.as_ref().map(|set| &set.key),
    ]
    .into_iter()
    .flatten()
    {
        report
            .at(key, format_args!("{kind} takes no `{key}`: say it of a field of this type, or of a struct around it"));
    }
}

fn both<T, U>(field: &Option<Set<T>>, container: &Option<Set<U>>, report: &mut Report) {
    if let (Some(_), Some(container)) = (field, container) {
        report
            .at(container, format_args!("`{}` is set on the field already, and a newtype is its field", container.key));
    }
}

/// Returns the key of the first setting; a doc comment is none.
fn said(settings: &Settings) -> Option<&Ident> {
    settings.keys.first()
}
