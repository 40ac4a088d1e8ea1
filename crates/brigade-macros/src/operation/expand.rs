//! Writes an operation: the function as it is, a type of its name, and the `Operation` value.

use proc_macro2::{Literal, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::{Attribute, Ident, Type, ext::IdentExt, spanned::Spanned};

use super::{
    model::{Argument, Documented, Layer, Method, Operation, OperationSettings, Origin, Priority, Run, Wire},
    sending,
};
use crate::{
    settings::{Set, Settings, is_on, value},
    span::generated,
};

/// Writes a correct operation.
pub(super) fn operation(operation: &Operation) -> TokenStream {
    let Operation { function, answer, settings, .. } = operation;
    let arguments = Arguments::new(&operation.arguments);
    let (parameters, depends) = (&arguments.parameters, &arguments.depends);
    let description = description(operation, settings, &quote! { &[#(#parameters),*] }, answer);
    let depends = (!depends.is_empty()).then(|| {
        quote! { const DEPENDS: &'static [::brigade::__private::DependencyUse] = &[#(#depends),*]; }
    });
    if operation.is_sent {
        return item(operation, &arguments.companions, &quote! { #description #depends });
    }
    let effects = settings.depends.as_ref().map(|effects| {
        let effects = effects.value.iter().map(|effect| effect.expand(None));
        quote! { const EFFECTS: &'static [::brigade::__private::DependencyUse] = &[#(#effects),*]; }
    });
    let callbacks = settings.callbacks.as_ref().map(|callbacks| {
        let callbacks = callbacks.value.iter().map(|path| {
            let span = generated(path.span());
            quote_spanned! { span=> ::brigade::Webhook::new::<#path>() }
        });
        quote! { const CALLBACKS: &'static [::brigade::Webhook] = &[#(#callbacks),*]; }
    });
    let (body, layers) = (answered(operation, &arguments), layers(settings));
    let body = quote! { #description #depends #effects #callbacks #body #layers };
    let (companions, proof) = (&arguments.companions, sending::proof(operation));
    let item = item(operation, &quote! { #companions #proof }, &body);
    quote! { #function #item }
}

/// Holds the pieces that the arguments of a function become.
pub(crate) struct Arguments {
    /// The elements of `parameters`.
    pub(crate) parameters: Vec<TokenStream>,
    /// The elements of `depends`.
    pub(crate) depends: Vec<TokenStream>,
    /// The types that whoever depends on the function gives, and what they are called.
    pub(crate) given: Vec<Type>,
    pub(crate) given_names: Vec<Ident>,
    /// What is taken from the request: the names, what each is, whether it changes, and what is passed on of everything.
    pub(crate) names: Vec<Ident>,
    pub(crate) takes: Vec<TokenStream>,
    changes: Vec<bool>,
    pub(crate) passed: Vec<TokenStream>,
    /// The names of engines of which the function takes an instance.
    engines: Vec<Ident>,
    /// The items that the settings of arguments need.
    pub(crate) companions: TokenStream,
}

impl Arguments {
    pub(crate) fn new(arguments: &[Argument]) -> Self {
        let mut pieces = Self {
            parameters: Vec::new(),
            depends: Vec::new(),
            given: Vec::new(),
            given_names: Vec::new(),
            names: Vec::new(),
            takes: Vec::new(),
            changes: Vec::new(),
            passed: Vec::new(),
            engines: Vec::new(),
            companions: TokenStream::new(),
        };
        for (index, argument) in arguments.iter().enumerate() {
            pieces.add(local(index), argument);
        }
        pieces
    }

    fn add(&mut self, name: Ident, argument: &Argument) {
        let ty = &argument.ty;
        let span = of(ty);
        self.passed.push(match &argument.origin {
            Origin::Shared(_) => quote! { &*#name },
            Origin::Exclusive(_) => quote! { &mut *#name },
            Origin::Depends(_, Some(reference)) if reference.mutability.is_some() => quote! { &mut *#name },
            Origin::Depends(_, Some(_)) => quote! { &*#name },
            Origin::Inferred | Origin::Wire { .. } | Origin::State | Origin::Depends(_, None) | Origin::Given => {
                quote! { #name }
            }
        });
        let take = match &argument.origin {
            Origin::Given => {
                self.given.push(ty.clone());
                self.given_names.push(name);
                return;
            }
            Origin::Depends(depends, borrowed) => {
                let ordinal = Literal::usize_unsuffixed(self.depends.len());
                self.depends.push(depends.expand(Some(ty)));
                match (depends.dependency(), borrowed) {
                    (None, _) => quote_spanned! { span=>
                        ::brigade::__private::handed::<#ty>(extraction, #ordinal)
                    },
                    (Some(path), None) => quote_spanned! { span=>
                        <#path as ::brigade::__private::Dependency>::take::<#ty>(extraction, #ordinal)
                    },
                    (Some(path), Some(_)) => quote_spanned! { span=>
                        <#path as ::brigade::__private::Dependency>::lend::<#ty>(extraction, #ordinal)
                    },
                }
            }
            Origin::Inferred | Origin::Wire { .. } | Origin::State | Origin::Shared(_) | Origin::Exclusive(_) => {
                let index = self.parameters.len();
                self.parameters.push(parameter((index, argument)));
                self.companions.extend(companions((index, argument)));
                take(index, argument)
            }
        };
        self.takes.push(take);
        self.changes.push(matches!(&argument.origin,
            Origin::Depends(_, Some(reference)) if reference.mutability.is_some()));
        if let Origin::Exclusive(_) = argument.origin {
            self.engines.push(name.clone());
        }
        self.names.push(name);
    }

    /// Writes what takes the instances of engines; `None` if there are none. It waits and may fail.
    pub(crate) fn leases(&self) -> Option<TokenStream> {
        let engines = &self.engines;
        let turns: Vec<Ident> =
            (0..engines.len()).map(|index| format_ident!("t{index}", span = Span::mixed_site())).collect();
        (!engines.is_empty()).then(|| {
            quote! {
                let [#(#turns),*] = ::brigade::__private::turns([#(::brigade::__private::gate(&#engines)),*]).await?;
                #(let mut #engines = ::brigade::__private::lease(#engines, #turns).await?;)*
            }
        })
    }

    /// Returns the names as they are bound where the function is called.
    pub(crate) fn mutable(&self) -> Vec<TokenStream> {
        let bind = |(name, changes): (&Ident, &bool)| {
            if *changes {
                quote! { mut #name }
            } else {
                quote! { #name }
            }
        };
        self.names.iter().zip(&self.changes).map(bind).collect()
    }
}

/// Writes the function, the mistakes, and an operation that stands in for it in `routes![]`.
pub(super) fn broken(operation: &Operation, mistakes: &TokenStream) -> TokenStream {
    let function = &operation.function;
    if function.sig.receiver().is_some() {
        // An `impl` block can hold the function, but no type beside it.
        return quote! { #mistakes #function };
    }
    // Every kind of operation may return it.
    let answer = syn::parse_quote! { () };
    let description = description(operation, &OperationSettings::default(), &quote! { &[] }, &answer);
    if operation.is_sent {
        let item = item(operation, &TokenStream::new(), &description);
        return quote! { #mistakes #item };
    }
    let item = item(
        operation,
        &TokenStream::new(),
        &quote! {
            #description
            fn answer(_: ::std::boxed::Box<::brigade::__private::Call>) -> ::brigade::__private::Answering {
                ::std::boxed::Box::pin(::core::future::pending())
            }
        },
    );
    quote! { #mistakes #function #item }
}

/// Writes the type with `body` as its implementation.
fn item(operation: &Operation, companions: &TokenStream, body: &TokenStream) -> TokenStream {
    let function = &operation.function;
    let (visibility, name) = (&function.vis, &function.sig.ident);
    let conditions: Vec<&Attribute> = function.attrs.iter().filter(|attribute| is_condition(attribute)).collect();
    let path = operation.path.as_ref().map(syn::LitStr::value).unwrap_or_default();
    let method = operation.method.wire();
    let (documentation, kind) = match operation.is_sent {
        true => (
            format!(" The request `{method} {path}`, which is sent; name it in `webhooks![]` or `callbacks = []`."),
            quote! { Outgoing },
        ),
        false => (format!(" The path operation `{method} {path}`; name it in `routes![]`."), quote! { Operation }),
    };
    quote! {
        #(#conditions)*
        #[allow(non_camel_case_types)]
        #[doc = #documentation]
        #visibility struct #name {}
        #(#conditions)*
        #[allow(deprecated)]
        const _: () = {
            #companions
            #[automatically_derived]
            impl ::brigade::__private::#kind for #name {
                #body
            }
        };
    }
}

pub(crate) fn is_condition(attribute: &Attribute) -> bool {
    attribute.path().is_ident("cfg")
}

/// Writes `SPEC`.
fn description(
    operation: &Operation,
    settings: &OperationSettings,
    parameters: &TokenStream,
    answer: &Type,
) -> TokenStream {
    let method = operation.method.wire();
    let path = operation.path.as_ref().map_or_else(|| quote! { "" }, ToTokens::to_token_stream);
    let name = operation.function.sig.ident.unraw().to_string();
    let documentation = &operation.documentation;
    let summary = text(&settings.summary);
    let description = text(&settings.description);
    let response_description = text(&settings.response_description);
    let operation_id = text(&settings.operation_id);
    let tags = settings.tags.iter().flat_map(|tags| &tags.value);
    let status = optional(settings.status.as_ref().map(|status| status.value));
    let is_socket = operation.method == Method::WebSocket;
    let (deprecated, hidden) = (is_on(&settings.deprecated), is_on(&settings.hidden) || is_socket);
    let responses = settings.responses.iter().map(documented);
    let extra = optional(settings.openapi_extra.as_ref().map(|extra| value(&extra.value)));
    let placement = placement(operation, settings);
    let deadline = optional(settings.deadline.as_ref().map(|set| {
        let millis = u64::try_from(set.value.as_millis()).unwrap_or(u64::MAX);
        quote! { ::core::time::Duration::from_millis(#millis) }
    }));
    let running_max = optional(settings.max_running.as_ref().map(|set| set.value));
    let priority = priority(settings);
    let detach = is_on(&settings.detach);
    let answers = match is_socket {
        true => quote_spanned! { of(answer)=> ::brigade::__private::socket_answers::<#answer> },
        false => quote_spanned! { of(answer)=> <#answer as ::brigade::__private::Respond>::answers },
    };
    quote! {
        const SPEC: &'static ::brigade::__private::OperationSpec = &::brigade::__private::OperationSpec {
            method: #method,
            path: #path,
            name: #name,
            location: ::core::concat!(::core::file!(), ":", ::core::line!()),
            doc: #documentation,
            summary: #summary,
            description: #description,
            response_description: #response_description,
            operation_id: #operation_id,
            tags: &[#(#tags),*],
            status: #status,
            deprecated: #deprecated,
            hidden: #hidden,
            responses: &[#(#responses),*],
            openapi_extra: #extra,
            placement: #placement,
            deadline: #deadline,
            running_max: #running_max,
            priority: #priority,
            detach: #detach,
            parameters: #parameters,
            answers: #answers,
        };
    }
}

fn placement(operation: &Operation, settings: &OperationSettings) -> TokenStream {
    let is_async = operation.function.sig.asyncness.is_some();
    match settings.run.as_ref().map(|run| run.value) {
        Some(Run::Inline) => quote! { ::brigade::__private::Placement::Inline },
        None if is_async => quote! { ::brigade::__private::Placement::Learned },
        Some(Run::Pool) | None => quote! { ::brigade::__private::Placement::Pool },
    }
}

fn priority(settings: &OperationSettings) -> TokenStream {
    match settings.priority.as_ref().map(|priority| priority.value) {
        Some(Priority::Low) => quote! { ::brigade::__private::Priority::Low },
        Some(Priority::Normal) | None => quote! { ::brigade::__private::Priority::Normal },
        Some(Priority::High) => quote! { ::brigade::__private::Priority::High },
        Some(Priority::Critical) => quote! { ::brigade::__private::Priority::Critical },
    }
}

fn documented(response: &Documented) -> TokenStream {
    let status = &response.status.0;
    let description = text(&response.description);
    let schema = response.model.as_ref();
    let schema = optional(schema.map(|ty| quote_spanned! { of(ty)=> <#ty as ::brigade::Model>::schema }));
    let extra = response.openapi_extra.as_ref().map(|set| {
        let extra = value(&set.value);
        quote! { openapi_extra: ::core::option::Option::Some(#extra), }
    });
    quote! {
        ::brigade::__private::DocumentedResponse {
            description: #description,
            schema: #schema,
            #extra
            ..::brigade::__private::DocumentedResponse::new(#status)
        }
    }
}

/// Writes one element of `parameters`.
fn parameter((index, argument): (usize, &Argument)) -> TokenStream {
    let (name, ty) = (argument.name.unraw().to_string(), &argument.ty);
    let span = of(ty);
    match &argument.origin {
        Origin::Inferred | Origin::Depends(..) | Origin::Given => {
            quote_spanned! { span=> ::brigade::__private::inferred::<#ty>(#name) }
        }
        Origin::State | Origin::Shared(_) => quote_spanned! { span=> ::brigade::__private::state::<#ty>(#name) },
        Origin::Exclusive(_) => quote_spanned! { span=> ::brigade::__private::exclusive::<#ty>(#name) },
        Origin::Wire { source, settings } => {
            let plain = match source_name(*source) {
                None => quote_spanned! { span=> ::brigade::__private::file::<#ty>(#name) },
                Some(source) => quote_spanned! { span=>
                    ::brigade::__private::sourced::<#ty>(::brigade::__private::Source::#source, #name)
                },
            };
            let wire_name = argument.wire_name();
            let alias = (wire_name != name).then(|| quote! { alias: #wire_name, });
            let members = settings.as_ref().map(|settings| members(index, argument, settings));
            match (&alias, &members) {
                (None, None) => plain,
                _ => quote! { ::brigade::__private::Parameter { #alias #members ..#plain } },
            }
        }
    }
}

/// Names a source of values; files are none.
fn source_name(source: Wire) -> Option<TokenStream> {
    Some(match source {
        Wire::Path => quote! { Path },
        Wire::Query => quote! { Query },
        Wire::Header => quote! { Header },
        Wire::Cookie => quote! { Cookie },
        Wire::Body => quote! { Body },
        Wire::Form => quote! { Form },
        Wire::File => return None,
    })
}

/// Writes the members of a parameter that settings decide.
fn members(index: usize, argument: &Argument, settings: &Settings) -> TokenStream {
    let presence = settings.presence().map(|presence| quote! { presence: #presence, });
    let constraints = settings.constraints(&pattern_name(index));
    let validator = settings.validator(&argument.ty);
    let meta = settings.meta();
    let embed = is_on(&settings.embed);
    let media_type = settings.media_type.as_ref().map(|set| &set.value).map(|name| quote! { media_type: #name, });
    let convert_underscores = argument.converts_underscores();
    quote! {
        #presence
        constraints: #constraints,
        validator: #validator,
        meta: #meta,
        #media_type
        embed: #embed,
        convert_underscores: #convert_underscores,
    }
}

/// Writes the items that the settings of an argument need: its pattern, and proof that they fit its type.
fn companions((index, argument): (usize, &Argument)) -> TokenStream {
    let Origin::Wire { settings: Some(settings), .. } = &argument.origin else { return TokenStream::new() };
    let pattern = settings.pattern_item(&pattern_name(index));
    let fits = settings.fits(&argument.ty);
    quote! { #pattern #(const _: fn() = #fits;)* }
}

fn pattern_name(index: usize) -> Ident {
    format_ident!("PATTERN_{index}", span = Span::call_site())
}

fn take(index: usize, argument: &Argument) -> TokenStream {
    let ty = &argument.ty;
    let index = Literal::usize_unsuffixed(index);
    let method = match argument.origin {
        Origin::State => quote! { state },
        Origin::Shared(_) => quote! { shared },
        Origin::Exclusive(_) => quote! { exclusive },
        Origin::Wire { source: Wire::File, .. } => quote! { file },
        _ => quote! { argument },
    };
    quote_spanned! { of(ty)=> extraction.#method::<#ty>(#index) }
}

/// Writes `answer`. The compiler shows the function's name when the future is not `Send`.
fn answered(operation: &Operation, arguments: &Arguments) -> TokenStream {
    let name = &operation.function.sig.ident;
    let Arguments { names, takes, passed, .. } = arguments;
    let bound = arguments.mutable();
    let awaited = operation.function.sig.asyncness.map(|_| quote! { .await });
    let extraction = if names.is_empty() {
        quote! { _ }
    } else {
        quote! { extraction }
    };
    let called = quote! { #name(#(#passed),*) #awaited };
    let called = match arguments.leases() {
        Some(leases) => quote! { #leases ::core::result::Result::<_, ::brigade::Error>::Ok(#called) },
        None => called,
    };
    // A function may have the same name.
    let call = Ident::new("call", Span::mixed_site());
    quote_spanned! { generated(name.span())=>
        fn answer(#call: ::std::boxed::Box<::brigade::__private::Call>) -> ::brigade::__private::Answering {
            ::brigade::__private::answer(
                #call,
                |#extraction| {
                    #(let #names = #takes;)*
                    ::core::option::Option::Some((#(#names?,)*))
                },
                |(#(#bound,)*)| async move { #called },
            )
        }
    }
}

/// Writes `layers`, unless there are none.
fn layers(settings: &OperationSettings) -> Option<TokenStream> {
    let layers = settings.layers.iter().map(|layer| match layer {
        Layer::Tower(layer) => quote_spanned! { generated(layer.span())=> .layer(#layer) },
        Layer::Function(function) => quote_spanned! { generated(function.span())=> .middleware(#function) },
    });
    (!settings.layers.is_empty()).then(|| {
        quote! {
            fn layers() -> ::brigade::__private::Layers {
                ::brigade::__private::Layers::default() #(#layers)*
            }
        }
    })
}

fn local(index: usize) -> Ident {
    format_ident!("a{index}", span = Span::mixed_site())
}

fn text(set: &Option<Set<String>>) -> TokenStream {
    optional(set.as_ref().map(|set| &set.value))
}

fn optional(value: Option<impl ToTokens>) -> TokenStream {
    match value {
        Some(value) => quote! { ::core::option::Option::Some(#value) },
        None => quote! { ::core::option::Option::None },
    }
}

/// Returns where the compiler shall point when the type does not fit.
fn of(ty: &Type) -> Span {
    generated(syn::spanned::Spanned::span(ty))
}
