//! Reads a declaration: which fields and variants there are, and what they are called on the wire.

use quote::format_ident;
use syn::{Attribute, Data, DeriveInput, Ident, Index, Member, Token, ext::IdentExt, punctuated::Punctuated};

use super::{
    Constant, ContainerSettings, Content, Field, FieldDefault, Fields, Model, Newtype, Shape, Tag, Variant, Ways,
    case::Case,
    serde::{self, Serde},
};
use crate::{
    documentation,
    report::Report,
    settings::{self, Entry, Place, Settings, is_on},
};

const CONTAINER_KEYS: [&str; 9] = [
    "title",
    "description",
    "example",
    "examples",
    "json_schema_extra",
    "defaults_required",
    "validate",
    "integers",
    "inline",
];

/// Reads `input`; `None` if it cannot be a model, with the reason in `report`.
pub(super) fn model(input: &DeriveInput, report: &mut Report) -> Option<Model> {
    let serde = Serde::read(&input.attrs, report);
    if let Some(span) = serde.converted {
        report.at_span(span, "a type that serde converts has the JSON of another type: implement `Model` by hand, or check the value with `#[model(validate = function)]`");
    }
    let settings = container_settings(&input.attrs, report);
    let shape = match &input.data {
        Data::Struct(data) => structure(&input.ident, &serde, &data.fields, report),
        Data::Enum(data) => enumeration(&serde, &settings, input, &data.variants, report),
        Data::Union(data) => {
            report.at(data.union_token, "a Rust `union` has no JSON; an `enum` has");
            None
        }
    }?;
    let doc = documentation::read(&input.attrs);
    Some(Model { ident: input.ident.clone(), generics: input.generics.clone(), doc, settings, shape })
}

fn container_settings(attributes: &[Attribute], report: &mut Report) -> ContainerSettings {
    let mut settings = ContainerSettings::default();
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("model")) {
        match attribute.parse_args_with(Punctuated::<Entry, Token![,]>::parse_terminated) {
            Ok(entries) => entries.into_iter().for_each(|entry| container_setting(&mut settings, entry, report)),
            Err(error) => report.add(error),
        }
    }
    settings
}

fn container_setting(settings: &mut ContainerSettings, entry: Entry, report: &mut Report) {
    let read = match entry.key.to_string().as_str() {
        "title" => settings::put(&mut settings.title, entry, report, settings::text),
        "description" => settings::put(&mut settings.description, entry, report, settings::text),
        "example" => settings::put(&mut settings.examples, entry, report, |entry| {
            settings::expression(entry).map(|one| vec![one])
        }),
        "examples" => settings::put(&mut settings.examples, entry, report, settings::list),
        "json_schema_extra" => settings::put(&mut settings.json_schema_extra, entry, report, settings::expression),
        "defaults_required" => settings::put(&mut settings.defaults_required, entry, report, settings::flag),
        "validate" => settings::put(&mut settings.validate, entry, report, settings::function),
        "integers" => settings::put(&mut settings.integers, entry, report, settings::flag),
        "inline" => settings::put(&mut settings.inline, entry, report, settings::flag),
        unknown => {
            let all = CONTAINER_KEYS.map(|key| format!("`{key}`")).join(", ");
            let all = format!("`#[model]` takes {all}");
            Err(syn::Error::new_spanned(&entry.key, settings::unknown(unknown, CONTAINER_KEYS.into_iter(), &all)))
        }
    };
    if let Err(error) = read {
        report.add(error);
    }
}

fn structure(ident: &Ident, serde: &Serde, fields: &syn::Fields, report: &mut Report) -> Option<Shape> {
    if let Some(tag) = &serde.tag {
        report.at(
            tag,
            "serde writes the tag of a struct but does not read it: make it a field, an enum with one variant",
        );
    }
    match fields {
        syn::Fields::Unit => {
            report.at(ident, "a struct without fields is `null` in JSON; write `struct Name {}` for an empty object");
            None
        }
        fields if serde.transparent || (matches!(fields, syn::Fields::Unnamed(_)) && fields.len() == 1) => {
            newtype(serde, fields, report).map(Box::new).map(Shape::Newtype)
        }
        syn::Fields::Named(_) => {
            Some(Shape::Struct(named(serde, serde.rename_all.clone(), fields, &Scope::STRUCT, report)))
        }
        syn::Fields::Unnamed(_) => Some(Shape::Tuple(unnamed(fields, &Scope::STRUCT, report))),
    }
}

fn newtype(serde: &Serde, fields: &syn::Fields, report: &mut Report) -> Option<Newtype> {
    let mut on_the_wire = fields.iter().enumerate().filter(|(_, field)| {
        let serde = Serde::read(&field.attrs, &mut Report::default());
        fields.len() == 1 || (!serde.is_skipped() && serde.default.is_none())
    });
    let (Some((index, field)), None) = (on_the_wire.next(), on_the_wire.next()) else {
        report.at(fields, "a transparent struct has exactly one field that is not skipped");
        return None;
    };
    let field = read_field(index, field, &serde::Directed::default(), None, &Scope::STRUCT, report)?;
    Some(Newtype { field, transparent: serde.transparent, others: fields.len() > 1 })
}

fn enumeration(
    serde: &Serde,
    settings: &ContainerSettings,
    input: &DeriveInput,
    variants: &Punctuated<syn::Variant, Token![,]>,
    report: &mut Report,
) -> Option<Shape> {
    let tag = serde
        .tag
        .as_ref()
        .map(|tag| Tag { name: tag.value(), content: serde.content.as_ref().map(syn::LitStr::value) });
    let mut read = Vec::new();
    for variant in variants {
        let attributes = Serde::read(&variant.attrs, report);
        refuse(&attributes, report);
        if !attributes.is_skipped() {
            read.push((variant, variant_name(serde, &attributes, &variant.ident, report), attributes));
        }
    }
    if read.is_empty() {
        report.at(&input.ident, "an enum without variants has no values, so no JSON fits it");
        return None;
    }
    if tag.is_none() && serde.untagged.is_none() {
        return constants(is_on(&settings.integers), &read, report).map(Shape::Enumeration);
    }
    if let Some(integers) = &settings.integers {
        report.at(
            integers,
            "`integers` is for enums whose values are their discriminants: enums without data, tag or `untagged`",
        );
    }
    let variants = read.iter().map(|(variant, name, attributes)| Variant {
        ident: variant.ident.clone(),
        name: name.clone(),
        doc: documentation::read(&variant.attrs),
        content: content(serde, attributes, variant, report),
    });
    let variants = variants.collect();
    Some(Shape::Union { tag, variants })
}

fn refuse(variant: &Serde, report: &mut Report) {
    if let Some(span) = variant.other {
        report.at_span(span, "`other` takes any value, which no description can say; use a `String`");
    }
    if let Some(span) = variant.untagged {
        report.at_span(span, "a union is tagged or untagged as a whole: move `untagged` to the enum");
    }
    match (variant.skip_serializing, variant.skip_deserializing) {
        (Some(span), None) | (None, Some(span)) => {
            report.at_span(span, "a variant exists in both directions or, with `#[serde(skip)]`, in none");
        }
        _ => {}
    }
}

fn variant_name(serde: &Serde, variant: &Serde, ident: &Ident, report: &mut Report) -> String {
    let plain = ident.unraw().to_string();
    let renamed = |name: &Option<String>, rule: Option<Case>| {
        name.clone().unwrap_or_else(|| rule.map_or_else(|| plain.clone(), |rule| rule.variant(&plain)))
    };
    let input = renamed(&variant.rename.input, serde.rename_all.input);
    let output = renamed(&variant.rename.output, serde.rename_all.output);
    if input != output {
        report.at(
            ident,
            format_args!(
                "this is `{input}` in requests and `{output}` in answers; a variant has one name in the document"
            ),
        );
    }
    input
}

fn constants(
    integers: bool,
    variants: &[(&syn::Variant, String, Serde)],
    report: &mut Report,
) -> Option<Vec<Constant>> {
    let mut constants = Vec::new();
    for (variant, name, _) in variants {
        if !matches!(variant.fields, syn::Fields::Unit) {
            report.at(variant, "an enum with data needs `#[serde(tag = \"…\")]` (a union told apart by a key) or `#[serde(untagged)]` (by what fits best) on the enum: JSON Schema and pydantic have no word for `{\"Variant\": …}`");
            return None;
        }
        constants.push(Constant { ident: variant.ident.clone(), name: (!integers).then(|| name.clone()) });
    }
    Some(constants)
}

fn content(serde: &Serde, attributes: &Serde, variant: &syn::Variant, report: &mut Report) -> Content {
    let scope = Scope::variant(&variant.ident);
    match &variant.fields {
        syn::Fields::Unit => Content::Unit,
        syn::Fields::Named(_) => {
            let rules = serde::Directed {
                input: attributes.rename_all.input.or(serde.rename_all_fields.input),
                output: attributes.rename_all.output.or(serde.rename_all_fields.output),
            };
            let mut fields = named(serde, rules, &variant.fields, &scope, report);
            fields.deny_unknown |= attributes.deny_unknown_fields.is_some();
            Content::Struct(fields)
        }
        syn::Fields::Unnamed(_) => {
            let mut fields = unnamed(&variant.fields, &scope, report);
            match fields.len() {
                1 => Content::Newtype(Box::new(fields.remove(0))),
                _ => Content::Tuple(fields),
            }
        }
    }
}

/// Names the item whose fields are read, so that statics of two variants differ.
struct Scope {
    prefix: String,
    is_struct: bool,
}

impl Scope {
    const STRUCT: Scope = Scope { prefix: String::new(), is_struct: true };

    fn variant(ident: &Ident) -> Self {
        Self { prefix: format!("{}_", ident.unraw().to_string().to_uppercase()), is_struct: false }
    }
}

fn named(
    serde: &Serde,
    rules: serde::Directed<Case>,
    fields: &syn::Fields,
    scope: &Scope,
    report: &mut Report,
) -> Fields {
    let default = match &serde.default {
        Some(serde::Fallback::Trait) if scope.is_struct => Some(FieldDefault::Struct),
        Some(serde::Fallback::Path(path)) if scope.is_struct => Some(FieldDefault::StructPath(path.clone())),
        _ => None,
    };
    let fields = fields.iter().enumerate();
    let fields: Vec<_> =
        fields.filter_map(|(index, field)| read_field(index, field, &rules, default.clone(), scope, report)).collect();
    if let (Some(span), true) = (serde.deny_unknown_fields, fields.iter().any(|field| field.flatten)) {
        report.at_span(span, "serde cannot combine `deny_unknown_fields` with `flatten`");
    }
    Fields { fields, deny_unknown: serde.deny_unknown_fields.is_some() }
}

fn unnamed(fields: &syn::Fields, scope: &Scope, report: &mut Report) -> Vec<Field> {
    let fields = fields.iter().enumerate();
    fields
        .filter_map(|(index, field)| read_field(index, field, &serde::Directed::default(), None, scope, report))
        .collect()
}

fn read_field(
    index: usize,
    field: &syn::Field,
    rules: &serde::Directed<Case>,
    container_default: Option<FieldDefault>,
    scope: &Scope,
    report: &mut Report,
) -> Option<Field> {
    let serde = Serde::read(&field.attrs, report);
    let mut settings = Settings::default();
    for attribute in field.attrs.iter().filter(|attribute| attribute.path().is_ident(Place::FIELD.attribute)) {
        settings.read(&Place::FIELD, attribute, report);
        if serde.is_skipped() {
            report.at(attribute, "a skipped field is not in the JSON, so nothing can be said of it");
        }
    }
    for attribute in field.attrs.iter().filter(|attribute| attribute.path().is_ident("model")) {
        report.at(attribute, "`#[model]` is said of a whole type; what is said of a field is in `#[field(…)]`");
    }
    if serde.is_skipped() {
        return None;
    }
    let member = field.ident.clone().map_or_else(|| Member::Unnamed(Index::from(index)), Member::Named);
    let plain = field.ident.as_ref().map_or_else(|| index.to_string(), |ident| ident.unraw().to_string());
    let renamed = |name: &Option<String>, rule: Option<Case>| {
        name.clone().unwrap_or_else(|| rule.map_or_else(|| plain.clone(), |rule| rule.field(&plain)))
    };
    let default = match serde.default {
        Some(serde::Fallback::Trait) => Some(FieldDefault::Type),
        Some(serde::Fallback::Path(ref path)) => Some(FieldDefault::Path(path.clone())),
        None => container_default,
    };
    if let (Some(hide), None) = (&settings.hide_default, &default) {
        report.at(hide, "there is no default to hide: `#[serde(default)]` makes one");
    }
    let name = renamed(&serde.rename.input, rules.input);
    Some(Field {
        ty: field.ty.clone(),
        doc: documentation::read(&field.attrs),
        renamed: name != plain,
        name,
        name_out: renamed(&serde.rename.output, rules.output),
        aliases: serde.aliases,
        default,
        ways: match (serde.skip_serializing, serde.skip_deserializing) {
            (Some(_), _) => Ways::Input,
            (_, Some(_)) => Ways::Output,
            _ => Ways::Both,
        },
        flatten: serde.flatten.is_some(),
        reads_itself: serde.reads_itself,
        settings,
        pattern: format_ident!("PATTERN_{}{}", scope.prefix, plain.to_uppercase()),
        member,
    })
}
