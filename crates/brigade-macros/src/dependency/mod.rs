//! Turns a function under `#[dependency]` into a dependency.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::{
    GenericArgument, GenericParam, Ident, ItemFn, PathArguments, ReturnType, Token, Type, ext::IdentExt, parse::Parser,
    parse_quote, punctuated::Punctuated,
};

use crate::{
    depends::Stage,
    operation::{Argument, Arguments, check_arguments, check_output, is_condition, is_free, read_arguments},
    report::Report,
    settings::{Entry, Set, function, put, unknown},
    span::generated,
};

/// Holds one dependency.
struct Dependency {
    /// The user's function without the argument attributes that are ours.
    function: ItemFn,
    settings: Settings,
    arguments: Vec<Argument>,
    /// What the function returns.
    output: Type,
}

#[derive(Default)]
struct Settings {
    cleanup: Option<Set<syn::ExprPath>>,
    scope: Option<Set<Stage>>,
}

/// Holds what differs between a dependency and one that stands in for a wrong one.
struct Item<'d> {
    value: TokenStream,
    given: &'d [Type],
    /// Calls a function that tells it from all others.
    identity: TokenStream,
    companions: &'d TokenStream,
    parameters: &'d [TokenStream],
    depends: &'d [TokenStream],
    cleanup: TokenStream,
    provide: TokenStream,
}

/// Expands the attribute with the tokens in its parentheses on `item`.
pub(crate) fn expand(attribute: TokenStream, item: TokenStream) -> TokenStream {
    let mut report = Report::default();
    let Ok(mut function) = syn::parse2::<ItemFn>(item.clone()) else {
        let message =
            "`#[dependency]` goes on a function with a body: an `async fn` if it waits, a plain `fn` if it works";
        let mistake = syn::Error::new(Span::call_site(), message).into_compile_error();
        return quote! { #mistake #item };
    };
    let settings = read_settings(attribute, &mut report);
    let arguments = read_arguments(&mut function, &[], true, &mut report);
    let output = match &function.sig.output {
        ReturnType::Default => parse_quote! { () },
        ReturnType::Type(_, output) => (**output).clone(),
    };
    let dependency = Dependency { function, settings, arguments, output };
    check_arguments("a dependency", &dependency.function, &dependency.arguments, &mut report);
    let message = "whoever depends on it names the type: write it instead of `impl`";
    check_output(&dependency.output, message, &mut report);
    if let (Some(scope), None) = (&dependency.settings.scope, &dependency.settings.cleanup) {
        report.at(scope, "`scope` says when the clean-up runs, and there is none: write `cleanup = function` too");
    }
    match report.finish(()) {
        Ok(()) => dependency.expand(),
        Err(mistakes) => dependency.broken(&mistakes.into_compile_error()),
    }
}

fn read_settings(attribute: TokenStream, report: &mut Report) -> Settings {
    let mut settings = Settings::default();
    let entries = match Punctuated::<Entry, Token![,]>::parse_terminated.parse2(attribute) {
        Ok(entries) => entries,
        Err(error) => {
            report.add(error);
            return settings;
        }
    };
    for entry in entries {
        let result = match entry.key.to_string().as_str() {
            "cleanup" => put(&mut settings.cleanup, entry, report, function),
            "scope" => put(&mut settings.scope, entry, report, Stage::read),
            other => {
                let all = "`#[dependency]` takes `cleanup` and `scope`";
                Err(syn::Error::new_spanned(&entry.key, unknown(other, ["cleanup", "scope"].into_iter(), all)))
            }
        };
        result.unwrap_or_else(|error| report.add(error));
    }
    settings
}

impl Dependency {
    fn expand(&self) -> TokenStream {
        let name = &self.function.sig.ident;
        let arguments = Arguments::new(&self.arguments);
        self.item(&Item {
            value: self.value(),
            given: &arguments.given,
            identity: quote! { identity::<Self, _>(&#name) },
            companions: &arguments.companions,
            parameters: &arguments.parameters,
            depends: &arguments.depends,
            cleanup: self.cleanup(),
            provide: self.provide(&arguments),
        })
    }

    /// Writes the function, the mistakes, and a dependency that stands in for it where others depend on it.
    fn broken(&self, mistakes: &TokenStream) -> TokenStream {
        let function = &self.function;
        if function.sig.receiver().is_some() {
            // An `impl` block can hold the function, but no type beside it.
            return quote! { #mistakes #function };
        }
        let item = self.item(&Item {
            value: if self.is_nameable(&self.output) {
                self.value()
            } else {
                quote! { () }
            },
            given: &self.nameable_given(),
            identity: quote! { identity::<Self, ()>(&()) },
            companions: &TokenStream::new(),
            parameters: &[],
            depends: &[],
            cleanup: quote! { ::core::option::Option::None },
            provide: quote! {
                fn provide(
                    _: &mut ::brigade::__private::Extraction<'_>,
                    _: Self::Given,
                ) -> ::core::option::Option<::brigade::__private::Providing> {
                    ::core::option::Option::None
                }
            },
        });
        quote! { #mistakes #item }
    }

    /// Returns whether a type of the signature means something outside it.
    fn is_nameable(&self, ty: &Type) -> bool {
        let mut parameters = self.function.sig.generics.params.iter();
        is_free(ty) && parameters.all(|parameter| matches!(parameter, GenericParam::Lifetime(_)))
    }

    fn nameable_given(&self) -> Vec<Type> {
        let given = Arguments::new(&self.arguments).given;
        given
            .into_iter()
            .map(|ty| {
                if self.is_nameable(&ty) {
                    ty
                } else {
                    parse_quote! { () }
                }
            })
            .collect()
    }

    fn value(&self) -> TokenStream {
        let output = &self.output;
        match fallible(output) {
            Some(_) => quote! { <#output as ::brigade::__private::Fallible>::Value },
            None => output.to_token_stream(),
        }
    }

    /// Writes the function and the type that stands for it.
    fn item(&self, item: &Item<'_>) -> TokenStream {
        let function = &self.function;
        let Item { value, given, identity, companions, parameters, depends, cleanup, provide } = item;
        let name = &function.sig.ident;
        let visibility = &function.vis;
        let conditions: Vec<_> = function.attrs.iter().filter(|attribute| is_condition(attribute)).collect();
        let documentation = format!(" The dependency `{name}`; name it in `#[depends(…)]`.");
        let text = name.unraw().to_string();
        quote! {
            #function
            #(#conditions)*
            #[allow(non_camel_case_types)]
            #[doc = #documentation]
            #visibility struct #name {}
            #(#conditions)*
            #[allow(deprecated)]
            const _: () = {
                #companions
                #[automatically_derived]
                impl ::brigade::__private::Dependency for #name {
                    type Value = #value;
                    type Given = (#(#given,)*);
                    const SPEC: &'static ::brigade::__private::DependencySpec = &::brigade::__private::DependencySpec {
                        name: #text,
                        location: ::core::concat!(::core::file!(), ":", ::core::line!()),
                        identity: || ::brigade::__private::#identity,
                        value: || (::core::any::TypeId::of::<#value>(), ::core::any::type_name::<#value>()),
                        parameters: &[#(#parameters),*],
                        depends: &[#(#depends),*],
                        cleanup: #cleanup,
                        scheme: ::core::option::Option::None,
                    };
                    #provide
                }
            };
        }
    }

    fn cleanup(&self) -> TokenStream {
        let Some(cleanup) = &self.settings.cleanup else { return quote! { ::core::option::Option::None } };
        let stage = self.settings.scope.as_ref().map_or(Stage::Request, |scope| scope.value);
        let function = &cleanup.value;
        let span = generated(syn::spanned::Spanned::span(function));
        quote_spanned! { span=>
            ::core::option::Option::Some(::brigade::__private::Cleanup {
                stage: #stage,
                step: |value, outcome| {
                    ::brigade::__private::clean_up::<<Self as ::brigade::__private::Dependency>::Value, _>(
                        #function, value, outcome,
                    )
                },
            })
        }
    }

    fn provide(&self, arguments: &Arguments) -> TokenStream {
        let signature = &self.function.sig;
        let name = &signature.ident;
        let (names, takes, passed) = (&arguments.names, &arguments.takes, &arguments.passed);
        let givens = (0..arguments.given.len()).map(syn::Index::from);
        let given: Vec<Ident> = arguments.given_names.clone();
        let extraction = if names.is_empty() {
            quote! { _ }
        } else {
            quote! { extraction }
        };
        let awaited = signature.asyncness.map(|_| quote! { .await });
        let called = quote! { #name(#(#passed),*) #awaited };
        let result = match fallible(&self.output) {
            Some(_) => quote! { #called.map_err(::brigade::ApiError::into_error) },
            None => quote! { ::core::result::Result::Ok(#called) },
        };
        let leases = arguments.leases();
        let (provide, body) = match (signature.asyncness, &leases) {
            (None, None) => (quote! { provide_now }, result),
            _ => (quote! { provide_later }, quote! { async move { #leases #result } }),
        };
        let mutable = arguments.mutable();
        quote_spanned! { generated(name.span())=>
            fn provide(
                extraction: &mut ::brigade::__private::Extraction<'_>,
                given: Self::Given,
            ) -> ::core::option::Option<::brigade::__private::Providing> {
                #(let #given = given.#givens;)*
                let _ = given;
                ::brigade::__private::#provide(
                    extraction,
                    |#extraction| {
                        #(let #names = #takes;)*
                        ::core::option::Option::Some((#(#names?,)*))
                    },
                    move |(#(#mutable,)*)| #body,
                )
            }
        }
    }
}

/// Returns the first argument of a type that is written as a `Result`.
fn fallible(output: &Type) -> Option<&Type> {
    let Type::Path(path) = output else { return None };
    let segment = path.path.segments.last().filter(|segment| segment.ident == "Result")?;
    let PathArguments::AngleBracketed(arguments) = &segment.arguments else { return None };
    match arguments.args.first()? {
        GenericArgument::Type(value) => Some(value),
        _ => None,
    }
}
