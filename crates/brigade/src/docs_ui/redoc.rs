//! Makes the page of ReDoc.

use bytes::Bytes;

use super::{
    asset::{ICON, REDOC_SCRIPT, asset},
    source::source,
};
use crate::html::{HtmlPage, escaped};

/// Makes a page of ReDoc for the document at `openapi_url`; its files are below `assets`, but for the script if that has a URL of
/// its own.
///
/// All are as the browser sees them.
pub(crate) fn redoc_page(title: &str, openapi_url: &str, assets: &str, script: Option<&str>) -> HtmlPage {
    let here = |name| asset(name).expect("every file of the page is listed").url(assets);
    let script = script.map_or_else(|| here(REDOC_SCRIPT), str::to_owned);
    let script_origin = source(&script);
    let [script, icon] = [script, here(ICON)].map(|url| escaped(&url));
    let (title, openapi_url) = (escaped(title), escaped(openapi_url));
    let html = format!(
        r#"<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<!-- redoc@2 -->
<title>{title}</title>
<link rel="shortcut icon" href="{icon}">
<style>body {{ margin: 0; padding: 0; }}</style>
</head>
<body>
<noscript>ReDoc needs JavaScript.</noscript>
<redoc spec-url="{openapi_url}"></redoc>
<script src="{script}"></script>
</body>
</html>
"#
    );
    // ReDoc searches in a worker that it makes from a blob.
    let content_security_policy = format!(
        "default-src 'none'; script-src 'self'{script_origin}; style-src 'self' 'unsafe-inline'; \
         img-src 'self' data:; font-src 'self' data:; connect-src 'self'; worker-src blob:; base-uri 'none'; \
         form-action 'none'; frame-ancestors 'self'"
    );
    HtmlPage { html, content_security_policy }
}

/// Returns ReDoc's script. The crate that ships it shows it only inside a page of its own.
pub(super) fn script() -> Bytes {
    let page = aide::redoc::Redoc::new("").html();
    let script = page
        .split_once("<script>")
        .and_then(|(_, rest)| rest.rsplit_once("Redoc.init("))
        .map(|(script, _)| script.trim())
        .expect("the page holds the script before it starts it; a test looks for it");
    // The one file that the script would load from elsewhere. It shows no logo when loading fails.
    script.replace("https://cdn.redoc.ly/redoc/logo-mini.svg", "data:,").into()
}
