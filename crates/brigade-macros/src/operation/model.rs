//! Holds what a path operation's attribute and signature say, as plain data.

use std::time::Duration;

use proc_macro2::Span;
use syn::{Expr, Ident, ItemFn, LitStr, Path, Type, TypeReference, ext::IdentExt};

use crate::{
    depends::Depends,
    settings::{Place, Set, Settings},
};

/// Names the attribute, and with it the HTTP method, or that it is none: a request for a WebSocket.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Method {
    Get,
    Post,
    Put,
    Patch,
    Delete,
    Head,
    Options,
    Trace,
    WebSocket,
}

impl Method {
    pub(crate) const ALL: [Method; 9] = [
        Method::Get,
        Method::Post,
        Method::Put,
        Method::Patch,
        Method::Delete,
        Method::Head,
        Method::Options,
        Method::Trace,
        Method::WebSocket,
    ];

    /// Returns the attribute's name.
    pub(crate) fn attribute(self) -> &'static str {
        match self {
            Method::Get => "get",
            Method::Post => "post",
            Method::Put => "put",
            Method::Patch => "patch",
            Method::Delete => "delete",
            Method::Head => "head",
            Method::Options => "options",
            Method::Trace => "trace",
            Method::WebSocket => "websocket",
        }
    }

    /// Returns the method on the wire; of a WebSocket it is no client's to say.
    pub(crate) fn wire(self) -> String {
        self.attribute().to_uppercase()
    }
}

/// Holds one path operation.
pub(crate) struct Operation {
    pub(crate) method: Method,
    /// The path template; `None` if it was not readable, which is an error already.
    pub(crate) path: Option<LitStr>,
    /// Whether the function has no body: the application sends such requests, and serves none.
    pub(crate) is_sent: bool,
    pub(crate) settings: OperationSettings,
    /// The user's function without the argument attributes that are ours.
    pub(crate) function: ItemFn,
    /// The doc comment, ready to be shown.
    pub(crate) documentation: String,
    /// Other operation attributes on the same function.
    pub(crate) rivals: Vec<syn::Attribute>,
    pub(crate) arguments: Vec<Argument>,
    /// The return type.
    pub(crate) answer: Type,
}

impl Operation {
    /// Returns whether it names anything that it depends on.
    pub(crate) fn has_dependencies(&self) -> bool {
        let depends = |argument: &Argument| matches!(argument.origin, Origin::Depends(..));
        self.settings.depends.is_some() || self.arguments.iter().any(depends)
    }
}

/// Holds what the attribute says after the path.
#[derive(Default)]
pub(crate) struct OperationSettings {
    pub(crate) status: Option<Set<u16>>,
    pub(crate) tags: Option<Set<Vec<String>>>,
    pub(crate) summary: Option<Set<String>>,
    pub(crate) description: Option<Set<String>>,
    pub(crate) response_description: Option<Set<String>>,
    pub(crate) operation_id: Option<Set<String>>,
    pub(crate) deprecated: Option<Set<bool>>,
    pub(crate) hidden: Option<Set<bool>>,
    pub(crate) run: Option<Set<Run>>,
    pub(crate) deadline: Option<Set<Duration>>,
    pub(crate) max_running: Option<Set<usize>>,
    pub(crate) priority: Option<Set<Priority>>,
    pub(crate) detach: Option<Set<bool>>,
    pub(crate) responses: Vec<Documented>,
    /// Innermost first.
    pub(crate) layers: Vec<Layer>,
    pub(crate) depends: Option<Set<Vec<Depends>>>,
    pub(crate) callbacks: Option<Set<Vec<Path>>>,
    pub(crate) openapi_extra: Option<Set<Expr>>,
}

/// Names the thread that runs the function.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Run {
    Inline,
    Pool,
}

/// Names who is served first.
#[derive(Clone, Copy)]
pub(crate) enum Priority {
    Low,
    Normal,
    High,
    Critical,
}

/// Holds what is around the function.
pub(crate) enum Layer {
    /// One of tower's layers.
    Tower(Expr),
    Function(Expr),
}

/// Holds one `response(…)`.
pub(crate) struct Documented {
    /// `404`, `4XX` or `default`, and where it was written.
    pub(crate) status: (String, Span),
    pub(crate) model: Option<Type>,
    pub(crate) description: Option<Set<String>>,
    pub(crate) openapi_extra: Option<Set<Expr>>,
}

/// Holds one argument of the function.
pub(crate) struct Argument {
    pub(crate) name: Ident,
    /// The type; of borrowed state, what the reference points to.
    pub(crate) ty: Type,
    pub(crate) origin: Origin,
}

impl Argument {
    /// Returns the name in the request.
    pub(crate) fn wire_name(&self) -> String {
        let name = self.name.unraw().to_string();
        let Origin::Wire { source, settings } = &self.origin else { return name };
        let alias = settings.as_ref().and_then(|settings| settings.alias.as_ref());
        match alias {
            Some(alias) => alias.value.clone(),
            None if *source == Wire::Header && self.converts_underscores() => name.replace('_', "-"),
            None => name,
        }
    }

    /// Returns whether underscores become hyphens, for a header.
    pub(crate) fn converts_underscores(&self) -> bool {
        let Origin::Wire { settings: Some(settings), .. } = &self.origin else { return true };
        settings.convert_underscores.as_ref().is_none_or(|set| set.value)
    }
}

/// Says where an argument comes from.
pub(crate) enum Origin {
    /// Its type decides.
    Inferred,
    /// An attribute says so, with or without settings, or the path template does.
    Wire { source: Wire, settings: Option<Box<Settings>> },
    /// The application's state, copied.
    State,
    /// The application's state, borrowed.
    Shared(TypeReference),
    /// An instance of an engine, for the function alone.
    Exclusive(TypeReference),
    /// What a dependency gives, or a security scheme finds; borrowed if there is a reference.
    Depends(Box<Depends>, Option<TypeReference>),
    /// Who depends on this says it.
    Given,
}

/// Names a part of the request.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wire {
    Path,
    Query,
    Header,
    Cookie,
    Body,
    Form,
    File,
}

impl Wire {
    /// Returns which settings the attribute takes.
    pub(crate) fn place(self) -> Place {
        match self {
            Wire::Path => Place::PATH,
            Wire::Query => Place::QUERY,
            Wire::Header => Place::HEADER,
            Wire::Cookie => Place::COOKIE,
            Wire::Body => Place::BODY,
            Wire::Form => Place::FORM,
            Wire::File => Place::FILE,
        }
    }
}
