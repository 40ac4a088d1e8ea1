//! Quotes settings as the static data of `brigade::spec`.

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use syn::{Expr, Ident, Type, spanned::Spanned};

use super::{Number, Set, Settings, is_on};

impl Settings {
    /// Quotes the item that [`constraints`](Self::constraints) refers to by `name`, if there is a pattern.
    ///
    /// Named like this a pattern is compiled once, however often its constraints are written out.
    pub(crate) fn pattern_item(&self, name: &Ident) -> Option<TokenStream> {
        let source = &self.pattern.as_ref()?.value;
        Some(quote! { static #name: ::brigade::__private::Pattern = ::brigade::__private::Pattern::new(#source); })
    }

    /// Quotes `Constraints`; `pattern` is the name that [`pattern_item`](Self::pattern_item) got.
    pub(crate) fn constraints(&self, pattern: &Ident) -> TokenStream {
        let members: Vec<_> = [
            member("gt", &self.gt, |value| quote!(#value)),
            member("ge", &self.ge, |value| quote!(#value)),
            member("lt", &self.lt, |value| quote!(#value)),
            member("le", &self.le, |value| quote!(#value)),
            member("multiple_of", &self.multiple_of, |value| quote!(#value)),
            member("min_length", &self.min_length, |value| quote!(#value)),
            member("max_length", &self.max_length, |value| quote!(#value)),
            member("pattern", &self.pattern, |_| quote!(&#pattern)),
            member("max_digits", &self.max_digits, |value| quote!(#value)),
            member("decimal_places", &self.decimal_places, |value| quote!(#value)),
            member("allow_inf_nan", &self.allow_inf_nan, |value| quote!(#value)),
            on("strict", &self.strict),
        ]
        .into_iter()
        .flatten()
        .collect();
        all_but(quote!(::brigade::__private::Constraints), &members)
    }

    /// Quotes `Meta`.
    pub(crate) fn meta(&self) -> TokenStream {
        let members: Vec<_> = [
            member("title", &self.title, |value| quote!(#value)),
            member("description", &self.description, |value| quote!(#value)),
            member("examples", &self.examples, |values| examples(values)),
            member("openapi_examples", &self.openapi_examples, value),
            member("json_schema", &self.json_schema, value),
            member("json_schema_extra", &self.json_schema_extra, value),
            on("deprecated", &self.deprecated),
            on("hidden", &self.hidden),
            on("hide_default", &self.hide_default),
        ]
        .into_iter()
        .flatten()
        .collect();
        all_but(quote!(::brigade::__private::Meta), &members)
    }

    /// Takes a doc comment for the description if there is no other.
    pub(crate) fn describe(&mut self, doc: &str) {
        if self.description.is_none() && !doc.is_empty() {
            let key = Ident::new("description", Span::call_site());
            self.description = Some(Set { key, written: TokenStream::new(), value: doc.to_owned() });
        }
    }

    /// Quotes the `Presence` that is set; `None` leaves it to the type.
    pub(crate) fn presence(&self) -> Option<TokenStream> {
        if is_on(&self.required) {
            return Some(quote!(::brigade::__private::Presence::Required));
        }
        let default = value(&self.default.as_ref()?.value);
        Some(quote!(::brigade::__private::Presence::Default(#default)))
    }

    /// Quotes the `Option<Validator>` of a value of type `validated`.
    pub(crate) fn validator(&self, validated: &Type) -> TokenStream {
        self.validate.as_ref().map_or_else(
            || quote!(::core::option::Option::None),
            |set| validator(&set.value, &validated.to_token_stream()),
        )
    }

    /// Quotes functions that exist only if `constrained` is of the kind that the settings make sense for.
    ///
    /// `const _: fn() = …;` or `let _: fn() = …;` around each makes the compiler look.
    pub(crate) fn fits(&self, constrained: &Type) -> Vec<TokenStream> {
        let numeric =
            first([keyed(&self.gt), keyed(&self.ge), keyed(&self.lt), keyed(&self.le), keyed(&self.multiple_of)])
                .or_else(|| first([keyed(&self.max_digits), keyed(&self.decimal_places), keyed(&self.allow_inf_nan)]));
        let lengthy = first([keyed(&self.min_length), keyed(&self.max_length)]);
        let textual = keyed(&self.pattern);
        [("numeric", numeric), ("lengthy", lengthy), ("textual", textual)]
            .into_iter()
            .filter_map(|(function, key)| Some(fit(function, key?, constrained)))
            .collect()
    }
}

/// Quotes a function that returns a user's value as JSON.
pub(crate) fn value(expression: &Expr) -> TokenStream {
    let value = json(expression);
    quote!(|| #value)
}

fn json(expression: &Expr) -> TokenStream {
    match super::bare(expression) {
        // The items of an empty list have no type that the compiler could find.
        Expr::Array(list) if list.elems.is_empty() => quote!(::brigade::__private::default(&[(); 0])),
        // In parentheses, since `&` binds tighter than what the user may have written.
        _ => quote!(::brigade::__private::default(&(#expression))),
    }
}

/// Quotes a function that returns a list of a user's values as JSON.
pub(crate) fn examples(expressions: &[Expr]) -> TokenStream {
    let values = expressions.iter().map(json);
    quote!(|| ::std::vec::Vec::from([#(#values),*]))
}

/// Quotes `Some(Validator)` that runs the user's function on a value of type `validated`.
pub(crate) fn validator(function: &impl ToTokens, validated: &TokenStream) -> TokenStream {
    let call = call(function, validated);
    quote!(::core::option::Option::Some(|value| ::brigade::__private::validate(value, #call)))
}

/// Quotes `true` if the user's function agrees with what `place` borrows.
pub(crate) fn passes(function: &impl ToTokens, validated: &TokenStream, place: &TokenStream) -> TokenStream {
    let call = call(function, validated);
    quote!(::brigade::__private::passes(#place, #call))
}

/// Quotes a call of the user's function. A function of the wrong type is an error where the function is named.
fn call(function: &impl ToTokens, validated: &TokenStream) -> TokenStream {
    quote_spanned!(function.span()=> |value: &#validated| #function(value))
}

fn member<T>(name: &str, set: &Option<Set<T>>, quoted: impl Fn(&T) -> TokenStream) -> Option<TokenStream> {
    let set = set.as_ref()?;
    let (name, value) = (Ident::new(name, Span::call_site()), quoted(&set.value));
    Some(quote!(#name: ::core::option::Option::Some(#value)))
}

fn on(name: &str, flag: &Option<Set<bool>>) -> Option<TokenStream> {
    let name = Ident::new(name, Span::call_site());
    is_on(flag).then(|| quote!(#name: true))
}

fn all_but(name: TokenStream, members: &[TokenStream]) -> TokenStream {
    match members {
        [] => quote!(#name::NONE),
        _ => quote!(#name { #(#members,)* ..#name::NONE }),
    }
}

fn keyed<T>(set: &Option<Set<T>>) -> Option<&Ident> {
    set.as_ref().map(|set| &set.key)
}

fn first<const N: usize>(keys: [Option<&Ident>; N]) -> Option<&Ident> {
    keys.into_iter().flatten().next()
}

fn fit(function: &str, key: &Ident, constrained: &Type) -> TokenStream {
    let function = Ident::new(function, key.span());
    // The compiler blames the type argument, so that argument has to stand where the key does.
    let constrained: TokenStream =
        constrained.to_token_stream().into_iter().map(|tree| moved(tree, key.span())).collect();
    quote_spanned!(key.span()=> ::brigade::__private::#function::<#constrained>)
}

fn moved(mut tree: TokenTree, place: Span) -> TokenTree {
    if let TokenTree::Group(group) = &tree {
        let inside = group.stream().into_iter().map(|tree| moved(tree, place)).collect();
        tree = proc_macro2::Group::new(group.delimiter(), inside).into();
    }
    tree.set_span(place.resolved_at(tree.span()));
    tree
}

impl ToTokens for Number {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.extend(match self {
            Number::Int(int) => quote!(::brigade::__private::Number::Int(#int)),
            Number::Float(float) => quote!(::brigade::__private::Number::Float(#float)),
        });
    }
}
