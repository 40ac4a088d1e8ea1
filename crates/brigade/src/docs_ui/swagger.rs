//! Makes the page of Swagger UI.

use super::{
    asset::{ICON, SWAGGER_SCRIPT, SWAGGER_STYLE, asset},
    script::{script_json, script_text},
    source::source,
};
use crate::{
    html::{HtmlPage, Nonce, escaped},
    value::{Object, Value},
};

/// Says what a page of Swagger UI shows, and how.
#[derive(Debug)]
pub(crate) struct SwaggerPage<'p> {
    /// The page's title.
    pub(crate) title: &'p str,
    /// Where the document is, as the browser sees it.
    pub(crate) openapi_url: &'p str,
    /// Where the files are, as the browser sees it: the page's own path.
    pub(crate) assets: &'p str,
    /// The URLs of the script and the style, if they are not those here.
    pub(crate) files: Option<(&'p str, &'p str)>,
    /// Where authorisation servers send people back to, if anywhere.
    pub(crate) oauth2_redirect_url: Option<&'p str>,
    /// What Swagger UI's `initOAuth` is called with, if at all.
    pub(crate) init_oauth: Option<&'p Value>,
    /// Swagger UI's settings, over those that it has here.
    pub(crate) parameters: &'p Object,
}

/// Has lists of files shown as files. Swagger UI knows a single one by its `contentMediaType`, but those of a list by OpenAPI 3.0's
/// words alone, and would ask for texts.
const FILES_OF_LISTS: &str = r"const filesOfLists = ({ React }) => ({
    wrapComponents: {
        JsonSchema_array: (Original) => (properties) => {
            const { schema } = properties
            const areFiles = schema.getIn(['items', 'contentMediaType']) === 'application/octet-stream'
            const shown = areFiles ? schema.setIn(['items', 'format'], 'binary') : schema
            return React.createElement(Original, { ...properties, schema: shown })
        },
    },
})
";

/// Makes a page of Swagger UI.
pub(crate) fn swagger_page(page: &SwaggerPage<'_>, nonce: &Nonce) -> HtmlPage {
    let here = |name| asset(name).expect("every file of the page is listed").url(page.assets);
    let (script, style) = match page.files {
        Some((script, style)) => (script.to_owned(), style.to_owned()),
        None => (here(SWAGGER_SCRIPT), here(SWAGGER_STYLE)),
    };
    let (script_origin, style_origin) = (source(&script), source(&style));
    let [script, style, icon] = [script, style, here(ICON)].map(|url| escaped(&url));
    let title = escaped(page.title);
    let openapi_url = script_text(page.openapi_url);
    let mut settings: String = settings(page.parameters)
        .iter()
        .map(|(key, value)| format!("    {}: {},\n", script_json(&key.into()), script_json(value)))
        .collect();
    if let Some(url) = page.oauth2_redirect_url {
        let line = format!("    oauth2RedirectUrl: window.location.origin + '{}',\n", script_text(url));
        settings.push_str(&line);
    }
    let init_oauth =
        page.init_oauth.map_or_else(String::new, |value| format!("ui.initOAuth({})\n", script_json(value)));
    let html = format!(
        r##"<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1.0">
<!-- swagger-ui-dist -->
<link type="text/css" rel="stylesheet" href="{style}">
<link rel="shortcut icon" href="{icon}">
<title>{title}</title>
</head>
<body>
<div id="swagger-ui">
</div>
<script src="{script}"></script>
<script nonce="{nonce}">
{FILES_OF_LISTS}const ui = SwaggerUIBundle({{
    url: '{openapi_url}',
{settings}    plugins: [filesOfLists],
    presets: [
        SwaggerUIBundle.presets.apis,
        SwaggerUIBundle.SwaggerUIStandalonePreset
    ],
}})
{init_oauth}</script>
</body>
</html>
"##
    );
    // Operations can be tried out on any server that the document names, so connections are free.
    let content_security_policy = format!(
        "default-src 'none'; script-src 'self'{script_origin} 'nonce-{nonce}'; \
         style-src 'self'{style_origin} 'unsafe-inline'; \
         img-src 'self' data:; font-src 'self' data:; connect-src *; base-uri 'none'; form-action 'none'; \
         frame-ancestors 'self'"
    );
    HtmlPage { html, content_security_policy }
}

fn settings(parameters: &Object) -> Object {
    let mut settings: Object = [
        ("dom_id", Value::from("#swagger-ui")),
        ("layout", "BaseLayout".into()),
        ("deepLinking", true.into()),
        ("showExtensions", true.into()),
        ("showCommonExtensions", true.into()),
        // The badge of an online validator would send the document's URL to it.
        ("validatorUrl", Value::Null),
    ]
    .into_iter()
    .map(|(key, value)| (key.to_owned(), value))
    .collect();
    settings.extend(parameters.clone());
    settings
}
