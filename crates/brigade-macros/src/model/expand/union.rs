//! Quotes unions: a branch is the content of a variant, with the tag where serde puts it.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::{Parts, chain, doc, extra, field, holds, ignore, name, option, schema, unconstrained};
use crate::model::{Content, Field, Model, Tag, Variant};

pub(super) fn union(model: &Model, tag: Option<&Tag>, variants: &[Variant]) -> Parts {
    let (doc, name) = (doc(model), model.ident.to_string());
    let tag_name = option(tag.map(|tag| &tag.name));
    let described = variants.iter().map(|variant| {
        let value = if tag.is_some() { &variant.name } else { "" };
        let schema = match tag {
            None => untagged(model, variant),
            Some(Tag { name, content: None }) => around(model, variant, name),
            Some(Tag { name, content: Some(content) }) => beside(model, variant, name, content),
        };
        quote!(::brigade::__private::Variant { tag: #value, schema: #schema })
    });
    let arms = variants.iter().map(arm);
    let sources = variants.iter().map(|variant| match (tag, &variant.content) {
        (None, Content::Newtype(field)) => {
            let ty = &field.ty;
            quote!(<#ty as ::brigade::__private::Model>::SOURCE)
        }
        (None, Content::Unit) => quote!(::brigade::__private::Source::Query),
        _ => quote!(::brigade::__private::Source::Body),
    });
    Parts {
        constants: quote! {
            const SOURCE: ::brigade::__private::Source = ::brigade::__private::source_of_all(&[#(#sources),*]);
        },
        schema: quote! {
            ::brigade::__private::Type::Union(&::brigade::__private::Union {
                name: #name,
                doc: #doc,
                tag: #tag_name,
                variants: &[#(#described),*],
            })
        },
        methods: unconstrained(&quote!(match self { #(#arms)* })),
    }
}

/// Quotes the `Schema` of a variant that nothing tells apart.
fn untagged(model: &Model, variant: &Variant) -> TokenStream {
    match &variant.content {
        Content::Unit => function(quote!(::brigade::__private::Type::Null)),
        Content::Newtype(field) => member(field),
        Content::Tuple(fields) => array(fields),
        Content::Struct(fields) => {
            let described = fields.fields.iter().map(field);
            function(object(model, variant, quote!(#(#described),*), &extra(fields)))
        }
    }
}

/// Quotes the `Schema` of a variant whose content has the tag among its keys.
fn around(model: &Model, variant: &Variant, tag: &str) -> TokenStream {
    let tag = tag_field(tag, &variant.name);
    match &variant.content {
        Content::Newtype(content) => {
            let ty = &content.ty;
            let name = quote!(::brigade::__private::name_of::<#ty>);
            let flattened = field(content);
            let extra = quote!(<#ty as ::brigade::__private::Model>::EXTRA);
            let fields = quote!(#tag, ::brigade::__private::Field { flatten: true, ..#flattened });
            function(named_object(model, variant, &name, fields, &extra))
        }
        Content::Struct(fields) => {
            let described = fields.fields.iter().map(field);
            function(object(model, variant, quote!(#tag, #(#described),*), &extra(fields)))
        }
        Content::Unit | Content::Tuple(_) => function(object(model, variant, tag, &ignore())),
    }
}

/// Quotes the `Schema` of a variant whose tag and content are two keys of an object.
fn beside(model: &Model, variant: &Variant, tag: &str, content: &str) -> TokenStream {
    let tag = tag_field(tag, &variant.name);
    let schema = match &variant.content {
        Content::Unit => return function(object(model, variant, tag, &ignore())),
        Content::Newtype(field) => member(field),
        Content::Tuple(fields) => array(fields),
        Content::Struct(fields) => {
            let described = fields.fields.iter().map(field);
            let inner = object(model, variant, quote!(#(#described),*), &extra(fields));
            function(inner)
        }
    };
    let content = quote!(::brigade::__private::plain_field(#content, #schema));
    function(object(model, variant, quote!(#tag, #content), &ignore()))
}

fn object(model: &Model, variant: &Variant, fields: TokenStream, extra: &TokenStream) -> TokenStream {
    named_object(model, variant, &name(&variant.ident, &model.generics), fields, extra)
}

fn named_object(
    model: &Model,
    variant: &Variant,
    name: &TokenStream,
    fields: TokenStream,
    extra: &TokenStream,
) -> TokenStream {
    // A variant and the type that it holds have one name; the enum's name beside the module's tells them apart.
    let (owner, doc) = (model.ident.to_string(), &variant.doc);
    quote! {
        ::brigade::__private::Type::Struct(&::brigade::__private::Struct {
            name: #name,
            module: ::core::concat!(::core::module_path!(), "::", #owner),
            title: ::core::option::Option::None,
            doc: #doc,
            fields: &[#fields],
            extra: #extra,
            examples: ::core::option::Option::None,
            json_schema_extra: ::core::option::Option::None,
            defaults_required: false,
            validator: ::core::option::Option::None,
        })
    }
}

fn tag_field(tag: &str, value: &str) -> TokenStream {
    let schema = function(quote! {
        ::brigade::__private::Type::Enumeration(&::brigade::__private::Enumeration {
            name: "",
            module: "",
            doc: "",
            values: &[::brigade::__private::Literal::Str(#value)],
            inline: true,
        })
    });
    quote!(::brigade::__private::plain_field(#tag, #schema))
}

/// Quotes the `Schema` of a field that has no name.
fn member(field: &Field) -> TokenStream {
    if field.settings.keys.is_empty() {
        return schema(field);
    }
    let (schema, constraints) = (schema(field), field.settings.constraints(&field.pattern));
    let (validator, meta) = (field.settings.validator(&field.ty), field.settings.meta());
    function(quote! {
        ::brigade::__private::Type::Alias(&::brigade::__private::Alias {
            schema: #schema,
            constraints: #constraints,
            validator: #validator,
            meta: #meta,
        })
    })
}

fn array(fields: &[Field]) -> TokenStream {
    let schemas = fields.iter().map(schema);
    function(quote!(::brigade::__private::Type::Tuple(&[#(#schemas),*])))
}

/// Quotes a `Schema` that returns the constant `ty`.
fn function(ty: TokenStream) -> TokenStream {
    quote!(|| const { #ty })
}

fn arm(variant: &Variant) -> TokenStream {
    let ident = &variant.ident;
    let checked: Vec<_> = variant.fields().into_iter().filter(|field| field.is_input()).collect();
    let bindings: Vec<_> = (0..checked.len()).map(|index| format_ident!("field_{index}")).collect();
    let members = checked.iter().map(|field| &field.member);
    let checks = checked.iter().zip(&bindings).map(|(field, binding)| holds(field, &quote!(#binding)));
    let chain = chain(checks);
    quote!(Self::#ident { #(#members: #bindings,)* .. } => #chain,)
}
