//! Checks an application as a whole, and prepares it to be served.

use std::sync::{Arc, OnceLock};

use super::{App, Mount, Mountable};
use crate::{
    batch::{Place, WarmUp},
    error::Result,
    extract::Context,
    files::ServedFiles,
    openapi::{self, Options, Server},
    page::{File, Page},
    request::RootPath,
    router::{PlacedFrontend, Route},
    site::{self, Files, Mounted, Preparation, Settings, Shared, Site, Targets, View},
    start_up::{StartUp, Unstarted, refuse},
    urls::{Directory, NamedMount},
    value::Value,
};
#[cfg(feature = "proxy")]
use crate::{foreign::Foreign, joined_document::JoinedDocument};

/// Bodies are read by recursion. In a build without optimisations 300 levels of a model inside itself fit a thread's 2 MiB,
/// 1,000 do not.
const JSON_DEPTH_MAX: usize = 256;

impl App {
    pub(super) fn document(&self, routes: &[Route]) -> Value {
        let options =
            Options { errors: self.settings.errors, separate_input_output_schemas: self.separate_input_output_schemas };
        let mut info = self.info.clone();
        let root_path = &self.settings.root_path;
        if self.root_path_in_servers
            && !root_path.is_empty()
            && !info.servers.iter().any(|server| server.url() == root_path)
        {
            info.servers.insert(0, Server::new(root_path));
        }
        openapi::document(&info, routes, options, &self.additions)
    }

    /// Checks the application as a whole and prepares it.
    ///
    /// # Errors
    ///
    /// Every mistake at once: routes that are registered twice, settings that cannot work, and, unless there are lifespans
    /// that could add it, state that is missing.
    pub(crate) fn build(self) -> Result<(Arc<Site>, StartUp)> {
        let views = self.views();
        let shared = Arc::new(Shared::new(!views.is_empty()));
        let names = self.names(String::new());
        let mut preparation = Preparation {
            shared,
            mounted_at: String::new(),
            operations: Vec::new(),
            engines: Vec::new(),
            start_up: StartUp::default(),
            directory: Directory {
                own: names.clone(),
                whole: names,
                root_path: self.settings.root_path.as_str().into(),
            },
            mistakes: Vec::new(),
        };
        let outside = self.settings.root_path.clone();
        let mut site = self.prepare(outside, views, &mut preparation);
        site.operations = preparation.operations;
        site.engines = preparation.engines;
        refuse(&preparation.mistakes)?;
        if preparation.start_up.len() == 0 {
            site.shared.readiness.complete();
        }
        Ok((Arc::new(site), preparation.start_up))
    }

    fn prepare(mut self, outside: String, views: Vec<(String, View)>, preparation: &mut Preparation) -> Site {
        preparation.mistakes.append(&mut self.mistakes);
        preparation.engines.extend(self.engines.iter().map(|(_, engine)| engine.clone()));
        preparation.mistakes.append(&mut self.layers.mistakes);
        let routes = self.router.flatten(&mut preparation.mistakes);
        let frontends = self.router.frontends(&mut preparation.mistakes);
        let is_development = std::env::var("BRIGADE_ENV").is_ok_and(|value| value == "development");
        for PlacedFrontend { frontend, .. } in &frontends {
            preparation.mistakes.extend(frontend.mistakes(is_development));
        }
        self.check_settings(&mut preparation.mistakes);
        #[cfg_attr(not(feature = "proxy"), expect(unused_mut, reason = "the document stays as it is"))]
        let mut pages = self.pages(&routes);
        #[cfg(feature = "proxy")]
        let document = self.prepare_proxy(&routes, &mut pages, &mut preparation.mistakes);
        let root_path = &self.settings.root_path;
        // Its own lifespans begin before those of what is mounted in it.
        let place = preparation.start_up.len();
        let names = preparation.directory.own.clone();
        let mounts = std::mem::take(&mut self.mounts).into_iter().zip(&names.mounts);
        let mounts =
            mounts.map(|(mount, name)| (mount.before, mount.prepare(&self.settings, name, preparation))).collect();
        let context = Context {
            state: OnceLock::new(),
            strict_content_type: self.strict_content_type,
            json_depth_max: self.settings.limits.json_depth_max,
            form_fields_max: self.settings.limits.form_fields_max,
            form_field_bytes_max: self.settings.limits.form_field_bytes_max,
            root_path: RootPath(root_path.as_str().into()),
            directory: preparation.directory.clone(),
        };
        let overrides = self.overrides;
        let layers = self.layers.layers;
        let targets = Targets {
            pages,
            views,
            routes,
            frontends,
            layers,
            mounts,
            fallback: self.fallback,
            #[cfg(feature = "proxy")]
            document,
            overrides,
        };
        let lifespans = self.router.lifespans();
        let warm_ups = std::mem::take(&mut self.warm_ups);
        let (site, mut needs) = Site::new(targets, context, self.settings, outside, preparation);
        let (mounted_at, context) = (preparation.mounted_at.clone(), site.context.clone());
        let inside = Place::new(site.application.clone());
        for WarmUp { batch, .. } in &warm_ups {
            batch.states.iter().for_each(|state| needs.add(*state, batch.name));
        }
        let (state, engines) = (self.state, self.engines);
        let application = Unstarted { mounted_at, context, inside, state, needs, engines, lifespans, warm_ups };
        preparation.start_up.insert(place, application, &mut preparation.mistakes);
        site
    }

    /// Makes the proxy the fallback. If the other server has a document, it is joined to that among `pages`.
    #[cfg(feature = "proxy")]
    fn prepare_proxy(
        &mut self,
        routes: &[Route],
        pages: &mut Vec<(String, Page)>,
        mistakes: &mut Vec<String>,
    ) -> Option<(String, Arc<JoinedDocument>)> {
        let proxy = self.proxy.take()?;
        let forwarder = match proxy.prepare(self.settings.limits.body_gap_max) {
            Ok(forwarder) => forwarder,
            Err(mistake) => {
                mistakes.push(mistake);
                return None;
            }
        };
        let forward = forwarder.clone();
        if self.fallback.replace(Foreign::function(move |request| forward.clone().forward(request))).is_some() {
            mistakes.push("a service and another server are to answer what no route takes".to_owned());
        }
        let openapi_url = self.openapi_url.clone().filter(|_| forwarder.has_document())?;
        let Value::Object(document) = self.document(routes) else { return None };
        pages.retain(|(path, _)| *path != openapi_url);
        Some((openapi_url, Arc::new(JoinedDocument::new(document, forwarder))))
    }

    /// Prepares an application that is mounted where clients see `root_path`.
    fn prepare_mounted(mut self, root_path: &str, preparation: &mut Preparation) -> Site {
        if self.status_url.iter().flatten().chain(&self.metrics_url).next().is_some() {
            let mistake = "the status page and the metrics are the outermost application's: they show all operations";
            preparation.mistakes.push(mistake.to_owned());
        }
        if self.settings.health_checks {
            preparation
                .mistakes
                .push("the health checks are the outermost application's: they are asked at its root".to_owned());
        }
        if self.settings.root_path.is_empty() {
            root_path.clone_into(&mut self.settings.root_path);
        }
        self.prepare(String::new(), Vec::new(), preparation)
    }

    fn check_settings(&self, mistakes: &mut Vec<String>) {
        for (name, path) in [
            ("openapi_url", self.openapi_url.as_ref()),
            ("docs_url", self.docs_url.as_ref()),
            ("redoc_url", self.redoc_url.as_ref()),
            ("oauth2_redirect_url", self.oauth2_redirect_url.as_ref().and_then(Option::as_ref)),
            ("status_url", self.status_url.as_ref().and_then(Option::as_ref)),
            ("metrics_url", self.metrics_url.as_ref()),
        ] {
            if path.is_some_and(|path| !is_page_path(path)) {
                mistakes.push(format!("`{name}` must start with `/` and have no parameters"));
            }
        }
        let root_path = &self.settings.root_path;
        if !root_path.is_empty() && (!root_path.starts_with('/') || root_path.ends_with('/')) {
            mistakes.push(format!("the root path {root_path:?} must start with `/` and not end with one"));
        }
        let limits = &self.settings.limits;
        for (name, value) in [
            ("head_bytes_max", limits.head_bytes_max),
            ("headers_max", limits.headers_max),
            ("target_bytes_max", limits.target_bytes_max),
            ("json_depth_max", limits.json_depth_max),
            ("connections_max", limits.connections_max.unwrap_or(1)),
        ] {
            if value == 0 {
                mistakes.push(format!("the limit `{name}` is 0, which refuses every request"));
            }
        }
        if limits.json_depth_max > JSON_DEPTH_MAX {
            let most = JSON_DEPTH_MAX;
            mistakes
                .push(format!("the limit `json_depth_max` is over {most}: reading so deep a body overflows the stack"));
        }
        // hyper's buffer cannot be smaller.
        if (1..8192).contains(&limits.head_bytes_max) {
            mistakes.push("the limit `head_bytes_max` is under 8,192 bytes".to_owned());
        }
    }

    fn pages(&self, routes: &[Route]) -> Vec<(String, Page)> {
        let Some(openapi_url) = &self.openapi_url else { return Vec::new() };
        let oauth2_redirect_url = self.oauth2_redirect_page();
        if [self.openapi_url.as_ref(), self.docs_url.as_ref(), self.redoc_url.as_ref(), oauth2_redirect_url.as_ref()]
            .into_iter()
            .flatten()
            .any(|path| !is_page_path(path))
        {
            return Vec::new();
        }
        let document = crate::json::to_bytes(&self.document(routes)).expect("a document consists of JSON values");
        let document = Page::File(File::new("application/json", document));
        #[cfg_attr(not(feature = "docs"), expect(unused_mut, reason = "there are no pages to add"))]
        let mut pages = vec![(openapi_url.clone(), document)];
        #[cfg(feature = "docs")]
        pages.extend(
            crate::docs_routes::Docs {
                title: &self.info.title,
                root_path: &self.settings.root_path,
                openapi_url,
                docs_url: self.docs_url.as_deref(),
                redoc_url: self.redoc_url.as_deref(),
                swagger_ui_files: self.swagger_ui_files.as_ref(),
                redoc_file: self.redoc_file.as_deref(),
                swagger_ui_parameters: &self.swagger_ui_parameters,
                oauth2_redirect_url: oauth2_redirect_url.as_deref(),
                init_oauth: &self.init_oauth,
            }
            .pages(),
        );
        pages
    }

    fn views(&self) -> Vec<(String, View)> {
        let status = self.status_page();
        let data = status.map(|path| (format!("{}/data", path.trim_end_matches('/')), View::StatusData));
        let status = status.map(|path| (path.to_owned(), View::Status));
        let metrics = self.metrics_url.clone().map(|path| (path, View::Metrics));
        [status, data, metrics].into_iter().flatten().filter(|(path, _)| is_page_path(path)).collect()
    }

    /// Returns where the status page is, without the root path.
    pub(super) fn status_page(&self) -> Option<&str> {
        match &self.status_url {
            Some(url) => url.as_deref(),
            None => self.docs_path().filter(|_| cfg!(feature = "docs")).map(|_| "/brigade"),
        }
    }
}

impl Mount {
    /// Prepares it for an application with these settings.
    fn prepare(self, settings: &Settings, name: &NamedMount, preparation: &mut Preparation) -> site::Mount {
        let root_path: Arc<str> = format!("{}{}", settings.root_path, self.path).into();
        let mounted = match self.what {
            Mountable::Foreign(foreign) => Mounted::Foreign(foreign),
            Mountable::Files(files) => {
                let mistakes = files.mistakes().into_iter();
                preparation.mistakes.extend(mistakes.map(|mistake| format!("mounted at {}: {mistake}", self.path)));
                let (operation, traffic) = preparation.add_files("static_files", &self.path);
                let time_max = settings.limits.operation_time_max;
                Mounted::Files(Files {
                    served: ServedFiles::new(files, root_path.clone(), operation, time_max),
                    traffic,
                })
            }
            Mountable::App(app) => {
                let known = preparation.mistakes.len();
                let around = preparation.mounted_at.len();
                preparation.mounted_at.push_str(&self.path);
                let names = name.inside.clone().unwrap_or_default();
                let outside = std::mem::replace(&mut preparation.directory.own, names);
                let site = app.prepare_mounted(&root_path, preparation);
                preparation.directory.own = outside;
                preparation.mounted_at.truncate(around);
                for mistake in &mut preparation.mistakes[known..] {
                    *mistake = format!("mounted at {}: {mistake}", self.path);
                }
                Mounted::Site(Arc::new(site))
            }
        };
        site::Mount { path: self.path, root_path, mounted }
    }
}

/// Returns whether a page can be at `path`.
pub(super) fn is_page_path(path: &str) -> bool {
    path.starts_with('/') && !path.contains(['{', '}'])
}
