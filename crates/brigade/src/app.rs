//! Is what users build: operations, state and settings, checked as a whole before anything is served.

mod build;
mod document;
mod names;

use std::{any::TypeId, future::Future, sync::Arc};

use bytes::Bytes;
use tower_layer::Layer;
use tower_service::Service;

use self::build::is_page_path;
#[cfg(feature = "proxy")]
use crate::proxy::Proxy;
#[cfg(feature = "templates")]
use crate::templates::Templates;
use crate::{
    batch::{Batch, WarmUp},
    body::BoxError,
    depends::{DependencyUse, Overrides, Replacement},
    engine::{AnyEngine, Engine, IntoLoader},
    error::{Error, Result},
    error_format::ErrorFormat,
    error_handlers::{Handlers, Reply},
    files::StaticFiles,
    foreign::Foreign,
    frontend::Frontend,
    invalid::Invalid,
    layer::{Layers, Middleware, Next},
    lifespan::Lifespan,
    limits::Limits,
    openapi::{Additions, Contact, ExternalDocs, Info, License, Server, Tag},
    operation::Endpoint,
    request::Request,
    router::Router,
    site::Settings,
    spec::DocumentedResponse,
    state::State,
    value::{Object, Value},
};

/// Is a web API: its operations, its state and its settings.
///
/// ```
/// use brigade::{App, get, routes, testing::TestClient};
///
/// #[get("/hello")]
/// async fn hello(name: Option<String>) -> String {
///     format!("Hello, {}!", name.as_deref().unwrap_or("world"))
/// }
///
/// let client = TestClient::new(App::new("Greeter").routes(routes![hello]));
/// assert_eq!(client.get("/hello?name=Ann").send().json::<String>(), "Hello, Ann!");
/// ```
pub struct App {
    info: Info,
    router: Router,
    layers: Layers,
    state: State,
    engines: Vec<(TypeId, Arc<dyn AnyEngine>)>,
    warm_ups: Vec<WarmUp>,
    settings: Settings,
    strict_content_type: bool,
    separate_input_output_schemas: bool,
    root_path_in_servers: bool,
    openapi_url: Option<String>,
    docs_url: Option<String>,
    redoc_url: Option<String>,
    /// `None` until somebody says.
    status_url: Option<Option<String>>,
    metrics_url: Option<String>,
    swagger_ui_parameters: Object,
    /// The URLs of its script and its style, if they are elsewhere.
    swagger_ui_files: Option<(String, String)>,
    redoc_file: Option<String>,
    mounts: Vec<Mount>,
    fallback: Option<Foreign>,
    init_oauth: Object,
    /// `None` until somebody says.
    oauth2_redirect_url: Option<Option<String>>,
    additions: Additions,
    overrides: Overrides,
    #[cfg(feature = "proxy")]
    proxy: Option<Proxy>,
    mistakes: Vec<String>,
}

/// Is something that serves everything below a path.
struct Mount {
    /// The number of operations that are tried before it.
    before: usize,
    path: String,
    what: Mountable,
}

enum Mountable {
    App(Box<App>),
    Foreign(Foreign),
    Files(StaticFiles),
}

impl App {
    /// Makes an application without operations. `title` names it in the documentation.
    #[must_use]
    pub fn new(title: impl Into<String>) -> Self {
        let info = Info::new(title, "0.1.0");
        Self {
            router: Router::new(),
            layers: Layers::default(),
            state: State::default(),
            engines: Vec::new(),
            warm_ups: Vec::new(),
            settings: Settings {
                title: info.title.clone(),
                limits: Limits::default(),
                errors: ErrorFormat::default(),
                handlers: Handlers::default(),
                redirect_slashes: true,
                root_path: String::new(),
                access_log: true,
                health_checks: false,
                #[cfg(feature = "websockets")]
                websocket_origins: Vec::new(),
            },
            info,
            strict_content_type: true,
            separate_input_output_schemas: true,
            root_path_in_servers: true,
            openapi_url: Some("/openapi.json".to_owned()),
            docs_url: Some("/docs".to_owned()),
            redoc_url: Some("/redoc".to_owned()),
            status_url: None,
            metrics_url: None,
            swagger_ui_parameters: Object::new(),
            swagger_ui_files: None,
            redoc_file: None,
            mounts: Vec::new(),
            fallback: None,
            init_oauth: Object::new(),
            oauth2_redirect_url: None,
            additions: Additions::default(),
            overrides: Overrides::default(),
            #[cfg(feature = "proxy")]
            proxy: None,
            mistakes: Vec::new(),
        }
    }

    /// Sets the version of the API; `0.1.0` otherwise.
    #[must_use]
    pub fn version(mut self, version: impl Into<String>) -> Self {
        self.info.version = version.into();
        self
    }

    /// Sets the one line about the API.
    #[must_use]
    pub fn summary(mut self, summary: impl Into<String>) -> Self {
        self.info.summary = Some(summary.into());
        self
    }

    /// Sets the description of the API, in Markdown.
    #[must_use]
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.info.description = Some(description.into());
        self
    }

    /// Sets the URL of the terms of service.
    #[must_use]
    pub fn terms_of_service(mut self, url: impl Into<String>) -> Self {
        self.info.terms_of_service = Some(url.into());
        self
    }

    /// Says whom to ask about the API.
    #[must_use]
    pub fn contact(mut self, contact: Contact) -> Self {
        self.info.contact = Some(contact);
        self
    }

    /// Says what one may do with the API.
    #[must_use]
    pub fn license(mut self, license: License) -> Self {
        self.info.license = Some(license);
        self
    }

    /// Adds a server to the document. Without one, clients ask where the document is.
    #[must_use]
    pub fn server(mut self, server: Server) -> Self {
        self.info.servers.push(server);
        self
    }

    /// Describes a tag. The documentation shows tags in the order in which they are described.
    #[must_use]
    pub fn tag(mut self, tag: Tag) -> Self {
        self.info.tags.push(tag);
        self
    }

    /// Points to more documentation elsewhere.
    #[must_use]
    pub fn external_docs(mut self, docs: ExternalDocs) -> Self {
        self.info.external_docs = Some(docs);
        self
    }

    /// Adds operations: `.routes(routes![read_item, create_item])`. Earlier ones win.
    #[must_use]
    pub fn routes(mut self, endpoints: impl IntoIterator<Item = Endpoint>) -> Self {
        self.router = self.router.routes(endpoints);
        self
    }

    /// Adds the operations of a router.
    #[must_use]
    pub fn include(mut self, router: Router) -> Self {
        self.router = self.router.include(router);
        self
    }

    /// Mounts another application below `path`: it has its own state, documentation and errors, and sees paths without
    /// `path`. Operations and mounts are tried in the order in which they were added.
    ///
    /// A path has no parameters; with `/` it takes whatever came to nothing before it.
    ///
    /// ```
    /// use brigade::{App, get, routes, testing::TestClient};
    ///
    /// #[get("/drinks")]
    /// async fn drinks() -> Vec<&'static str> { vec!["Lemonade"] }
    ///
    /// let bar = App::new("Bar").routes(routes![drinks]);
    /// let client = TestClient::new(App::new("Restaurant").mount("/bar", bar));
    /// assert_eq!(client.get("/bar/drinks").send().json::<Vec<String>>(), ["Lemonade"]);
    /// assert!(client.get("/bar/openapi.json").send().text().contains("/drinks"));
    /// ```
    #[must_use]
    pub fn mount(self, path: &str, app: App) -> Self {
        self.mount_any(path, Mountable::App(Box::new(app)))
    }

    /// Mounts any tower service below `path`, such as a router of axum. It sees targets without `path`, and
    /// [`RootPath`](crate::RootPath), [`ClientAddress`](crate::ClientAddress) and [`ClientScheme`](crate::ClientScheme)
    /// among the extensions of its requests.
    ///
    /// An error of the service is answered as one of an operation. Its bodies have no limit but those of the connection, and
    /// no deadline holds it: those are its own to set.
    #[must_use]
    pub fn mount_service<S, B>(self, path: &str, service: S) -> Self
    where
        S: Service<Request, Response = http::Response<B>, Error: Into<BoxError>, Future: Send>
            + Clone
            + Send
            + Sync
            + 'static,
        B: http_body::Body<Data = Bytes, Error: Into<BoxError>> + Send + 'static,
    {
        self.mount_any(path, Mountable::Foreign(Foreign::new(service)))
    }

    /// Serves the files beneath a directory below `path`, as [`StaticFiles`] says.
    ///
    /// ```no_run
    /// use brigade::{App, StaticFiles};
    ///
    /// let app = App::new("Shop").static_files("/static", StaticFiles::new("static"));
    /// ```
    #[must_use]
    pub fn static_files(self, path: &str, files: StaticFiles) -> Self {
        self.mount_any(path, Mountable::Files(files))
    }

    /// Serves a front end below `path`: the files of a directory, where nothing else answers.
    ///
    /// Operations, mounts and redirects go first, wherever they are added, and the application's dependencies are called before.
    /// A path has no parameters; of several front ends the one with the longest path that fits answers.
    ///
    /// ```no_run
    /// use brigade::{App, Fallback, Frontend};
    ///
    /// let app = App::new("Shop").frontend("/", Frontend::new("dist").fallback(Fallback::Index));
    /// ```
    #[must_use]
    pub fn frontend(mut self, path: impl Into<String>, frontend: Frontend) -> Self {
        self.router = self.router.frontend(path, frontend);
        self
    }

    fn mount_any(mut self, path: &str, what: Mountable) -> Self {
        let path = path.trim_end_matches('/').to_owned();
        if self.mounts.iter().any(|mount| mount.path == path) {
            self.mistakes.push(format!("two mounts have the path {path:?}"));
        } else if !is_page_path(&format!("{path}/")) {
            self.mistakes.push(format!("the path {path:?} of a mount must start with `/` and have no parameters"));
            return self;
        }
        self.mounts.push(Mount { before: self.router.operations_count(), path, what });
        self
    }

    /// Lets a tower service answer what no operation and no mount takes, instead of 404 and 405.
    #[must_use]
    pub fn fallback_service<S, B>(mut self, service: S) -> Self
    where
        S: Service<Request, Response = http::Response<B>, Error: Into<BoxError>, Future: Send>
            + Clone
            + Send
            + Sync
            + 'static,
        B: http_body::Body<Data = Bytes, Error: Into<BoxError>> + Send + 'static,
    {
        if self.fallback.replace(Foreign::new(service)).is_some() {
            self.mistakes.push("two services are to answer what no route takes".to_owned());
        }
        self
    }

    /// Lets another server answer what no operation and no mount takes: `.fallback_proxy("http://127.0.0.1:8001")`.
    ///
    /// Requests and answers pass as they come, WebSockets too. The other server learns from `X-Forwarded-For` and its like
    /// who asks, in place of what clients say themselves. If it does not answer, that is 502 or 504.
    ///
    /// Its OpenAPI document is joined to this one: of two operations with the same path and method this application's is
    /// shown, as it is the one that answers; what has one name and two meanings gets another name. [`Proxy`] has the settings.
    #[cfg(feature = "proxy")]
    #[must_use]
    pub fn fallback_proxy(mut self, proxy: impl Into<Proxy>) -> Self {
        if self.proxy.replace(proxy.into()).is_some() {
            self.mistakes.push("two servers are to answer what no route takes".to_owned());
        }
        self
    }

    /// Documents answers that every operation can give.
    #[must_use]
    pub fn responses(mut self, responses: impl IntoIterator<Item = DocumentedResponse>) -> Self {
        self.router = self.router.responses(responses);
        self
    }

    /// Puts one of tower's layers around everything: operations, pages, and the answers to requests that lead nowhere.
    ///
    /// The last one is the outermost. An error of it is answered as one of an operation is; so is a panic.
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

    /// Puts a function around everything, as [`layer`](Self::layer) does with tower's layers.
    #[must_use]
    pub fn middleware<M: 'static>(mut self, function: impl Middleware<M>) -> Self {
        self.layers = self.layers.middleware(function);
        self
    }

    /// Calls dependencies before every operation, for their effect alone: `.depends(depends![verify_token])`.
    #[must_use]
    pub fn depends(mut self, depends: impl IntoIterator<Item = DependencyUse>) -> Self {
        self.router = self.router.depends(depends);
        self
    }

    /// Has `replacement` called wherever something depends on `dependency`: for tests.
    ///
    /// A replacement is a function or closure without arguments, or another dependency as a value, whose arguments and
    /// dependencies count. The document stays as it is.
    ///
    /// ```
    /// use brigade::{App, HttpError, dependency, get, routes, testing::TestClient};
    ///
    /// #[dependency]
    /// async fn current_user(#[header] x_token: String) -> Result<String, HttpError> {
    ///     Err(HttpError::new(401, format!("nobody has the token {x_token}")))
    /// }
    ///
    /// #[get("/me")]
    /// async fn read_me(#[depends(current_user)] user: String) -> String { user }
    ///
    /// let app = App::new("Shop").routes(routes![read_me]);
    /// let client = TestClient::new(app.override_dependency(current_user, || "Ann".to_owned()));
    /// assert_eq!(client.get("/me").send().json::<String>(), "Ann");
    /// ```
    #[must_use]
    pub fn override_dependency<D: 'static, M>(mut self, _dependency: D, replacement: impl Replacement<M>) -> Self {
        self.overrides.insert::<D>(replacement.substitute());
        self
    }

    /// Adds a value that operations take with `#[state]`: one per type.
    #[must_use]
    pub fn state<T: Send + Sync + 'static>(mut self, value: T) -> Self {
        self.mistakes.extend(self.state.add(value).err());
        self
    }

    /// Adds an engine: something that operations work with and that takes time to load, such as a model. `name` is for people.
    ///
    /// It is loaded before the first request, on the pool and side by side with others. Functions take it with `#[state]`: as
    /// `&T`, one copy for all at once; as `&mut T`, an instance that each has to itself, one for each core; or as
    /// [`Engine<T>`], to replace it. [`Engine::loader`] has settings.
    ///
    /// ```
    /// use std::collections::HashMap;
    ///
    /// use brigade::{App, get, routes, testing::TestClient};
    ///
    /// struct Dictionary(HashMap<String, String>);
    ///
    /// impl Dictionary {
    ///     fn open() -> std::io::Result<Self> {
    ///         Ok(Self(HashMap::from([("burger".to_owned(), "Bulette".to_owned())])))
    ///     }
    /// }
    ///
    /// #[get("/words/{word}")]
    /// fn translate(word: String, #[state] dictionary: &Dictionary) -> Option<String> {
    ///     dictionary.0.get(&word).cloned()
    /// }
    ///
    /// let app = App::new("Words").load("dictionary", Dictionary::open).routes(routes![translate]);
    /// assert_eq!(TestClient::new(app).get("/words/burger").send().json::<String>(), "Bulette");
    /// ```
    #[must_use]
    pub fn load<T: Send + Sync + 'static, M>(mut self, name: impl Into<String>, loader: impl IntoLoader<T, M>) -> Self {
        let name = name.into();
        if self.engines.iter().any(|(_, engine)| engine.name() == name) {
            self.mistakes.push(format!("two engines have the name {name:?}"));
        }
        let engine = Engine::new(name, loader.into_loader());
        self.mistakes.extend(self.state.add_engine(engine.clone()).err());
        self.engines.push((TypeId::of::<T>(), Arc::new(engine)));
        self
    }

    /// Has a [`#[batch]`](macro@crate::batch) work on samples before the first request: `.warm_up::<embed>(|| "a text".to_owned())`.
    ///
    /// What it takes of the application is then known to be there, what is made when it is first used is made, and it is
    /// measured up to how many items pay together; the log has a line about that. Without it this is learned from the first
    /// requests. A sample that fails keeps the application from starting.
    #[must_use]
    pub fn warm_up<B: Batch>(mut self, sample: impl Fn() -> B::Item + Send + Sync + 'static) -> Self {
        self.warm_ups.push(WarmUp::new::<B>(sample));
        self
    }

    /// Adds templates, which operations take with `#[state]`. One that is wrong keeps the application from starting.
    #[cfg(feature = "templates")]
    #[must_use]
    pub fn templates(mut self, templates: Templates) -> Self {
        self.mistakes.extend_from_slice(templates.mistakes());
        self.state(templates)
    }

    /// Adds a function that lives as long as the application: it prepares, waits for the shutdown and clears up.
    ///
    /// ```
    /// use std::{path::PathBuf, sync::Arc};
    ///
    /// use brigade::{App, Lifespan, Result, get, routes, testing::TestClient};
    ///
    /// struct Scratch(PathBuf);
    ///
    /// async fn scratch(mut lifespan: Lifespan) -> Result<()> {
    ///     let directory = std::env::temp_dir().join(format!("scratch-{}", std::process::id()));
    ///     std::fs::create_dir_all(&directory)?;
    ///     lifespan.state(Scratch(directory.clone()));
    ///     lifespan.until_shutdown().await;
    ///     std::fs::remove_dir_all(&directory)?;
    ///     Ok(())
    /// }
    ///
    /// #[get("/")]
    /// fn is_there(#[state] scratch: &Scratch) -> bool { scratch.0.exists() }
    ///
    /// let client = TestClient::new(App::new("Scratch").lifespan(scratch).routes(routes![is_there]));
    /// assert!(client.get("/").send().json::<bool>());
    /// drop(client); // the directory is gone
    /// ```
    ///
    /// Lifespans begin one after the other: first the application's, then those of its routers, then those of the applications
    /// mounted in it, each in the order in which they were added. They end in reverse order, after the last answer and what goes on behind it. One that fails before
    /// it waits for the shutdown keeps the application from starting; what fails later is logged.
    #[must_use]
    pub fn lifespan<F, L>(mut self, function: F) -> Self
    where
        F: Fn(Lifespan) -> L + Send + Sync + 'static,
        L: Future<Output = Result<()>> + Send + 'static,
    {
        self.router = self.router.lifespan(function);
        self
    }

    /// Sets the bounds on what clients can make grow.
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.settings.limits = limits;
        self
    }

    /// Sets what error answers look like, on the wire and in the document.
    #[must_use]
    pub fn errors(mut self, format: ErrorFormat) -> Self {
        self.settings.errors = format;
        self
    }

    /// Answers errors of the type `E` by `handler`, a function or a closure, async or not.
    ///
    /// An `E` is what an operation, a dependency or a middleware raised: what `?` took, or a type that derives
    /// [`ApiError`](macro@crate::ApiError). The nearest handler answers: that of the type; else [that of the
    /// status](Self::on_status); else that of [`HttpError`](crate::HttpError), for whatever was meant for the client, 404 and 405 of unknown
    /// paths included; else that of [`Error`], for everything. An error that the handler returns has no further handler.
    ///
    /// ```
    /// use brigade::{App, Request, StatusCode, get, routes, testing::TestClient};
    ///
    /// #[get("/number")]
    /// async fn number() -> brigade::Result<u8> {
    ///     Ok("many".parse()?)
    /// }
    ///
    /// async fn no_number(error: std::num::ParseIntError, _: Request) -> (StatusCode, String) {
    ///     (StatusCode::BAD_GATEWAY, error.to_string())
    /// }
    ///
    /// let client = TestClient::new(App::new("Numbers").routes(routes![number]).on_error(no_number));
    /// assert_eq!(client.get("/number").send().status(), 502);
    /// ```
    #[must_use]
    pub fn on_error<E, R, K>(mut self, handler: impl Fn(E, Request) -> R + Send + Sync + 'static) -> Self
    where
        E: Send + Sync + 'static,
        R: Reply<K>,
    {
        let added = self.settings.handlers.add(handler);
        self.mistakes.extend(added.err());
        self
    }

    /// Answers errors of `status` by `handler`, unless there is [one of their type](Self::on_error). Responses that an
    /// operation makes itself are no errors.
    ///
    /// ```
    /// use brigade::{App, Error, Html, Request, StatusCode, testing::TestClient};
    ///
    /// let app = App::new("Shop").on_status(404, |_: Error, request: Request| {
    ///     (StatusCode::NOT_FOUND, Html(format!("<h1>There is no {}</h1>", request.uri().path())))
    /// });
    /// assert_eq!(TestClient::new(app).get("/burgers").send().text(), "<h1>There is no /burgers</h1>");
    /// ```
    #[must_use]
    pub fn on_status<R, K>(mut self, status: u16, handler: impl Fn(Error, Request) -> R + Send + Sync + 'static) -> Self
    where
        R: Reply<K>,
    {
        let added = self.settings.handlers.add_status(status, handler);
        self.mistakes.extend(added.err());
        self
    }

    /// Answers requests whose parameters or body do not fit by `handler`.
    ///
    /// ```
    /// use brigade::{App, Invalid, Request, StatusCode, get, routes, testing::TestClient};
    ///
    /// #[get("/burgers/{burger_id}")]
    /// async fn read_burger(burger_id: u64) -> u64 {
    ///     burger_id
    /// }
    ///
    /// // The usual body, with another status.
    /// let app = App::new("Shop").on_invalid(|invalid: Invalid, _: Request| (StatusCode::BAD_REQUEST, invalid));
    /// assert_eq!(TestClient::new(app.routes(routes![read_burger])).get("/burgers/royal").send().status(), 400);
    /// ```
    #[must_use]
    pub fn on_invalid<R, K>(self, handler: impl Fn(Invalid, Request) -> R + Send + Sync + 'static) -> Self
    where
        R: Reply<K>,
    {
        self.on_error(handler)
    }

    /// Lets pages of these origins, such as `https://app.example.com`, open WebSockets with the cookies of this application,
    /// beside its own pages; `*` is every origin. From others such a request is refused (403): a browser sends its cookies
    /// whoever has written the page.
    #[cfg(feature = "websockets")]
    #[must_use]
    pub fn websocket_origins(mut self, origins: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.settings.websocket_origins.extend(origins.into_iter().map(Into::into));
        self
    }

    /// Sets the path under which a proxy shows the application; it is put before all URLs.
    #[must_use]
    pub fn root_path(mut self, path: impl Into<String>) -> Self {
        self.settings.root_path = path.into();
        self
    }

    /// Sets whether the root path is the first server of the document. On unless switched off.
    #[must_use]
    pub fn root_path_in_servers(mut self, listed: bool) -> Self {
        self.root_path_in_servers = listed;
        self
    }

    /// Sets whether `/items/` is redirected to `/items` and the reverse, where only one is served. On unless switched off.
    #[must_use]
    pub fn redirect_slashes(mut self, redirect: bool) -> Self {
        self.settings.redirect_slashes = redirect;
        self
    }

    /// Sets whether a body without a content type is not taken for JSON. On unless switched off: a page of another site
    /// can send such a body in its visitor's name.
    #[must_use]
    pub fn strict_content_type(mut self, strict: bool) -> Self {
        self.strict_content_type = strict;
        self
    }

    /// Sets whether a model has two schemas where its input and its output differ. On unless switched off.
    #[must_use]
    pub fn separate_input_output_schemas(mut self, separate: bool) -> Self {
        self.separate_input_output_schemas = separate;
        self
    }

    /// Sets the path of the OpenAPI document, `/openapi.json` otherwise. `None` leaves out the document and both pages.
    #[must_use]
    pub fn openapi_url<'u>(mut self, url: impl Into<Option<&'u str>>) -> Self {
        self.openapi_url = url.into().filter(|url| !url.is_empty()).map(str::to_owned);
        self
    }

    /// Sets the path of the page with Swagger UI, `/docs` otherwise. `None` leaves it out.
    #[must_use]
    pub fn docs_url<'u>(mut self, url: impl Into<Option<&'u str>>) -> Self {
        self.docs_url = url.into().map(str::to_owned);
        self
    }

    /// Sets the path of the page with ReDoc, `/redoc` otherwise. `None` leaves it out.
    #[must_use]
    pub fn redoc_url<'u>(mut self, url: impl Into<Option<&'u str>>) -> Self {
        self.redoc_url = url.into().map(str::to_owned);
        self
    }

    /// Sets the path of the page that shows what the operations do: `/brigade` if the documentation has a page, since it
    /// tells the names of operations too; else there is none. `None` leaves it out.
    ///
    /// Its data is below it, at `/brigade/data`. Without a browser one reads sentences:
    ///
    /// ```
    /// use brigade::{App, get, routes, testing::TestClient};
    ///
    /// #[get("/primes")]
    /// fn primes() -> Vec<u32> { vec![2, 3, 5] }
    ///
    /// let client = TestClient::new(App::new("Numbers").routes(routes![primes]));
    /// client.get("/primes").send();
    /// assert!(client.get("/brigade").send().text().contains("on the pool"));
    /// ```
    #[must_use]
    pub fn status_url<'u>(mut self, url: impl Into<Option<&'u str>>) -> Self {
        self.status_url = Some(url.into().map(str::to_owned));
        self
    }

    /// Sets the path of what Prometheus reads, such as `/metrics`. There is none otherwise: it tells the load of the server
    /// to whoever asks.
    ///
    /// ```
    /// use brigade::{App, testing::TestClient};
    ///
    /// let client = TestClient::new(App::new("Observed").metrics_url("/metrics"));
    /// assert!(client.get("/metrics").send().text().contains("brigade_cores "));
    /// ```
    #[must_use]
    pub fn metrics_url<'u>(mut self, url: impl Into<Option<&'u str>>) -> Self {
        self.metrics_url = url.into().map(str::to_owned);
        self
    }

    /// Answers probes: `/healthz` is 200 as long as the process serves; `/readyz` is 200 once all engines are loaded and all
    /// lifespans have begun, else 503, with the names of what is missing.
    ///
    /// The server then listens before the start is over, and answers everything else by 503 until it is. Probes wait for
    /// nothing, pass no layer, and are neither logged nor documented.
    ///
    /// ```
    /// use brigade::{App, testing::TestClient};
    ///
    /// let client = TestClient::new(App::new("Observed").health_checks());
    /// assert_eq!(client.get("/readyz").send().text(), r#"{"status":"ready"}"#);
    /// ```
    #[must_use]
    pub fn health_checks(mut self) -> Self {
        self.settings.health_checks = true;
        self
    }

    /// Sets a parameter of Swagger UI: `.swagger_ui_parameter("deepLinking", false)`.
    #[must_use]
    pub fn swagger_ui_parameter(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.swagger_ui_parameters.insert(name.into(), value.into());
        self
    }

    /// Returns the OpenAPI document.
    #[must_use]
    pub fn openapi(&self) -> Value {
        self.document(&self.router.flatten(&mut Vec::new()))
    }

    pub(crate) fn title(&self) -> &str {
        &self.info.title
    }

    /// Returns where the first page of the documentation is, as a client sees it.
    pub(crate) fn docs_path(&self) -> Option<String> {
        self.openapi_url.as_ref()?;
        let page = self.docs_url.as_ref().or(self.redoc_url.as_ref())?;
        Some(format!("{}{page}", self.settings.root_path))
    }

    /// Returns where the status page is, as a client sees it.
    pub(crate) fn status_path(&self) -> Option<String> {
        Some(format!("{}{}", self.settings.root_path, self.status_page()?))
    }

    pub(crate) fn access_log(mut self, access_log: bool) -> Self {
        self.settings.access_log = access_log;
        self
    }

    /// Returns every operation as method, path and name: its own in order of registration, then those of what is mounted.
    pub(crate) fn operations(&self) -> Vec<(&'static str, String, &'static str)> {
        let routes = self.router.flatten(&mut Vec::new()).into_iter();
        let mut operations: Vec<_> =
            routes.map(|route| (route.spec().method, route.path.clone(), route.spec().name)).collect();
        for Mount { path: prefix, what, .. } in &self.mounts {
            if let Mountable::App(app) = what {
                let below = app.operations().into_iter();
                operations.extend(below.map(|(method, path, name)| (method, format!("{prefix}{path}"), name)));
            }
        }
        operations
    }
}
