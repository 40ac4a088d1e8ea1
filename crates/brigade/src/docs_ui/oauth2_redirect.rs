//! Makes the page to which authorisation servers send people back.

use crate::html::{HtmlPage, Nonce};

/// Makes the page. It hands the server's answer to the page of Swagger UI that opened it, and closes.
pub(crate) fn oauth2_redirect_page(nonce: &Nonce) -> HtmlPage {
    let html = format!(
        r#"<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Swagger UI: OAuth2 Redirect</title>
</head>
<body>
<script nonce="{nonce}">
const oauth2 = window.opener.swaggerUIRedirectOauth2;
const auth = oauth2.auth;
const inFragment = /code|token|error/.test(location.hash);
const answer = Object.fromEntries(
    new URLSearchParams(inFragment ? location.hash.slice(1).replace("?", "&") : location.search.slice(1)));
const isValid = answer.state === oauth2.state;
const redirectUrl = oauth2.redirectUrl;
const report = (level, message) => oauth2.errCb({{ authId: auth.name, source: "auth", level, message }});
const wantsCode = ["accessCode", "authorizationCode", "authorization_code"].includes(auth.schema.get("flow"));
if (wantsCode && !auth.code) {{
    if (!isValid) report("warning", "The answer carries another state than the one that was sent: it may not be for this page.");
    if (answer.code) {{
        delete oauth2.state;
        auth.code = answer.code;
        oauth2.callback({{ auth, redirectUrl }});
    }} else {{
        report("error", answer.error
            ? `${{answer.error}}: ${{answer.error_description ?? "no code in the answer"}} ${{answer.error_uri ?? ""}}`
            : "The authorisation server sent no code.");
    }}
}} else {{
    oauth2.callback({{ auth, token: answer, isValid, redirectUrl }});
}}
window.close();
</script>
</body>
</html>
"#
    );
    let content_security_policy = format!(
        "default-src 'none'; script-src 'nonce-{nonce}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    );
    HtmlPage { html, content_security_policy }
}
