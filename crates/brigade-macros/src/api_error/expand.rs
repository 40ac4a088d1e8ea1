//! Writes the `ApiError` of an error type.

use proc_macro2::{Literal, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::{Generics, Ident, parse_quote, spanned::Spanned};

use super::{
    detail::{self, Piece},
    model::{Answer, ErrorType, Field},
};
/// Writes a correct error type.
pub(super) fn error(error: &ErrorType) -> TokenStream {
    let arms = error.answers.iter().map(arm);
    let causes = error.answers.iter().map(cause);
    let answers = error.answers.iter().map(documented);
    implementation(
        error,
        &quote! {
            fn into_error(self) -> ::brigade::Error {
                let error = match self {
                    #(#arms)*
                };
                error.raised(self, |error| match *error {
                    #(#causes)*
                })
            }

            fn answers() -> ::std::vec::Vec<::brigade::__private::ErrorAnswer> {
                ::std::vec::Vec::from([#(#answers),*])
            }
        },
    )
}

/// Writes the mistakes, and an implementation that keeps the rest of the program from complaining.
pub(super) fn broken(error: &ErrorType, mistakes: &TokenStream) -> TokenStream {
    let implementation = implementation(
        error,
        &quote! {
            fn into_error(self) -> ::brigade::Error {
                ::core::unreachable!()
            }

            fn answers() -> ::std::vec::Vec<::brigade::__private::ErrorAnswer> {
                ::std::vec::Vec::new()
            }
        },
    );
    quote! { #mistakes #implementation }
}

fn implementation(error: &ErrorType, body: &TokenStream) -> TokenStream {
    let name = &error.name;
    let generics = bounded(error);
    let (parameters, arguments, clause) = generics.split_for_impl();
    quote! {
        #[automatically_derived]
        #[allow(deprecated)]
        impl #parameters ::brigade::ApiError for #name #arguments #clause {
            #body
        }
    }
}

/// Adds what the type and its members must do to the generics, if there are any.
fn bounded(error: &ErrorType) -> Generics {
    let mut generics = error.generics.clone();
    if generics.type_params().next().is_some() {
        let clause = generics.make_where_clause();
        clause.predicates.push(parse_quote! { Self: ::core::marker::Send + ::core::marker::Sync + 'static });
        for (_, field) in error.answers.iter().flat_map(Answer::shown) {
            let ty = &field.ty;
            clause.predicates.push(parse_quote! { #ty: ::brigade::Model + ::brigade::__private::Serialize });
        }
    }
    generics
}

fn arm(answer: &Answer) -> TokenStream {
    let placeholders = pieces(answer).into_iter().filter_map(|piece| match piece {
        Piece::Field { field, .. } => answer.field(field),
        Piece::Text(_) => None,
    });
    let pattern = pattern(answer, &answer.shown().map(|(index, _)| index).chain(placeholders).collect::<Vec<_>>());
    let text = text(answer);
    let status = status(answer);
    let code = optional(answer.settings.code.as_ref().map(|code| &code.value));
    let members = answer.shown().map(|(index, field)| {
        let (name, local) = (&field.name, local(index));
        let value = quote_spanned! { of(field)=> ::brigade::__private::member(#local) };
        quote! { (#name, #value) }
    });
    quote! {
        #pattern => ::brigade::__private::api_error(
            #status,
            #code,
            #text,
            ::std::vec::Vec::from([#(#members),*]),
        ),
    }
}

/// Writes what leads from one error to its cause.
fn cause(answer: &Answer) -> TokenStream {
    let cause = answer.cause();
    let pattern = pattern(answer, &cause.map(|(index, _)| index).into_iter().collect::<Vec<_>>());
    let cause = optional(cause.map(|(index, field)| {
        let local = local(index);
        quote_spanned! { of(field)=> { use ::brigade::__private::Underlying as _; #local.underlying() } }
    }));
    quote! { #pattern => #cause, }
}

/// Writes the pattern that borrows the fields at `used`; braces fit every kind of variant.
fn pattern(answer: &Answer, used: &[usize]) -> TokenStream {
    let bindings = answer.fields.iter().enumerate().filter(|(index, _)| used.contains(index)).map(|(index, field)| {
        let (member, local) = (&field.member, local(index));
        quote! { #member: ref #local, }
    });
    let name = &answer.name;
    let path = if answer.is_variant {
        quote! { Self::#name }
    } else {
        quote! { Self }
    };
    quote! { #path { #(#bindings)* .. } }
}

/// Writes the sentence of one error.
fn text(answer: &Answer) -> TokenStream {
    let pieces = pieces(answer);
    if pieces.iter().all(|piece| matches!(piece, Piece::Text(_))) {
        let sentence = sentence(answer);
        return quote! { ::std::borrow::Cow::Borrowed(#sentence) };
    }
    let format: String = pieces
        .iter()
        .map(|piece| match piece {
            Piece::Text(text) => text.replace('{', "{{").replace('}', "}}"),
            Piece::Field { field, format } => {
                let index = answer.field(field).expect("`check` has refused placeholders without a field");
                format!("{{{}{format}}}", local(index))
            }
        })
        .collect();
    let mut format = Literal::string(&format);
    format.set_span(
        Span::call_site().located_at(answer.settings.detail.as_ref().map_or(Span::call_site(), |detail| detail.span())),
    );
    quote! { ::std::borrow::Cow::Owned(::std::format!(#format)) }
}

fn pieces(answer: &Answer) -> Vec<Piece<'_>> {
    let sentence = answer.settings.detail.as_ref();
    sentence.map_or_else(Vec::new, |sentence| {
        detail::read(&sentence.value).expect("`check` has refused details with unbalanced braces")
    })
}

/// Writes the sentence that the document shows: placeholders stay as they are.
fn sentence(answer: &Answer) -> TokenStream {
    if answer.settings.detail.is_none() {
        let status = status(answer);
        return quote! { ::brigade::__private::reason(#status) };
    }
    let pieces = pieces(answer).into_iter().map(|piece| match piece {
        Piece::Text(text) => text.to_owned(),
        Piece::Field { field, .. } => format!("{{{field}}}"),
    });
    pieces.collect::<String>().into_token_stream()
}

fn documented(answer: &Answer) -> TokenStream {
    let status = status(answer);
    let code = optional(answer.settings.code.as_ref().map(|code| &code.value));
    let description = match answer.documentation.as_str() {
        "" => sentence(answer),
        documentation => documentation.into_token_stream(),
    };
    let fields = answer.shown().map(|(_, field)| {
        let (name, ty, documentation) = (&field.name, &field.ty, &field.documentation);
        quote_spanned! { of(field)=> ::brigade::__private::member_field::<#ty>(#name, #documentation) }
    });
    quote! {
        ::brigade::__private::ErrorAnswer {
            status: #status,
            code: #code,
            description: #description,
            fields: const { &[#(#fields),*] },
        }
    }
}

fn status(answer: &Answer) -> Literal {
    let status = answer.settings.status.as_ref().expect("`check` has refused errors without a status");
    Literal::u16_unsuffixed(status.value)
}

fn local(index: usize) -> Ident {
    format_ident!("field_{index}")
}

fn of(field: &Field) -> Span {
    Span::call_site().located_at(field.ty.span())
}

fn optional(value: Option<impl ToTokens>) -> TokenStream {
    match value {
        Some(value) => quote! { ::core::option::Option::Some(#value) },
        None => quote! { ::core::option::Option::None },
    }
}
