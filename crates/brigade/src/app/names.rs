//! Finds out what everything in an application is called, for URLs.

use std::{fmt::Display, sync::Arc};

use super::{App, Mount, Mountable};
use crate::{
    error::Result,
    route::Template,
    urls::{Named, NamedMount, Names},
};

impl App {
    /// Returns the path of what `name` is, without the root path: an operation, or what is mounted. [`Urls`](crate::Urls)
    /// says what is found by which name, and makes URLs while requests are served.
    ///
    /// ```
    /// use brigade::{App, get, routes};
    ///
    /// #[get("/items/{item_id}")]
    /// async fn read_item(item_id: u64) -> u64 { item_id }
    ///
    /// let app = App::new("Items").routes(routes![read_item]);
    /// assert_eq!(app.url_path_for("read_item", &[("item_id", &7)])?, "/items/7");
    /// # Ok::<(), brigade::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If nothing is named `name` and takes these parameters, or if no path can have their values.
    pub fn url_path_for(&self, name: &str, parameters: &[(&str, &dyn Display)]) -> Result<String> {
        self.names(String::new()).path(name, parameters)
    }

    /// Returns what everything in the application is called, which is mounted there in the outermost one.
    pub(super) fn names(&self, mounted_at: String) -> Arc<Names> {
        let routes = self.router.flatten(&mut Vec::new()).into_iter();
        // A template that is none keeps the application from starting, for which the site says why.
        let operations = routes.filter_map(|route| {
            let (name, is_socket) = (route.spec().name, route.spec().is_socket());
            Template::parse(&route.path).ok().map(|template| Named { name, template, is_socket })
        });
        let operations = operations.collect();
        let mounts = self.mounts.iter().map(|Mount { path, what, .. }| NamedMount {
            name: path.trim_start_matches('/').to_owned(),
            path: path.clone(),
            inside: match what {
                Mountable::App(app) => Some(app.names(format!("{mounted_at}{path}"))),
                Mountable::Foreign(_) | Mountable::Files(_) => None,
            },
        });
        let mounts = mounts.collect();
        Arc::new(Names { mounted_at, operations, mounts })
    }
}
