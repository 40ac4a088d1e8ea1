//! Pages from templates. What is expected of escapes and of the request is what Jinja prints in Starlette.

use std::{fs, path::PathBuf};

use brigade::{
    App, Error, Html, Request, Result, StatusCode, Templates, context, get, routes,
    testing::{TestClient, TestResponse},
};
use serde::Serialize;
use serde_json::json;

use crate::check;

/// Is a folder with files, as long as it lives.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str, files: &[(&str, &str)]) -> Self {
        let folder = Self(std::env::temp_dir().join(format!("brigade-templates-{name}-{}", std::process::id())));
        for (path, text) in files {
            folder.write(path, text);
        }
        folder
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.0.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).unwrap();
    }
}

#[get("/page/{name:path}")]
async fn page(name: String, request: Request, #[state] templates: &Templates) -> Result<Html<String>> {
    let data = json!({"a": ["<", 1], "b": [2.5]});
    templates.render(&request, &name, context! { text => "<&>'\"/", id => "x y", data })
}

#[get("/items/{id}")]
async fn read(id: String) -> String {
    id
}

fn ask(client: &TestClient, name: &str) -> TestResponse {
    let request = client.get(&format!("/page/{name}?q=1&q=2%3C"));
    request.header("x-name", "N").header("cookie", "session=\"a b\"").send()
}

#[test]
fn templates_are_jinja_s() {
    let cases = [
        (
            "text.html",
            "{{ text }} {{ text|e }} {{ text|safe }} {% autoescape false %}{{ text }}{% endautoescape %}",
            "&lt;&amp;&gt;&#39;&#34;/ &lt;&amp;&gt;&#39;&#34;/ <&>'\"/ <&>'\"/",
        ),
        (
            "attributes.html",
            "<a title='{{ text }}' href=\"{{ url_for('read', id=id) }}\">{{ id }}</a>",
            "<a title='&lt;&amp;&gt;&#39;&#34;/' href=\"http://testserver/items/x%20y\">x y</a>",
        ),
        ("plain.txt", "{{ text }} {{ id }}", "<&>'\"/ x y"),
        ("script.js", "{{ text }}", "<&>'\"/"),
        ("late.html.j2", "{{ text }}", "&lt;&amp;&gt;&#39;&#34;/"),
        ("base.html", "<body>{% block body %}{% endblock %}</body>\n", "<body></body>"),
        (
            "page.html",
            "{% extends 'base.html' %}{% block body %}{% include 'part/row.html' %}{% endblock %}",
            "<body><td>&lt;&amp;&gt;&#39;&#34;/</td>http://testserver/items/1</body>",
        ),
        (
            "part/row.html",
            "{% import 'macros.html' as m %}{{ m.cell(text) }}{{ url_for('read', id=1) }}",
            "<td>&lt;&amp;&gt;&#39;&#34;/</td>http://testserver/items/1",
        ),
        ("macros.html", "{% macro cell(x) %}<td>{{ x }}</td>{% endmacro %}", ""),
        (
            "loop.html",
            "{% for key, value in data.items() %}{{ loop.index }}:{{ key }}={{ value|join(', ') }};{% else %}none\
             {% endfor %}{{ missing }}{{ text.upper() }}{{ data.get('x', 'none') }}",
            "1:a=&lt;, 1;2:b=2.5;&lt;&amp;&gt;&#39;&#34;/none",
        ),
        (
            "request.html",
            "{{ request.method }} {{ request.url }} {{ request.url.path }} {{ request.url.query }} \
             {{ request.base_url }} {{ request.headers['X-Name'] }} {{ request.headers.get('x-name') }} \
             {{ request.query_params.q }} {{ request.query_params.get('none', 'nothing') }} \
             {{ request.cookies.session }} {{ request.url_for('read', id=1) }}",
            "GET http://testserver/page/request.html?q=1&amp;q=2%3C /page/request.html q=1&amp;q=2%3C http://testserver/ \
             N N 2&lt; nothing a b http://testserver/items/1",
        ),
        ("json.html", "<script>{{ data|tojson }}</script>", "<script>{\"a\": [\"\\u003c\", 1], \"b\": [2.5]}</script>"),
    ];
    let folder = Folder::new("jinja", &cases.map(|(name, source, _)| (name, source)));
    let app = App::new("Pages").templates(Templates::new(&folder.0)).routes(routes![page, read]);
    let client = TestClient::new(app);
    for (name, _, expected) in cases {
        let answer = ask(&client, name);
        assert_eq!(answer.text(), expected, "{name}");
        assert_eq!(answer.header("content-type"), Some("text/html; charset=utf-8"), "{name}");
    }
}

#[test]
fn a_context_is_whatever_serialises() {
    #[derive(Serialize)]
    struct Burger {
        name: &'static str,
        prices: Vec<Option<u8>>,
    }
    #[get("/context/{kind}")]
    async fn render(kind: String, request: Request, #[state] templates: &Templates) -> Result<Html<String>> {
        let burger = Burger { name: "Royal", prices: vec![Some(8), None] };
        let name = String::from("Veggie");
        match kind.as_str() {
            "struct" => templates.render(&request, "burger.html", &burger),
            "json" => templates.render(&request, "burger.html", json!({"name": "Cheese", "prices": []})),
            "names" => templates.render(&request, "burger.html", context! { name, prices => burger.prices }),
            "own" => templates.render(&request, "burger.html", context! { name, request => json!({"method": "mine"}) }),
            _ => templates.render(&request, "burger.html", context! {}),
        }
    }
    let source = "{{ name }} {% for price in prices %}{{ price or '?' }} {% endfor %}{{ request.method }}";
    let folder = Folder::new("context", &[("burger.html", source)]);
    let client = TestClient::new(App::new("Pages").templates(Templates::new(&folder.0)).routes(routes![render]));
    let cases = [
        ("struct", "Royal 8 ? GET"),
        ("json", "Cheese GET"),
        ("names", "Veggie 8 ? GET"),
        ("own", "Veggie mine"),
        ("none", " GET"),
    ];
    for (kind, expected) in cases {
        assert_eq!(client.get(&format!("/context/{kind}")).send().text(), expected, "{kind}");
    }
}

#[test]
fn templates_find_what_is_added_to_them() {
    let folder = Folder::new("custom", &[("page.html", "{{ 1250|dollars }} {{ shop }}")]);
    let templates = Templates::new(&folder.0).customize(|environment| {
        environment.add_filter("dollars", |cents: u32| format!("${}.{:02}", cents / 100, cents % 100));
        environment.add_global("shop", "Burgers & more");
    });
    let client = TestClient::new(App::new("Pages").templates(templates).routes(routes![page]));
    assert_eq!(ask(&client, "page.html").text(), "$12.50 Burgers &amp; more");
}

#[test]
fn handlers_of_errors_answer_pages() {
    let folder = Folder::new("errors", &[("404.html", "{{ request.url.path }}: see {{ url_for('read', id=1) }}")]);
    let templates = Templates::new(&folder.0);
    let missing = move |_: Error, request: Request| -> Result<(StatusCode, Html<String>)> {
        Ok((StatusCode::NOT_FOUND, templates.render(&request, "404.html", context! {})?))
    };
    let client = TestClient::new(App::new("Pages").routes(routes![read]).on_status(404, missing));
    check(
        &client,
        "GET /nowhere",
        "404 [content-type: text/html; charset=utf-8] /nowhere: see http://testserver/items/1",
    );
}

#[test]
fn a_wrong_template_keeps_the_application_from_starting() {
    let files = [("good.html", "{{ x }}"), ("a/wrong.html", "one\n{% if %}"), (".hidden.html", "{% if %}")];
    let folder = Folder::new("wrong", &files);
    let app = App::new("Pages").templates(Templates::new(&folder.0)).templates(Templates::new("no/such/folder"));
    let error = TestClient::try_new(app).map(|_| ()).unwrap_err().to_string();
    assert!(error.contains("a/wrong.html:2"), "{error}");
    assert!(error.contains("the templates in no/such/folder cannot be read"), "{error}");
    assert!(!error.contains("hidden"), "{error}");
}

#[test]
fn what_a_template_does_wrong_goes_to_the_log_alone() {
    let files = [("fails.html", "{{ url_for('nothing') }}"), ("includes.html", "{% include 'none.html' %}")];
    let folder = Folder::new("fails", &files);
    let client = TestClient::new(App::new("Pages").templates(Templates::new(&folder.0)).routes(routes![page]));
    for name in ["fails.html", "includes.html", "none.html", "../none.html"] {
        check(
            &client,
            &format!("GET /page/{name}"),
            "500 [content-type: text/plain; charset=utf-8] Internal Server Error",
        );
    }
}

#[test]
fn templates_are_read_again_only_if_that_is_asked_for() {
    let folder = Folder::new("again", &[("page.html", "old {{ id }}")]);
    let client = |templates| TestClient::new(App::new("Pages").templates(templates).routes(routes![page]));
    let (once, again) = (client(Templates::new(&folder.0)), client(Templates::new(&folder.0).reloading()));
    let expect = |name: &str, expected_once: &str, expected_again: &str| {
        assert_eq!(ask(&once, name).text(), expected_once, "{name}");
        assert_eq!(ask(&again, name).text(), expected_again, "{name}");
    };
    let failed = "Internal Server Error";
    expect("page.html", "old x y", "old x y");
    expect("new.html", failed, failed);
    folder.write("page.html", "new and longer {{ id }}");
    folder.write("new.html", "here");
    expect("page.html", "old x y", "new and longer x y");
    expect("new.html", failed, "here");
}
