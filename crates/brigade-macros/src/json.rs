//! Turns JSON that has expressions in it into what builds the value.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::{
    Expr, ExprLit, ExprReference, Ident, Lit, LitStr, Result, Token, braced, bracketed,
    parse::{Parse, ParseStream},
    punctuated::Punctuated,
    spanned::Spanned,
    token::{Brace, Bracket},
};

use crate::span::generated;

/// Expands `json!({"name": name, "tags": ["a", tag]})`.
pub(crate) fn expand(input: TokenStream) -> TokenStream {
    match syn::parse2::<Json>(input) {
        Ok(value) => build(&value),
        Err(error) => error.into_compile_error(),
    }
}

enum Json {
    Null,
    Array(Punctuated<Json, Token![,]>),
    Object(Punctuated<Member, Token![,]>),
    Value(Expr),
}

struct Member {
    key: Expr,
    value: Json,
}

impl Parse for Json {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let content;
        if input.peek(Brace) {
            braced!(content in input);
            ends(input)?;
            return Ok(Self::Object(Punctuated::parse_terminated(&content)?));
        }
        if input.peek(Bracket) {
            bracketed!(content in input);
            ends(input)?;
            return Ok(Self::Array(Punctuated::parse_terminated(&content)?));
        }
        let ahead = input.fork();
        if ahead.parse::<Ident>().is_ok_and(|word| word == "null") && (ahead.is_empty() || ahead.peek(Token![,])) {
            input.parse::<Ident>()?;
            return Ok(Self::Null);
        }
        input.parse().map(Self::Value)
    }
}

/// Says what is wrong if a list or an object goes on, as in `[a, b].len()`.
fn ends(input: ParseStream<'_>) -> Result<()> {
    let advice = "a list or an object in `json!` ends here; put parentheses around an expression that begins with one";
    if input.is_empty() || input.peek(Token![,]) { Ok(()) } else { Err(input.error(advice)) }
}

impl Parse for Member {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let key = input.parse()?;
        input.parse::<Token![:]>()?;
        Ok(Self { key, value: input.parse()? })
    }
}

fn build(json: &Json) -> TokenStream {
    match json {
        Json::Null => quote! { ::brigade::Value::Null },
        Json::Array(values) => {
            let values = values.iter().map(build);
            quote! { ::brigade::Value::Array(::std::vec![#(#values),*]) }
        }
        Json::Object(members) => {
            let members = members.iter().map(|Member { key, value }| {
                let value = build(value);
                match text(key) {
                    Some(key) => quote! { (::std::borrow::Cow::Borrowed(#key), #value) },
                    None => quote_spanned! { generated(key.span())=>
                        (::std::borrow::Cow::Owned(::std::convert::Into::<::std::string::String>::into(#key)), #value)
                    },
                }
            });
            quote! { ::brigade::__private::object([#(#members),*]) }
        }
        Json::Value(value) => {
            if let Some(text) = text(value) {
                return quote! { ::brigade::__private::text(#text) };
            }
            // A reference as an expression, not as tokens: it puts parentheses around `a + b`.
            let value = ExprReference {
                attrs: Vec::new(),
                and_token: Token![&](generated(value.span())),
                mutability: None,
                expr: Box::new(value.clone()),
            };
            quote_spanned! { generated(value.span())=> ::brigade::__private::serialised(#value) }
        }
    }
}

/// Returns the text of a literal.
fn text(expression: &Expr) -> Option<&LitStr> {
    match expression {
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(text),
        _ => None,
    }
}
