//! Holds an application that is ready to serve: checked, its routes in a table, its document written.
//!
//! Nothing here changes once it is built, so requests share it without locks.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, atomic::AtomicU64},
    time::{Duration, Instant},
};

use brigade_scheduler::{Operation, OperationSettings, Pool, PoolSettings};
use tokio::sync::watch;

#[cfg(feature = "proxy")]
use crate::joined_document::JoinedDocument;
use crate::{
    batch::{Application, Place},
    body::Stopping,
    depends::{Layout, Node, Overrides},
    engine::AnyEngine,
    error_format::ErrorFormat,
    error_handlers::Handlers,
    extract::{Context, Plan},
    files::ServedFiles,
    foreign::Foreign,
    frontend::Frontend,
    history::History,
    layer::Layered,
    limits::Limits,
    operation::Endpoint,
    page::Page,
    readiness::{LIVE, READY, Readiness},
    route::{Asked, Match, Methods, Table, Template},
    router::{PlacedFrontend, Route},
    start_up::StartUp,
    state::Needs,
    traffic::Traffic,
    urls::Directory,
    writing::Writer,
};

/// Is an application that is ready to serve.
pub(crate) struct Site {
    table: Table<Target>,
    /// What is around everything, innermost first.
    pub(crate) layers: Arc<[Layered]>,
    pub(crate) context: Arc<Context>,
    pub(crate) application: Arc<Application>,
    pub(crate) settings: Settings,
    pub(crate) shared: Arc<Shared>,
    /// What paths may begin with before they are looked up: the root path. Nothing of a mounted application, whose requests
    /// come without it.
    pub(crate) outside: String,
    /// Whether any operation speaks on WebSockets.
    #[cfg(feature = "websockets")]
    pub(crate) has_sockets: bool,
    /// What is asked for files where no route has the path, those with the longest paths first.
    frontends: Vec<FrontendTarget>,
    /// Answers what no route takes.
    pub(crate) fallback: Option<Foreign>,
    /// The OpenAPI document, if another server has a part in it.
    #[cfg(feature = "proxy")]
    pub(crate) document: Option<Arc<JoinedDocument>>,
    started: Instant,
    history: Mutex<History>,
    /// The operations of everything that is served together, in the order in which the pool got to know them. What is
    /// mounted leaves its own to the outermost application.
    pub(crate) operations: Vec<Seen>,
    /// The engines of everything that is served together, likewise.
    pub(crate) engines: Vec<Arc<dyn AnyEngine>>,
}

/// Loading is reported as overdue only after so long: large engines take minutes from a slow disk.
const LOADING_TIME_MAX: Duration = Duration::from_secs(3600);

/// Is what an application shares with all that are mounted in it.
#[derive(Debug)]
pub(crate) struct Shared {
    /// Its threads end with it.
    pub(crate) pool: Arc<Pool>,
    /// Requests for paths that nothing serves, or with methods that nothing serves there.
    pub(crate) unserved: AtomicU64,
    /// Whether anything shows what requests do; else nobody counts them.
    pub(crate) is_seen: bool,
    /// What is done to temporary files, which is not counted for the operations whose uploads they have.
    files: OnceLock<Operation>,
    /// What loads engines, likewise.
    loading: OnceLock<Operation>,
    /// Has a receiver for each operation that may go on without its client.
    pub(crate) detached: watch::Sender<()>,
    /// Has a receiver for each request after whose answer something runs.
    pub(crate) aftermaths: watch::Sender<()>,
    /// Says until when answers without an end may go on, once there is to be one.
    pub(crate) stopping: Stopping,
    pub(crate) readiness: Arc<Readiness>,
}

impl Shared {
    pub(crate) fn new(is_seen: bool) -> Self {
        let pool = Arc::new(Pool::new(PoolSettings::default()));
        Self {
            pool,
            unserved: AtomicU64::new(0),
            is_seen,
            files: OnceLock::new(),
            loading: OnceLock::new(),
            detached: watch::Sender::new(()),
            aftermaths: watch::Sender::new(()),
            stopping: Stopping::new(None),
            readiness: Arc::default(),
        }
    }

    /// Returns whose jobs the calls on temporary files are. It comes after all operations that people see.
    pub(crate) fn files(&self) -> &Operation {
        self.files.get_or_init(|| self.pool.operation(OperationSettings::named("files")))
    }

    /// Returns whose jobs load engines.
    pub(crate) fn loading(&self) -> &Operation {
        self.loading.get_or_init(|| {
            let settings = OperationSettings { time_max: LOADING_TIME_MAX, ..OperationSettings::named("load") };
            self.pool.operation(settings)
        })
    }
}

/// Holds the settings that requests ask for.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    pub(crate) title: String,
    pub(crate) limits: Limits,
    pub(crate) errors: ErrorFormat,
    pub(crate) handlers: Handlers,
    pub(crate) redirect_slashes: bool,
    /// What clients put before every path.
    pub(crate) root_path: String,
    pub(crate) access_log: bool,
    /// Whether probes are answered, and requests before the start is over.
    pub(crate) health_checks: bool,
    /// Whose pages may open WebSockets with credentials, beside those of the same origin.
    #[cfg(feature = "websockets")]
    pub(crate) websocket_origins: Vec<String>,
}

/// Is what a path leads to.
pub(crate) enum Target {
    Operation(Arc<Leaf>),
    Page(Page),
    View(View),
    #[cfg(feature = "proxy")]
    Document(Arc<JoinedDocument>),
    Mount(Mount),
}

/// Answers every request below a path, which it does not see.
pub(crate) struct Mount {
    /// Without a slash at the end; empty if it is the whole site.
    pub(crate) path: String,
    /// What clients put before the paths that it sees.
    pub(crate) root_path: Arc<str>,
    pub(crate) mounted: Mounted,
}

pub(crate) enum Mounted {
    Site(Arc<Site>),
    Foreign(Foreign),
    Files(Files),
}

/// Is a front end that is ready to serve.
pub(crate) struct FrontendTarget {
    /// Without a slash at the end; empty if it is the whole site.
    pub(crate) path: String,
    pub(crate) leaf: Arc<Leaf>,
    pub(crate) frontend: Arc<Frontend>,
}

/// Is a directory whose files are served.
pub(crate) struct Files {
    pub(crate) served: ServedFiles,
    pub(crate) traffic: Arc<Traffic>,
}

/// Is something that shows how the site is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum View {
    /// The page for people.
    Status,
    /// What the page shows, as JSON.
    StatusData,
    /// What Prometheus reads.
    Metrics,
}

/// Is an operation at its place, prepared.
#[derive(Debug)]
pub(crate) struct Leaf {
    pub(crate) endpoint: Endpoint,
    pub(crate) plan: Arc<Plan>,
    /// Innermost first.
    pub(crate) layers: Arc<[Layered]>,
    /// What is called before it, in that order.
    pub(crate) nodes: Arc<[Node]>,
    /// What the pool knows it by.
    pub(crate) operation: Operation,
    pub(crate) writer: Arc<Writer>,
    /// What its code runs for.
    pub(crate) place: Arc<Place>,
    /// How long its answer may take, once the request's body is here.
    pub(crate) time_max: Duration,
    pub(crate) traffic: Arc<Traffic>,
}

/// Is an operation as people see it.
#[derive(Debug)]
pub(crate) struct Seen {
    pub(crate) name: &'static str,
    pub(crate) method: &'static str,
    pub(crate) path: String,
    pub(crate) traffic: Arc<Traffic>,
}

impl Leaf {
    /// Returns whether its requests have something to keep besides the arguments of one function.
    pub(crate) fn needs_scope(&self) -> bool {
        !self.nodes.is_empty() || self.plan.has_tasks
    }

    /// Returns whether something may come after its answers.
    pub(crate) fn has_aftermath(&self) -> bool {
        self.plan.has_tasks || self.nodes.iter().any(Node::has_cleanup)
    }
}

impl View {
    fn name(self) -> &'static str {
        match self {
            Self::Status => "the status page",
            Self::StatusData => "the status page's data",
            Self::Metrics => "the metrics",
        }
    }
}

/// Is what an application leads to.
pub(crate) struct Targets {
    /// Path and page, tried before everything else.
    pub(crate) pages: Vec<(String, Page)>,
    pub(crate) views: Vec<(String, View)>,
    pub(crate) routes: Vec<Route>,
    pub(crate) frontends: Vec<PlacedFrontend>,
    /// What is around all of it, innermost first.
    pub(crate) layers: Vec<Layered>,
    /// Each with the number of routes that are tried before it, in ascending order.
    pub(crate) mounts: Vec<(usize, Mount)>,
    pub(crate) fallback: Option<Foreign>,
    /// What is called in the place of dependencies.
    pub(crate) overrides: Overrides,
    /// The path of the OpenAPI document, and the document, if another server has a part in it.
    #[cfg(feature = "proxy")]
    pub(crate) document: Option<(String, Arc<JoinedDocument>)>,
}

/// Is what applications that are served together have in common while they are prepared.
pub(crate) struct Preparation {
    pub(crate) shared: Arc<Shared>,
    /// Where the application that is prepared is mounted in the outermost one.
    pub(crate) mounted_at: String,
    /// Every operation that the pool knows.
    pub(crate) operations: Vec<Seen>,
    pub(crate) engines: Vec<Arc<dyn AnyEngine>>,
    /// What is left to do once all of them are prepared.
    pub(crate) start_up: StartUp,
    /// The names of the application that is prepared, and of the outermost.
    pub(crate) directory: Directory,
    pub(crate) mistakes: Vec<String>,
}

impl Preparation {
    /// Makes an operation of what looks for files below `path`, for the pool and for people.
    pub(crate) fn add_files(&mut self, name: &'static str, path: &str) -> (Operation, Arc<Traffic>) {
        let traffic = Arc::new(Traffic::default());
        let path = format!("{}{path}", self.mounted_at);
        self.operations.push(Seen { name, method: "GET", path, traffic: traffic.clone() });
        (self.shared.pool.operation(OperationSettings::named(name)), traffic)
    }
}

const PAGE_METHODS: &[&str] = &["GET", "HEAD"];

impl Site {
    /// Checks everything that requests rely on and builds the table; every mistake is added to those of `preparation`.
    /// Returns also what state the operations take.
    pub(crate) fn new(
        targets: Targets,
        context: Context,
        settings: Settings,
        outside: String,
        preparation: &mut Preparation,
    ) -> (Self, Needs) {
        let context = Arc::new(context);
        let application = Application::new(context.clone(), &preparation.shared.pool);
        let Targets { pages, views, routes, frontends, layers, mounts, fallback, overrides, .. } = targets;
        let mut table = Table::default();
        let mut places: HashMap<(&'static str, String), &'static str> = HashMap::new();
        let pages = pages.into_iter().map(|(path, page)| (path, "a page of the documentation", Target::Page(page)));
        let views = views.into_iter().map(|(path, view)| (path, view.name(), Target::View(view)));
        #[cfg(feature = "proxy")]
        let pages =
            pages.chain(targets.document.iter().map(|(path, document)| {
                (path.clone(), "a page of the documentation", Target::Document(document.clone()))
            }));
        if settings.health_checks {
            places.extend([LIVE, READY].map(|path| (("GET", path.to_owned()), "the health checks")));
        }
        for (path, name, target) in pages.chain(views) {
            let template = Template::parse(&path).expect("the application checks the paths of pages");
            if let Some(first) = places.insert(("GET", template.shape()), name) {
                preparation.mistakes.push(if first == name {
                    format!("two pages of the documentation have the path {path}")
                } else {
                    format!("{path} is the path of {first} and of {name}")
                });
            }
            table.push(template, Methods::These(PAGE_METHODS), target);
        }
        #[cfg(feature = "websockets")]
        let has_sockets = routes.iter().any(|route| route.spec().is_socket());
        let mut mounts = mounts.into_iter().peekable();
        let mut needs = Needs::default();
        for (state, name) in layers.iter().flat_map(Layered::states) {
            needs.add(state, name);
        }
        for (index, route) in routes.iter().enumerate() {
            while let Some((_, next)) = mounts.next_if(|(before, _)| *before <= index) {
                push_mount(&mut table, next);
            }
            let spec = route.spec();
            let template = match Template::parse(&route.path) {
                Ok(template) => template,
                Err(error) => {
                    preparation.mistakes.push(format!("{} ({}): {error}", spec.name, spec.location));
                    continue;
                }
            };
            if let Some(first) = places.insert((spec.method, template.shape()), spec.location) {
                preparation.mistakes.push(format!(
                    "{} {} is registered twice: at {first} and at {} (`{}`)",
                    spec.method, route.path, spec.location, spec.name
                ));
            }
            let leaf = leaf(route, &template, &application, &overrides, &settings, &mut needs, preparation);
            let methods = match spec.is_socket() {
                true => Methods::WebSocket,
                false => Methods::These(std::slice::from_ref(&spec.method)),
            };
            table.push(template, methods, Target::Operation(Arc::new(leaf)));
        }
        for (_, next) in mounts {
            push_mount(&mut table, next);
        }
        let mut frontends: Vec<_> = frontends
            .into_iter()
            .map(|PlacedFrontend { route, frontend }| {
                let template = Template::parse("/").expect("it has no parameters");
                let leaf = leaf(&route, &template, &application, &overrides, &settings, &mut needs, preparation);
                let leaf = Arc::new(leaf);
                FrontendTarget { path: route.path, leaf, frontend }
            })
            .collect();
        frontends.sort_by(|one, other| other.path.len().cmp(&one.path.len()).then_with(|| one.path.cmp(&other.path)));
        for two in frontends.windows(2).filter(|two| two[0].path == two[1].path) {
            preparation.mistakes.push(format!("two front ends have the path {:?}", two[0].path));
        }
        let site = Self {
            table,
            layers: layers.into(),
            context,
            application,
            settings,
            shared: preparation.shared.clone(),
            outside,
            #[cfg(feature = "websockets")]
            has_sockets,
            frontends,
            fallback,
            #[cfg(feature = "proxy")]
            document: targets.document.map(|(_, document)| document),
            started: Instant::now(),
            history: Mutex::default(),
            operations: Vec::new(),
            engines: Vec::new(),
        };
        (site, needs)
    }

    /// Returns for how long the site has been here, in whole milliseconds.
    pub(crate) fn age(&self) -> Duration {
        let milliseconds = self.started.elapsed().as_millis();
        Duration::from_millis(u64::try_from(milliseconds).unwrap_or(u64::MAX))
    }

    /// Returns what is remembered of the last two minutes. Whoever has it answers nothing else meanwhile.
    pub(crate) fn history(&self) -> MutexGuard<'_, History> {
        self.history.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Has answers that would go on without end come to one, in half of the time that there is for the rest.
    pub(crate) fn stop(&self) {
        let until = tokio::time::Instant::now() + self.settings.limits.drain_time_max / 2;
        self.shared.stopping.send_modify(|stopping| {
            stopping.get_or_insert(until);
        });
    }

    /// Is ready once nothing goes on for which no client waits.
    pub(crate) async fn at_rest(&self) {
        self.shared.detached.closed().await;
        self.shared.aftermaths.closed().await;
    }

    /// Finds what serves the decoded `path`.
    pub(crate) fn find(&self, path: &str, asked: Asked<'_>) -> Match<'_, Target> {
        self.table.find(path, asked)
    }

    /// Returns the front end that is asked for the decoded `path`, which no route has.
    pub(crate) fn frontend(&self, path: &str) -> Option<&FrontendTarget> {
        let is_below = |rest: &str| rest.is_empty() || rest.starts_with('/');
        self.frontends.iter().find(|target| path.strip_prefix(&target.path).is_some_and(is_below))
    }

    /// Returns whether a request for `path`, which nothing serves, is sent to the path with the other ending. Clients that
    /// would open a WebSocket follow nobody.
    pub(crate) fn redirects(&self, path: &str, asked: Asked<'_>) -> bool {
        let Asked::Method(method) = asked else { return false };
        if !self.settings.redirect_slashes || path == "/" {
            return false;
        }
        let other = other_slash(path);
        // What answers the rest may redirect, too: to send there what is not served here would go on for ever.
        if self.fallback.is_some() { self.serves(&other, method) } else { self.table.has(&other) }
    }

    /// Returns whether something here serves `path` with that method.
    pub(crate) fn serves(&self, path: &str, method: &str) -> bool {
        matches!(self.find(path, Asked::Method(method)), Match::Found(..))
    }
}

/// Prepares the operation of `route`. What state it takes is added to `needs`.
fn leaf(
    route: &Route,
    template: &Template,
    application: &Arc<Application>,
    overrides: &Overrides,
    settings: &Settings,
    needs: &mut Needs,
    preparation: &mut Preparation,
) -> Leaf {
    let Preparation { shared, mounted_at, operations, mistakes, .. } = preparation;
    let spec = route.spec();
    let Layout { nodes, functions } =
        Layout::new(spec, &route.effects, route.endpoint.depends, template.names(), overrides, mistakes);
    let parameters = functions.iter().flat_map(|function| &function.parameters);
    for state in parameters.filter_map(|parameter| parameter.state) {
        needs.add(state, spec.name);
    }
    let mut own = (route.endpoint.layers)();
    mistakes.append(&mut own.mistakes);
    let layers: Arc<[Layered]> = own.layers.into_iter().chain(route.layers.iter().cloned()).collect();
    for (state, name) in layers.iter().flat_map(Layered::states) {
        needs.add(state, name);
    }
    let mut plan = Plan::new(spec, functions, &route.path, template, mistakes);
    plan.strict_content_type = route.strict_content_type;
    let plan = Arc::new(plan);
    let time_max = spec.deadline.unwrap_or(settings.limits.operation_time_max);
    let operation = shared.pool.operation(OperationSettings {
        placement: spec.placement,
        priority: spec.priority,
        running_max: spec.running_max,
        time_max,
        // What it sends goes on for as long as its client listens.
        run_max: plan.sends.then_some(Duration::MAX),
        ..OperationSettings::named(spec.name)
    });
    let traffic = Arc::new(Traffic::default());
    let (name, method, path) = (spec.name, spec.method, format!("{mounted_at}{}", route.path));
    operations.push(Seen { name, method, path, traffic: traffic.clone() });
    let writer = Arc::new(Writer::new(operation.clone()));
    let nodes = nodes.into();
    let place = Place::new(application.clone());
    Leaf { endpoint: route.endpoint, plan, layers, nodes, operation, writer, place, time_max, traffic }
}

fn push_mount(table: &mut Table<Target>, mount: Mount) {
    let template = Template::below(&mount.path).expect("the application checks the paths of mounts");
    table.push(template, Methods::All, Target::Mount(mount));
}

/// Returns `path` without its last slashes, or with one if it has none.
pub(crate) fn other_slash(path: &str) -> String {
    if path.ends_with('/') { path.trim_end_matches('/').to_owned() } else { format!("{path}/") }
}
