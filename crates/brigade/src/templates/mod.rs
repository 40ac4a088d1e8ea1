//! Renders pages from files in Jinja's language.
//!
//! What a template means is minijinja's matter. Here are the files, what every template finds besides its context, and
//! how text gets into HTML: byte for byte as Jinja puts it there.

mod context;
mod escape;
mod files;
mod request_view;

use std::{
    fmt,
    path::{Path, PathBuf},
    sync::Arc,
};

use http::Request;
use minijinja::{
    AutoEscape, Environment, Output, State, Value,
    value::{Kwargs, Serde},
};
use serde::Serialize;

pub use self::context::{Variables, variables};
use self::{escape::escaped, request_view::RequestView};
use crate::{error::Result, respond::Html};

/// Renders the templates of a directory. [`App::templates`](crate::App::templates) adds it, operations take it with `#[state]`.
///
/// The templates are Jinja's, with what FastAPI's find: values in files that end with `.html`, `.htm` or `.xml` are escaped,
/// `request` has `method`, `url`, `base_url`, `headers`, `query_params`, `cookies` and `client`, and
/// `url_for('read_item', item_id=7)` makes [URLs](crate::Urls) from names. The methods of Python's strings, lists and dicts
/// are there too. Clones are cheap: a handler of errors keeps one.
///
/// ```
/// use brigade::{App, Html, Request, Result, Templates, context, get, routes, testing::TestClient};
///
/// #[get("/items/{id}")]
/// async fn read_item(id: String, request: Request, #[state] templates: &Templates) -> Result<Html<String>> {
///     templates.render(&request, "item.html", context! { id })
/// }
///
/// let directory = std::env::temp_dir().join(format!("templates-{}", std::process::id()));
/// std::fs::create_dir_all(&directory)?;
/// std::fs::write(directory.join("item.html"), r#"<a href="{{ url_for('read_item', id=id) }}">{{ id }}</a>"#)?;
///
/// let app = App::new("Shop").templates(Templates::new(&directory)).routes(routes![read_item]);
/// let answer = TestClient::new(app).get("/items/<b>").send();
/// assert_eq!(answer.text(), r#"<a href="http://testserver/items/%3Cb%3E">&lt;b&gt;</a>"#);
/// # std::fs::remove_dir_all(&directory)?;
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Clone)]
pub struct Templates {
    environment: Arc<Environment<'static>>,
    directory: Arc<Path>,
    /// What was wrong when they were read.
    mistakes: Vec<String>,
}

impl Templates {
    /// Reads the templates of `directory` and of those below. What is wrong with them is said when the application starts.
    #[must_use]
    pub fn new(directory: impl Into<PathBuf>) -> Self {
        let mut environment = Environment::new();
        environment.set_auto_escape_callback(auto_escape);
        environment.set_formatter(write_value);
        for name in ["e", "escape"] {
            environment.add_filter(name, escape_filter);
        }
        environment.set_unknown_method_callback(minijinja_contrib::pycompat::unknown_method_callback);
        environment.set_auto_reload(false);
        Self::read(environment, directory.into().into())
    }

    fn read(mut environment: Environment<'static>, directory: Arc<Path>) -> Self {
        environment.clear_templates();
        let mistakes = files::load(&mut environment, &directory);
        Self { environment: Arc::new(environment), directory, mistakes }
    }

    /// Changes what templates find: filters, tests, functions and values that all have.
    ///
    /// ```
    /// use brigade::Templates;
    ///
    /// let templates = Templates::new("templates").customize(|environment| {
    ///     environment.add_filter("dollars", |cents: u32| format!("${}.{:02}", cents / 100, cents % 100));
    ///     environment.add_global("shop", "Burgers");
    /// });
    /// ```
    #[must_use]
    pub fn customize(self, change: impl FnOnce(&mut Environment<'static>)) -> Self {
        let mut environment = Arc::unwrap_or_clone(self.environment);
        change(&mut environment);
        Self::read(environment, self.directory)
    }

    /// Reads templates when they are asked for, and again when they have changed: for development, since every request then
    /// asks the disk, where it runs.
    #[must_use]
    pub fn reloading(self) -> Self {
        let Self { environment, directory, mistakes } = self;
        let mut environment = Arc::unwrap_or_clone(environment);
        environment.clear_templates();
        environment.set_loader(minijinja::path_loader(&directory));
        environment.set_auto_reload(true);
        Self { environment: Arc::new(environment), directory, mistakes }
    }

    /// Returns what was wrong when the templates were read.
    pub(crate) fn mistakes(&self) -> &[String] {
        &self.mistakes
    }

    /// Renders the template `name` for `request`: its path in the directory, with slashes. `context` is what it finds by
    /// name, such as [`context!`](crate::context) or a struct.
    ///
    /// A `request` or `url_for` in the context takes the place of the usual one.
    ///
    /// # Errors
    ///
    /// A 500 if there is no such template, or if it fails; the log says in which line.
    pub fn render<B>(&self, request: &Request<B>, name: &str, context: impl Serialize) -> Result<Html<String>> {
        let template = self.environment.get_template(name)?;
        let context = Value::from(Serde(context));
        let view = Arc::new(RequestView::of(request));
        let urls = view.clone();
        let url_for = Value::from_function(move |name: &str, parameters: Kwargs| urls.url_for(name, &parameters));
        let given = Value::from_pairs([("request", Value::from_dyn_object(view)), ("url_for", url_for)]);
        Ok(Html(template.render(minijinja::value::merge_maps([given, context]))?))
    }
}

impl fmt::Debug for Templates {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Templates").field("directory", &self.directory).finish_non_exhaustive()
    }
}

/// Escapes what Jinja escapes. What else a file is called after that, `.j2` and its like, changes nothing.
fn auto_escape(name: &str) -> AutoEscape {
    let name = [".j2", ".jinja2", ".jinja"].iter().find_map(|ending| name.strip_suffix(ending)).unwrap_or(name);
    let is_markup = [".html", ".htm", ".xml"].iter().any(|ending| name.ends_with(ending));
    if is_markup { AutoEscape::Html } else { AutoEscape::None }
}

fn write_value(output: &mut Output<'_>, state: &mut State<'_, '_>, value: &Value) -> Result<(), minijinja::Error> {
    match state.auto_escape() {
        AutoEscape::Html if !value.is_safe() => Ok(output.write_str(&escaped(value))?),
        _ => minijinja::escape_formatter(output, state, value),
    }
}

fn escape_filter(value: &Value) -> Value {
    if value.is_safe() { value.clone() } else { Value::from_safe_string(escaped(value)) }
}
