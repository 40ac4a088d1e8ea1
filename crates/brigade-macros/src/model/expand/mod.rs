//! Quotes `impl Model`: static data, and one chain of comparisons.

mod union;

use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::{DeriveInput, GenericParam, Generics, Ident, parse_quote, spanned::Spanned};

use super::{Constant, Field, FieldDefault, Fields, Model, Newtype, Shape, Ways};
use crate::settings;

/// Quotes the implementation.
pub(super) fn model(model: &Model) -> TokenStream {
    let Model { ident, .. } = model;
    let mut generics = bounded(&model.generics);
    bound_values(model, &mut generics);
    let (parameters, _, bounds) = generics.split_for_impl();
    let (_, arguments, _) = model.generics.split_for_impl();
    let fields = model.fields();
    let patterns = fields.iter().filter_map(|field| field.settings.pattern_item(&field.pattern));
    let fits: Vec<_> = fields.iter().flat_map(|field| field.settings.fits(&field.ty)).collect();
    let markers = match &model.shape {
        Shape::Newtype(newtype) => markers(&model.ident, &model.generics, &generics, &newtype.field),
        Shape::Struct(_) => quote! {
            #[automatically_derived]
            impl #parameters ::brigade::Fields for #ident #arguments #bounds {}
        },
        _ => TokenStream::new(),
    };
    let Parts { constants, schema, methods } = match &model.shape {
        Shape::Struct(fields) => structure(model, fields),
        Shape::Newtype(field) => newtype(model, field),
        Shape::Tuple(fields) => tuple(fields),
        Shape::Enumeration(constants) => enumeration(model, constants),
        Shape::Union { tag, variants } => union::union(model, tag.as_ref(), variants),
    };
    quote! {
        const _: () = {
            #(#patterns)*

            #[automatically_derived]
            impl #parameters ::brigade::__private::Model for #ident #arguments #bounds {
                #constants

                fn schema() -> ::brigade::__private::Type {
                    #(let _: fn() = #fits;)*
                    const { #schema }
                }

                #methods
            }

            #markers
        };
    }
}

/// Quotes that a newtype takes the constraints that its field takes.
fn markers(ident: &Ident, declared: &Generics, generics: &Generics, field: &Field) -> TokenStream {
    let ty = &field.ty;
    let (_, arguments, _) = declared.split_for_impl();
    let markers = ["Numeric", "Lengthy", "Textual"].map(|marker| {
        let marker = format_ident!("{marker}");
        let mut generics = generics.clone();
        // The lifetime makes the compiler put off the question until someone asks: a false bound is no error then.
        generics.make_where_clause().predicates.push(parse_quote!(for<'field> #ty: ::brigade::__private::#marker));
        let (parameters, _, bounds) = generics.split_for_impl();
        quote! {
            #[automatically_derived]
            impl #parameters ::brigade::__private::#marker for #ident #arguments #bounds {}
        }
    });
    quote!(#(#markers)*)
}

/// Quotes an implementation that fits any type, for one whose declaration has mistakes.
pub(super) fn stub(input: &DeriveInput) -> TokenStream {
    let ident = &input.ident;
    let generics = bounded(&input.generics);
    let (parameters, _, bounds) = generics.split_for_impl();
    let (_, arguments, _) = input.generics.split_for_impl();
    quote! {
        #[automatically_derived]
        impl #parameters ::brigade::__private::Model for #ident #arguments #bounds {
            const SOURCE: ::brigade::__private::Source = ::brigade::__private::Source::Body;

            fn schema() -> ::brigade::__private::Type {
                ::brigade::__private::Type::Any
            }
        }
    }
}

/// Holds what the shapes differ in.
struct Parts {
    constants: TokenStream,
    /// A constant of type `Type`.
    schema: TokenStream,
    methods: TokenStream,
}

fn structure(model: &Model, fields: &Fields) -> Parts {
    let extra = extra(fields);
    let name = name(&model.ident, &model.generics);
    let title = option(model.settings.title.as_ref().map(|set| &set.value));
    let doc = doc(model);
    let described = fields.fields.iter().map(field);
    let examples = option(model.settings.examples.as_ref().map(|set| settings::examples(&set.value)));
    let extra_schema = option(model.settings.json_schema_extra.as_ref().map(|set| settings::value(&set.value)));
    let defaults_required = settings::is_on(&model.settings.defaults_required);
    let validator = match &model.settings.validate {
        Some(set) => settings::validator(&set.value, &quote!(Self)),
        None => quote!(::core::option::Option::None),
    };
    let checks = fields.fields.iter().filter(|field| field.is_input()).map(|field| {
        let member = &field.member;
        holds(field, &quote!(&self.#member))
    });
    let whole = model.settings.validate.as_ref().map(|set| settings::passes(&set.value, &quote!(Self), &quote!(self)));
    let holds = unconstrained(&chain(checks.chain(whole)));
    let merge = merge(fields);
    Parts {
        constants: quote! {
            const SOURCE: ::brigade::__private::Source = ::brigade::__private::Source::Body;
            const EXTRA: ::brigade::__private::Extra = #extra;
        },
        schema: quote! {
            ::brigade::__private::Type::Struct(&::brigade::__private::Struct {
                name: #name,
                module: ::core::module_path!(),
                title: #title,
                doc: #doc,
                fields: &[#(#described),*],
                extra: <Self as ::brigade::__private::Model>::EXTRA,
                examples: #examples,
                json_schema_extra: #extra_schema,
                defaults_required: #defaults_required,
                validator: #validator,
            })
        },
        methods: quote!(#holds #merge),
    }
}

/// Quotes what moves the fields that are set into another value.
fn merge(fields: &Fields) -> TokenStream {
    let moves = fields.fields.iter().filter(|field| field.is_input()).map(
        |Field { ty, member, name, aliases, flatten, .. }| {
            if *flatten {
                quote!(<#ty as ::brigade::__private::Model>::merge(&mut self.#member, is_set, &mut to.#member);)
            } else {
                quote! {
                    if is_set(#name) #(|| is_set(#aliases))* {
                        ::core::mem::swap(&mut self.#member, &mut to.#member);
                    }
                }
            }
        },
    );
    quote! {
        #[allow(unused_variables)]
        fn merge(&mut self, is_set: &dyn ::core::ops::Fn(&str) -> bool, to: &mut Self) {
            #(#moves)*
        }
    }
}

fn newtype(model: &Model, Newtype { field, transparent, others }: &Newtype) -> Parts {
    let Field { ty, member, settings, .. } = field;
    let mut settings = settings.clone();
    settings.title = settings.title.or_else(|| model.settings.title.clone());
    settings.examples = settings.examples.or_else(|| model.settings.examples.clone());
    settings.json_schema_extra = settings.json_schema_extra.or_else(|| model.settings.json_schema_extra.clone());
    settings.description = settings.description.or_else(|| model.settings.description.clone());
    settings.describe(if field.doc.is_empty() { &model.doc } else { &field.doc });
    let (constraints, meta) = (settings.constraints(&field.pattern), settings.meta());
    let whole = model.settings.validate.as_ref().map(|set| &set.value);
    let validator = match whole {
        Some(function) => settings::validator(function, &quote!(Self)),
        None => settings.validator(ty),
    };
    let presence = transparent.then(|| {
        quote! { const PRESENCE: ::brigade::__private::Presence = <#ty as ::brigade::__private::Model>::PRESENCE; }
    });
    let checks = [
        Some(holds(field, &quote!(&self.#member))),
        Some(quote!(<#ty as ::brigade::__private::Model>::holds(&self.#member, constraints))),
        whole.map(|function| settings::passes(function, &quote!(Self), &quote!(self))),
    ];
    let chain = chain(checks.into_iter().flatten());
    // Only serde knows what other fields hold, or what a function of the user's makes of a text. A strict value is
    // never read from one.
    let plain = !others && !field.reads_itself && !settings::is_on(&field.settings.strict);
    let from_text = plain.then(|| {
        quote! {
            #[inline]
            fn from_text(text: &str) -> ::core::option::Option<Self> {
                ::core::option::Option::map(<#ty as ::brigade::__private::Model>::from_text(text), |value| Self { #member: value })
            }
        }
    });
    let schema_of = quote_spanned!(ty.span()=> <#ty as ::brigade::__private::Model>::schema);
    Parts {
        constants: quote! {
            const SOURCE: ::brigade::__private::Source = <#ty as ::brigade::__private::Model>::SOURCE;
            const EXTRA: ::brigade::__private::Extra = <#ty as ::brigade::__private::Model>::EXTRA;
            #presence
        },
        schema: quote! {
            ::brigade::__private::Type::Alias(&::brigade::__private::Alias {
                schema: #schema_of,
                constraints: #constraints,
                validator: #validator,
                meta: #meta,
            })
        },
        methods: quote! {
            #[inline]
            fn holds(&self, constraints: &::brigade::__private::Constraints) -> bool {
                #chain
            }

            #from_text
        },
    }
}

fn tuple(fields: &[Field]) -> Parts {
    let schemas = fields.iter().map(schema);
    let checks = fields.iter().map(|field| {
        let member = &field.member;
        holds(field, &quote!(&self.#member))
    });
    Parts {
        constants: quote! { const SOURCE: ::brigade::__private::Source = ::brigade::__private::Source::Body; },
        schema: quote!(::brigade::__private::Type::Tuple(&[#(#schemas),*])),
        methods: unconstrained(&chain(checks)),
    }
}

fn enumeration(model: &Model, constants: &[Constant]) -> Parts {
    let (doc, name) = (doc(model), model.ident.to_string());
    let inline = settings::is_on(&model.settings.inline);
    let values = constants.iter().map(|Constant { ident, name }| match name {
        Some(name) => quote!(::brigade::__private::Literal::Str(#name)),
        None => quote!(::brigade::__private::Literal::Int(Self::#ident as i64)),
    });
    let texts = constants.iter().filter_map(|Constant { ident, name }| {
        let name = name.as_ref()?;
        Some(quote!(#name => ::core::option::Option::Some(Self::#ident),))
    });
    let from_text = constants.iter().any(|constant| constant.name.is_some()).then(|| {
        quote! {
            #[inline]
            fn from_text(text: &str) -> ::core::option::Option<Self> {
                match text {
                    #(#texts)*
                    _ => ::core::option::Option::None,
                }
            }
        }
    });
    Parts {
        constants: quote! { const SOURCE: ::brigade::__private::Source = ::brigade::__private::Source::Query; },
        schema: quote! {
            ::brigade::__private::Type::Enumeration(&::brigade::__private::Enumeration {
                name: #name,
                module: ::core::module_path!(),
                doc: #doc,
                values: &[#(#values),*],
                inline: #inline,
            })
        },
        methods: quote!(#from_text),
    }
}

fn schema(field: &Field) -> TokenStream {
    let ty = &field.ty;
    quote_spanned!(ty.span()=> <#ty as ::brigade::__private::Model>::schema)
}

/// Quotes a `Field`.
fn field(field: &Field) -> TokenStream {
    let Field { ty, name, name_out, .. } = field;
    let mut settings = field.settings.clone();
    settings.describe(&field.doc);
    let mut members = Vec::new();
    if field.renamed {
        members.push(quote!(renamed: true));
    }
    if name != name_out {
        members.push(quote!(name_out: #name_out));
    }
    if !settings.keys.is_empty() {
        let (constraints, validator) = (settings.constraints(&field.pattern), settings.validator(ty));
        members.push(quote!(constraints: #constraints, validator: #validator));
    }
    if !settings.keys.is_empty() || settings.description.is_some() {
        let meta = settings.meta();
        members.push(quote!(meta: #meta));
    }
    let presence = presence(field);
    members.push(quote!(presence: #presence));
    match field.ways {
        Ways::Both => {}
        Ways::Input => members.push(only("Input")),
        Ways::Output => members.push(only("Output")),
    }
    if field.flatten {
        members.push(quote!(flatten: true));
    }
    let schema = schema(field);
    quote!(::brigade::__private::Field { #(#members,)* ..::brigade::__private::plain_field(#name, #schema) })
}

fn only(direction: &str) -> TokenStream {
    let direction = format_ident!("{direction}");
    quote!(only: ::core::option::Option::Some(::brigade::__private::Direction::#direction))
}

/// Quotes the `Presence` of a field: what serde does without the key.
fn presence(field: &Field) -> TokenStream {
    let (ty, member) = (&field.ty, &field.member);
    let default = |value: TokenStream| quote!(::brigade::__private::Presence::Default(|| ::brigade::__private::default::<#ty>(&#value)));
    match &field.default {
        Some(FieldDefault::Type) => quote!(::brigade::__private::defaulted::<#ty>()),
        Some(FieldDefault::Path(path)) => default(quote!(#path())),
        Some(FieldDefault::Struct) => default(quote!(<Self as ::core::default::Default>::default().#member)),
        Some(FieldDefault::StructPath(path)) => default(quote!(::brigade::__private::typed::<Self>(#path()).#member)),
        None if field.reads_itself => quote!(::brigade::__private::Presence::Required),
        None => quote_spanned!(ty.span()=> <#ty as ::brigade::__private::Model>::PRESENCE),
    }
}

fn extra(fields: &Fields) -> TokenStream {
    if fields.deny_unknown {
        return quote!(::brigade::__private::Extra::Forbid);
    }
    let flattened: Vec<_> = fields.fields.iter().filter(|field| field.flatten).map(|field| &field.ty).collect();
    match flattened.as_slice() {
        [] => ignore(),
        types => {
            quote!(::brigade::__private::extra_of_flattened(&[#(<#types as ::brigade::__private::Model>::EXTRA),*]))
        }
    }
}

fn ignore() -> TokenStream {
    quote!(::brigade::__private::Extra::Ignore)
}

/// Quotes a function that returns the name of a model, with its arguments if it is generic.
fn name(ident: &Ident, generics: &Generics) -> TokenStream {
    let name = ident.to_string();
    let arguments: Vec<_> = generics
        .params
        .iter()
        .filter_map(|parameter| match parameter {
            GenericParam::Type(ty) => {
                let ty = &ty.ident;
                Some(quote!(::brigade::__private::name_of::<#ty>()))
            }
            GenericParam::Const(value) => {
                let value = &value.ident;
                Some(quote!(::std::string::ToString::to_string(&#value)))
            }
            _ => None,
        })
        .collect();
    match arguments.as_slice() {
        [] => quote!(|| ::std::string::String::from(#name)),
        _ => quote!(|| ::brigade::__private::generic(#name, &[#(#arguments),*])),
    }
}

fn doc(model: &Model) -> &str {
    model.settings.description.as_ref().map_or(&model.doc, |set| &set.value)
}

/// Quotes the check of one value, which `place` borrows.
fn holds(field: &Field, place: &TokenStream) -> TokenStream {
    let (ty, constraints) = (&field.ty, field.settings.constraints(&field.pattern));
    let holds = quote_spanned!(ty.span()=> <#ty as ::brigade::__private::Model>::holds);
    let holds = quote!(#holds(#place, &const { #constraints }));
    match &field.settings.validate {
        None => holds,
        Some(set) => {
            let passes = settings::passes(&set.value, &ty.to_token_stream(), place);
            quote!(#holds && #passes)
        }
    }
}

fn chain(checks: impl Iterator<Item = TokenStream>) -> TokenStream {
    let checks: Vec<_> = checks.collect();
    match checks.as_slice() {
        [] => quote!(true),
        _ => quote!(#(#checks)&&*),
    }
}

fn unconstrained(body: &TokenStream) -> TokenStream {
    quote! {
        #[inline]
        fn holds(&self, _: &::brigade::__private::Constraints) -> bool {
            #body
        }
    }
}

fn option(value: Option<impl ToTokens>) -> TokenStream {
    match value {
        Some(value) => quote!(::core::option::Option::Some(#value)),
        None => quote!(::core::option::Option::None),
    }
}

/// Bounds the type parameters: what they stand for has to have a description.
fn bounded(generics: &Generics) -> Generics {
    let mut generics = generics.clone();
    for parameter in generics.type_params_mut() {
        parameter.bounds.push(parse_quote!(::brigade::__private::Model));
    }
    generics
}

/// Bounds what defaults are written from and validators read into, where it depends on a type parameter.
fn bound_values(model: &Model, generics: &mut Generics) {
    let parameters: Vec<_> = model.generics.type_params().map(|parameter| parameter.ident.clone()).collect();
    let mut bounds: Vec<syn::WherePredicate> = Vec::new();
    for Field { ty, default, settings, .. } in model.fields() {
        if !mentions(ty.to_token_stream(), &parameters) {
            continue;
        }
        match default {
            Some(FieldDefault::Type) => {
                bounds.push(parse_quote!(#ty: ::core::default::Default + ::brigade::__private::Serialize));
            }
            Some(FieldDefault::Struct) => {
                bounds.push(parse_quote!(#ty: ::brigade::__private::Serialize));
                bounds.push(parse_quote!(Self: ::core::default::Default));
            }
            Some(_) => bounds.push(parse_quote!(#ty: ::brigade::__private::Serialize)),
            None => {}
        }
        if settings.validate.is_some() {
            bounds.push(parse_quote!(#ty: ::brigade::__private::DeserializeOwned));
        }
    }
    if model.settings.validate.is_some() && !parameters.is_empty() {
        bounds.push(parse_quote!(Self: ::brigade::__private::DeserializeOwned));
    }
    if !bounds.is_empty() {
        generics.make_where_clause().predicates.extend(bounds);
    }
}

fn mentions(tokens: TokenStream, parameters: &[Ident]) -> bool {
    tokens.into_iter().any(|tree| match tree {
        proc_macro2::TokenTree::Ident(ident) => parameters.contains(&ident),
        proc_macro2::TokenTree::Group(group) => mentions(group.stream(), parameters),
        _ => false,
    })
}
