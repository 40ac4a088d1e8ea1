//! Groups operations under a prefix, with tags and documented answers in common.

use std::{future::Future, sync::Arc};

use bytes::Bytes;
use tower_layer::Layer;
use tower_service::Service;

use crate::{
    body::BoxError,
    depends::{DependencyUse, Documented, document},
    error::Result,
    frontend::{Frontend, ServeFrontend},
    layer::{Layered, Layers, Middleware, Next},
    lifespan::{Lifespan, LifespanFunction},
    operation::{Endpoint, Webhook},
    operation_id::{MakeId, OperationInfo},
    request::Request,
    route::parameter_names,
    spec::{DocumentedResponse, OperationSpec},
};

/// Groups operations; what it says holds for all of them, and for those of the routers inside.
///
/// ```
/// use brigade::{Router, get, routes};
///
/// #[get("/{item_id}")]
/// async fn read_item(item_id: u64) -> u64 { item_id }
///
/// let items = Router::new().prefix("/items").tags(["items"]).routes(routes![read_item]);
/// ```
#[derive(Debug, Clone, Default)]
pub struct Router {
    prefix: String,
    tags: Vec<String>,
    responses: Vec<DocumentedResponse>,
    depends: Vec<DependencyUse>,
    deprecated: bool,
    hidden: bool,
    strict_content_type: Option<bool>,
    callbacks: Vec<Webhook>,
    make_id: Option<MakeId>,
    layers: Layers,
    lifespans: Vec<LifespanFunction>,
    entries: Vec<Entry>,
}

#[derive(Debug, Clone)]
enum Entry {
    Endpoint(Endpoint),
    Router(Router),
    Frontend(String, Arc<Frontend>),
}

/// Is an operation at its place: with everything that the routers around it say.
#[derive(Debug, Clone)]
pub(crate) struct Route {
    pub(crate) endpoint: Endpoint,
    /// The whole template, prefixes and convertors included.
    pub(crate) path: String,
    /// Outermost first.
    pub(crate) tags: Vec<String>,
    /// Outermost first; for one status the last counts.
    pub(crate) responses: Vec<DocumentedResponse>,
    pub(crate) deprecated: bool,
    pub(crate) hidden: bool,
    /// Whether a body without a content type is not JSON, if a router says so.
    pub(crate) strict_content_type: Option<bool>,
    /// What is sent to its clients later, that of the outermost router first.
    pub(crate) callbacks: Vec<Webhook>,
    /// Makes its id, if it has none of its own.
    pub(crate) make_id: Option<MakeId>,
    /// What the routers put around it, innermost first.
    pub(crate) layers: Vec<Layered>,
    /// What is called before it for the effect alone, outermost first.
    pub(crate) effects: Vec<DependencyUse>,
    /// What the document says of it because of its arguments and dependencies.
    pub(crate) documented: Documented,
}

/// Is a front end at its place.
#[derive(Debug, Clone)]
pub(crate) struct PlacedFrontend {
    /// Its operation. The path is a prefix of those of requests; that of one at the root is empty.
    pub(crate) route: Route,
    pub(crate) frontend: Arc<Frontend>,
}

impl Route {
    pub(crate) fn spec(&self) -> &'static OperationSpec {
        self.endpoint.spec
    }
}

impl Router {
    /// Makes an empty router.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Puts `prefix` before the path of every operation. It starts with `/` and does not end with one.
    #[must_use]
    pub fn prefix(mut self, prefix: impl Into<String>) -> Self {
        self.prefix = prefix.into();
        self
    }

    /// Adds tags to every operation, before its own.
    #[must_use]
    pub fn tags<T: Into<String>>(mut self, tags: impl IntoIterator<Item = T>) -> Self {
        self.tags.extend(tags.into_iter().map(Into::into));
        self
    }

    /// Documents answers that every operation can give.
    #[must_use]
    pub fn responses(mut self, responses: impl IntoIterator<Item = DocumentedResponse>) -> Self {
        self.responses.extend(responses);
        self
    }

    /// Calls dependencies before every operation, for their effect alone: `.depends(depends![verify_token])`.
    ///
    /// What they take is documented with every operation, and what they refuse no operation sees. Those of outer routers
    /// are called first.
    #[must_use]
    pub fn depends(mut self, depends: impl IntoIterator<Item = DependencyUse>) -> Self {
        self.depends.extend(depends);
        self
    }

    /// Marks every operation deprecated.
    #[must_use]
    pub fn deprecated(mut self) -> Self {
        self.deprecated = true;
        self
    }

    /// Leaves every operation out of the OpenAPI document.
    #[must_use]
    pub fn hidden(mut self) -> Self {
        self.hidden = true;
        self
    }

    /// Documents requests that every operation has sent to its clients later, beside its own `callbacks`:
    /// `.callbacks(webhooks![order_ready])`.
    #[must_use]
    pub fn callbacks(mut self, callbacks: impl IntoIterator<Item = Webhook>) -> Self {
        self.callbacks.extend(callbacks);
        self
    }

    /// Refuses bodies without a content type, or takes them for JSON, as
    /// [`App::strict_content_type`](crate::App::strict_content_type) does, for these operations. The innermost router that says
    /// something counts.
    #[must_use]
    pub fn strict_content_type(mut self, strict: bool) -> Self {
        self.strict_content_type = Some(strict);
        self
    }

    /// Sets how the ids of operations are made that have none; of several routers around an operation the nearest counts.
    ///
    /// ```
    /// use brigade::{App, Router, get, routes};
    ///
    /// #[get("/burgers")]
    /// async fn read_all() -> u64 { 7 }
    ///
    /// let kitchen = Router::new().operation_ids(|operation| format!("kitchen-{}", operation.name)).routes(routes![read_all]);
    /// let document = App::new("Burger shop").include(kitchen).openapi();
    /// assert_eq!(document["paths"]["/burgers"]["get"]["operationId"], "kitchen-read_all".into());
    /// ```
    #[must_use]
    pub fn operation_ids(mut self, make: impl Fn(&OperationInfo<'_>) -> String + Send + Sync + 'static) -> Self {
        self.make_id = Some(MakeId::new(make));
        self
    }

    /// Puts one of tower's layers around every operation. The last one is the outermost.
    ///
    /// Its service serves all operations of the router. It sees only requests that lead to one of them: others are answered
    /// before, and seen by [`App::layer`](crate::App::layer).
    #[must_use]
    pub fn layer<L, B>(mut self, layer: L) -> Self
    where
        L: Layer<Next>,
        L::Service: Service<Request, Response = http::Response<B>, Error: Into<BoxError>, Future: Send>,
        L::Service: Clone + Send + Sync + 'static,
        B: http_body::Body<Data = Bytes, Error: Into<BoxError>> + Send + 'static,
    {
        self.layers = self.layers.layer(layer);
        self
    }

    /// Puts a function around every operation, as [`layer`](Self::layer) does with tower's layers.
    #[must_use]
    pub fn middleware<M: 'static>(mut self, function: impl Middleware<M>) -> Self {
        self.layers = self.layers.middleware(function);
        self
    }

    /// Adds operations: `.routes(routes![read_item, create_item])`. Earlier ones win.
    #[must_use]
    pub fn routes(mut self, endpoints: impl IntoIterator<Item = Endpoint>) -> Self {
        self.entries.extend(endpoints.into_iter().map(Entry::Endpoint));
        self
    }

    /// Adds the operations of another router, under this one's prefix.
    #[must_use]
    pub fn include(mut self, router: Router) -> Self {
        self.entries.push(Entry::Router(router));
        self
    }

    /// Serves a front end below `path`, under this router's prefix: see [`App::frontend`](crate::App::frontend).
    #[must_use]
    pub fn frontend(mut self, path: impl Into<String>, frontend: Frontend) -> Self {
        self.entries.push(Entry::Frontend(path.into(), Arc::new(frontend)));
        self
    }

    pub(crate) fn operations_count(&self) -> usize {
        let counts = self.entries.iter().map(|entry| match entry {
            Entry::Endpoint(_) => 1,
            Entry::Router(router) => router.operations_count(),
            Entry::Frontend(..) => 0,
        });
        counts.sum()
    }

    /// Adds a function that lives as long as the application: see [`App::lifespan`](crate::App::lifespan). A router that is
    /// included several times has it once.
    #[must_use]
    pub fn lifespan<F, L>(mut self, function: F) -> Self
    where
        F: Fn(Lifespan) -> L + Send + Sync + 'static,
        L: Future<Output = Result<()>> + Send + 'static,
    {
        self.lifespans.push(LifespanFunction::new(function));
        self
    }

    /// Returns the lifespans of this router and of those inside, in the order in which they begin.
    pub(crate) fn lifespans(&self) -> Vec<LifespanFunction> {
        let mut lifespans = Vec::new();
        self.collect_lifespans(&mut lifespans);
        lifespans
    }

    fn collect_lifespans(&self, lifespans: &mut Vec<LifespanFunction>) {
        for lifespan in &self.lifespans {
            if !lifespans.iter().any(|known| known.is(lifespan)) {
                lifespans.push(lifespan.clone());
            }
        }
        for entry in &self.entries {
            if let Entry::Router(router) = entry {
                router.collect_lifespans(lifespans);
            }
        }
    }

    /// Returns every operation at its place, in order of registration. Mistakes are added to `mistakes`.
    pub(crate) fn flatten(&self, mistakes: &mut Vec<String>) -> Vec<Route> {
        let mut routes = Vec::new();
        self.flatten_into(&Surroundings::default(), &mut routes, mistakes);
        routes
    }

    fn flatten_into(&self, around: &Surroundings, routes: &mut Vec<Route>, mistakes: &mut Vec<String>) {
        if !self.prefix.is_empty() && (!self.prefix.starts_with('/') || self.prefix.ends_with('/')) {
            mistakes.push(format!("the router's prefix {:?} must start with `/` and not end with one", self.prefix));
        }
        mistakes.extend_from_slice(&self.layers.mistakes);
        let here = around.enter(self);
        for entry in &self.entries {
            match entry {
                Entry::Endpoint(endpoint) => routes.push(here.place(*endpoint)),
                Entry::Router(router) => router.flatten_into(&here, routes, mistakes),
                Entry::Frontend(..) => {}
            }
        }
    }

    /// Returns every front end at its place. Mistakes are added to `mistakes`.
    pub(crate) fn frontends(&self, mistakes: &mut Vec<String>) -> Vec<PlacedFrontend> {
        let mut frontends = Vec::new();
        self.place_frontends(&Surroundings::default(), &mut frontends, mistakes);
        frontends
    }

    fn place_frontends(&self, around: &Surroundings, frontends: &mut Vec<PlacedFrontend>, mistakes: &mut Vec<String>) {
        let here = around.enter(self);
        for entry in &self.entries {
            match entry {
                Entry::Endpoint(_) => {}
                Entry::Router(router) => router.place_frontends(&here, frontends, mistakes),
                Entry::Frontend(path, _) if !path.starts_with('/') || path.contains(['{', '}']) => {
                    mistakes
                        .push(format!("the path {path:?} of a front end must start with `/` and have no parameters"));
                }
                Entry::Frontend(path, frontend) => {
                    let path = format!("{}{}", here.prefix, path.trim_end_matches('/'));
                    let route = here.place(Endpoint::new::<ServeFrontend>());
                    frontends.push(PlacedFrontend { route: Route { path, ..route }, frontend: frontend.clone() });
                }
            }
        }
    }
}

/// Is what the routers around a place say together.
#[derive(Default)]
struct Surroundings {
    prefix: String,
    tags: Vec<String>,
    responses: Vec<DocumentedResponse>,
    depends: Vec<DependencyUse>,
    deprecated: bool,
    hidden: bool,
    strict_content_type: Option<bool>,
    callbacks: Vec<Webhook>,
    make_id: Option<MakeId>,
    /// Innermost first.
    layers: Vec<Layered>,
}

impl Surroundings {
    fn enter(&self, router: &Router) -> Self {
        Self {
            prefix: format!("{}{}", self.prefix, router.prefix),
            tags: self.tags.iter().chain(&router.tags).cloned().collect(),
            responses: self.responses.iter().chain(&router.responses).copied().collect(),
            depends: self.depends.iter().chain(&router.depends).copied().collect(),
            deprecated: self.deprecated || router.deprecated,
            hidden: self.hidden || router.hidden,
            strict_content_type: router.strict_content_type.or(self.strict_content_type),
            callbacks: self.callbacks.iter().chain(&router.callbacks).copied().collect(),
            make_id: router.make_id.as_ref().or(self.make_id.as_ref()).cloned(),
            layers: router.layers.layers.iter().chain(&self.layers).cloned().collect(),
        }
    }

    fn place(&self, endpoint: Endpoint) -> Route {
        let spec = endpoint.spec;
        let path = format!("{}{}", self.prefix, spec.path);
        let effects: Vec<_> = self.depends.iter().chain(endpoint.effects).copied().collect();
        Route {
            endpoint,
            documented: document(spec, &effects, endpoint.depends, &parameter_names(&path)),
            effects,
            path,
            tags: self.tags.iter().cloned().chain(spec.tags.iter().map(|&tag| tag.to_owned())).collect(),
            responses: self.responses.iter().chain(spec.responses).copied().collect(),
            deprecated: self.deprecated || spec.deprecated,
            hidden: self.hidden || spec.hidden,
            strict_content_type: self.strict_content_type,
            callbacks: self.callbacks.iter().chain(endpoint.callbacks).copied().collect(),
            make_id: self.make_id.clone(),
            layers: self.layers.clone(),
        }
    }
}
