//! Reads and writes that something depends on a dependency or a security scheme: `#[depends(…)]` and `depends![…]`.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::{
    Attribute, Expr, Lit, Path, Token, Type,
    ext::IdentExt,
    parse::{Parse, ParseStream, Parser},
    punctuated::Punctuated,
    spanned::Spanned,
};

use crate::{
    report::Report,
    settings::{Entry, Set, flag, list, put, text, unknown},
};

/// Is what is depended on, and how.
pub(crate) struct Depends {
    target: Target,
    scopes: Option<Set<Vec<String>>>,
    cache: Option<Set<bool>>,
    stage: Option<Set<Stage>>,
}

/// Is who is depended on.
enum Target {
    /// A function, as it is or with what it is given.
    Function { path: Path, given: Option<Vec<Expr>> },
    /// A security scheme, a `static`.
    Scheme(Path),
}

/// Says when a clean-up runs.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Stage {
    Function,
    Request,
}

impl Stage {
    pub(crate) fn read(entry: &Entry) -> syn::Result<Self> {
        match text(entry)?.as_str() {
            "function" => Ok(Self::Function),
            "request" => Ok(Self::Request),
            _ => Err(syn::Error::new_spanned(
                &entry.value,
                "`scope` is `\"request\"`, to clean up after the answer was sent, or `\"function\"`, to do it before",
            )),
        }
    }
}

impl ToTokens for Stage {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.extend(match self {
            Self::Function => quote! { ::brigade::__private::Stage::Function },
            Self::Request => quote! { ::brigade::__private::Stage::Request },
        });
    }
}

const ADVICE: &str =
    "write a function with `#[dependency]`: `current_user`, or `require_role(Role::Admin)` with what it is given";

impl Parse for Target {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let span = input.span();
        let expression: Expr = input.parse().map_err(|_| syn::Error::new(span, ADVICE))?;
        match expression {
            Expr::Path(path) if path.attrs.is_empty() && path.qself.is_none() => {
                Ok(Self::Function { path: path.path, given: None })
            }
            Expr::Call(call) => match *call.func {
                Expr::Path(path) => {
                    Ok(Self::Function { path: path.path, given: Some(call.args.into_iter().collect()) })
                }
                other => Err(syn::Error::new_spanned(other, ADVICE)),
            },
            other => Err(syn::Error::new_spanned(other, ADVICE)),
        }
    }
}

impl Target {
    /// Tells functions and schemes apart by their names: the compiler would only miss a type or a trait.
    fn check(&self, report: &mut Report) {
        let (Self::Function { path, .. } | Self::Scheme(path)) = self;
        let Some(name) = path.segments.last().map(|segment| segment.ident.unraw().to_string()) else { return };
        match self {
            Self::Function { .. } if is_static(&name) => {
                report.at(path, format!("a security scheme is no function: write `#[security({name})]`"));
            }
            Self::Scheme(_) if !name.contains(char::is_uppercase) => {
                report.at(path, format!("a security scheme is a `static`; for a function write `#[depends({name})]`"));
            }
            _ => {}
        }
    }
}

/// Returns whether `name` is written in capitals, as those of statics are.
fn is_static(name: &str) -> bool {
    name.contains(char::is_uppercase) && !name.contains(char::is_lowercase)
}

impl Depends {
    /// Reads `#[depends(…)]`, or `#[security(…)]` if `is_scheme`.
    pub(crate) fn read(attribute: &Attribute, is_scheme: bool, report: &mut Report) -> Option<Self> {
        let parser = |input: ParseStream<'_>| Self::parse(input, is_scheme, report);
        match attribute.parse_args_with(parser) {
            Ok(depends) => Some(depends),
            Err(error) => {
                let message = match is_scheme {
                    _ if !matches!(attribute.meta, syn::Meta::Path(_)) => {
                        report.add(error);
                        return None;
                    }
                    true => "say which scheme, a `static`: `#[security(OAUTH2)]`".to_owned(),
                    false => format!("say on what: {ADVICE}"),
                };
                report.at(attribute, message);
                None
            }
        }
    }

    fn parse(input: ParseStream<'_>, is_scheme: bool, report: &mut Report) -> syn::Result<Self> {
        let target = if is_scheme { Target::Scheme(input.call(Path::parse_mod_style)?) } else { input.parse()? };
        if let Target::Function { given: Some(given), .. } = &target
            && let Some(setting) = given.iter().find(|given| is_setting(given))
        {
            let message = "a setting stands after the function: `#[depends(current_user, scopes = [\"me\"])]`";
            return Err(syn::Error::new_spanned(setting, message));
        }
        target.check(report);
        let mut depends = Self::on(target);
        while !input.is_empty() {
            input.parse::<Token![,]>()?;
            if input.is_empty() {
                break;
            }
            depends.set(input.parse()?, report)?;
        }
        Ok(depends)
    }

    fn on(target: Target) -> Self {
        Self { target, scopes: None, cache: None, stage: None }
    }

    fn set(&mut self, entry: Entry, report: &mut Report) -> syn::Result<()> {
        let is_scheme = self.is_scheme();
        match entry.key.unraw().to_string().as_str() {
            "scopes" => put(&mut self.scopes, entry, report, scopes),
            "cache" if !is_scheme => put(&mut self.cache, entry, report, flag),
            "scope" if !is_scheme => put(&mut self.stage, entry, report, Stage::read),
            "use_cache" => Err(syn::Error::new_spanned(entry.key, "write `cache = false`")),
            "auto_error" => {
                let message = "the type says it: an `Option<…>` is `None` where credentials are missing";
                Err(syn::Error::new_spanned(entry.key, message))
            }
            other => {
                let names: &[&'static str] = if is_scheme { &["scopes"] } else { &["scopes", "cache", "scope"] };
                let all = match is_scheme {
                    true => "`#[security]` takes `scopes`",
                    false => "`#[depends]` takes `scopes`, `cache` and `scope`",
                };
                Err(syn::Error::new_spanned(&entry.key, unknown(other, names.iter().copied(), all)))
            }
        }
    }

    pub(crate) fn is_scheme(&self) -> bool {
        matches!(self.target, Target::Scheme(_))
    }

    fn span(&self) -> Span {
        match &self.target {
            Target::Function { path, .. } | Target::Scheme(path) => path.span(),
        }
    }

    /// Returns the type that stands for the function.
    pub(crate) fn dependency(&self) -> Option<&Path> {
        match &self.target {
            Target::Function { path, .. } => Some(path),
            Target::Scheme(_) => None,
        }
    }

    /// Writes the `DependencyUse`; an argument of the type `ty` takes what a scheme finds.
    pub(crate) fn expand(&self, ty: Option<&Type>) -> TokenStream {
        let scopes = self.scopes.iter().flat_map(|scopes| &scopes.value);
        let stage = match &self.stage {
            Some(stage) => {
                let stage = stage.value;
                quote! { ::core::option::Option::Some(#stage) }
            }
            None => quote! { ::core::option::Option::None },
        };
        let span = Span::call_site().located_at(self.span());
        match &self.target {
            Target::Function { path, given } => {
                let cached = given.is_none() && self.cache.as_ref().is_none_or(|cache| cache.value);
                let given = given.iter().flatten();
                let (spec, provide) = (
                    quote_spanned! { span=> || <#path as ::brigade::__private::Dependency>::SPEC },
                    quote_spanned! { span=>
                        |extraction| <#path as ::brigade::__private::Dependency>::provide(extraction, (#(#given,)*))
                    },
                );
                quote! {
                    ::brigade::__private::DependencyUse {
                        spec: #spec, provide: #provide, scopes: &[#(#scopes),*], cached: #cached, stage: #stage,
                    }
                }
            }
            Target::Scheme(path) => {
                let (taken, authenticate) = match ty {
                    Some(ty) => {
                        let of = Span::call_site().located_at(ty.span());
                        (quote! { #ty }, quote_spanned! { of=> ::brigade::__private::authenticate::<_, #ty> })
                    }
                    None => (quote! { () }, quote_spanned! { span=> ::brigade::__private::pass }),
                };
                let name = path.segments.last().map(|segment| segment.ident.unraw().to_string());
                quote_spanned! { span=>
                    ::brigade::__private::DependencyUse {
                        spec: || const {
                            &::brigade::__private::DependencySpec {
                                name: #name,
                                location: ::core::concat!(::core::file!(), ":", ::core::line!()),
                                identity: || ::brigade::__private::scheme_identity::<_, #taken>(&#path),
                                value: || (::core::any::TypeId::of::<#taken>(), ::core::any::type_name::<#taken>()),
                                parameters: &[],
                                depends: &[],
                                cleanup: ::core::option::Option::None,
                                scheme: ::core::option::Option::Some(
                                    || ::brigade::security::Scheme::describe(&#path)
                                ),
                            }
                        },
                        provide: |extraction| ::core::option::Option::Some(
                            #authenticate(&#path, extraction)
                        ),
                        scopes: &[#(#scopes),*],
                        cached: true,
                        stage: ::core::option::Option::None,
                    }
                }
            }
        }
    }
}

fn scopes(entry: &Entry) -> syn::Result<Vec<String>> {
    let scope = |scope: Expr| match scope {
        Expr::Lit(syn::ExprLit { lit: Lit::Str(scope), .. }) => Ok(scope.value()),
        other => Err(syn::Error::new_spanned(other, "scopes are strings: `scopes = [\"me\", \"items\"]`")),
    };
    list(entry)?.into_iter().map(scope).collect()
}

/// Reads what is in the brackets of `depends = […]` and `depends![…]`: functions, and `security(SCHEME)`.
pub(crate) fn list_of(input: ParseStream<'_>) -> syn::Result<Vec<Depends>> {
    let targets = Punctuated::<Target, Token![,]>::parse_terminated(input)?;
    for target in &targets {
        if let Target::Function { path, .. } = target
            && let Some(segment) = path.segments.last().filter(|segment| is_static(&segment.ident.unraw().to_string()))
        {
            let message = format!("a security scheme is no function: write `security({})`", segment.ident);
            return Err(syn::Error::new_spanned(path, message));
        }
    }
    targets.into_iter().map(effect).collect()
}

/// A scheme has a value and no type, so it is told from a function by `security(…)` around it. Settings are in the same
/// parentheses as what a function is given: `current_user(scopes = ["me"])`.
fn effect(target: Target) -> syn::Result<Depends> {
    let Target::Function { path, given: Some(arguments) } = target else { return Ok(Depends::on(target)) };
    let (settings, given): (Vec<Expr>, Vec<Expr>) = arguments.into_iter().partition(is_setting);
    let mut depends = Depends::on(match given.as_slice() {
        [Expr::Path(scheme)] if path.is_ident("security") => Target::Scheme(scheme.path.clone()),
        [] if !settings.is_empty() => Target::Function { path, given: None },
        _ => Target::Function { path, given: Some(given) },
    });
    let mut report = Report::default();
    for setting in settings {
        depends.set(syn::parse2(setting.into_token_stream())?, &mut report)?;
    }
    report.finish(depends)
}

fn is_setting(argument: &Expr) -> bool {
    matches!(argument, Expr::Assign(_))
}

/// Expands `depends![verify_token, require_role(Role::Admin), security(API_KEY)]`.
pub(crate) fn expand(input: TokenStream) -> TokenStream {
    match list_of.parse2(input) {
        Ok(list) => {
            let count = list.len();
            let uses = list.iter().map(|depends| depends.expand(None));
            quote! { { const DEPENDS: [::brigade::DependencyUse; #count] = [#(#uses),*]; DEPENDS } }
        }
        Err(error) => error.into_compile_error(),
    }
}
