//! Makes the pages that show the OpenAPI document: Swagger UI and ReDoc.
//!
//! Nothing is loaded from anywhere else: scripts, styles and icon come from crates, out of the same
//! binary, and the pages' content security policy forbids the rest. Routes are `app`'s business.

mod asset;
mod archive;
mod oauth2_redirect;
#[cfg(feature = "redoc")]
mod redoc;
mod script;
mod source;
mod swagger;

pub(crate) use asset::{Asset, CACHE_CONTROL, assets};
pub(crate) use oauth2_redirect::oauth2_redirect_page;
#[cfg(feature = "redoc")]
pub(crate) use redoc::redoc_page;
pub(crate) use swagger::{SwaggerPage, swagger_page};

#[cfg(test)]
mod tests {
    use super::{asset::asset, *};
    use crate::{
        html::Nonce,
        value::{Object, Value},
    };

    fn page(parameters: &[(&str, Value)]) -> String {
        let parameters: Object = parameters.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect();
        let page = SwaggerPage {
            title: "</title> & \"co\" - Swagger UI",
            openapi_url: "/it's</script>/openapi.json",
            assets: "/api/docs",
            files: None,
            oauth2_redirect_url: Some("/api/docs/oauth2-redirect"),
            init_oauth: Some(&"</script>".into()),
            parameters: &parameters,
        };
        swagger_page(&page, &Nonce::random()).html
    }

    #[test]
    fn texts_of_the_user_stay_texts() {
        let html = page(&[("</script>", "<!--".into())]);
        for expected in [
            "<title>&lt;/title&gt; &amp; &quot;co&quot; - Swagger UI</title>",
            r"url: '/it\u0027s\u003c/script\u003e/openapi.json'",
            r#""\u003c/script\u003e": "\u003c!--","#,
            r#"ui.initOAuth("\u003c/script\u003e")"#,
        ] {
            assert!(html.contains(expected), "{expected} is not in\n{html}");
        }
        assert_eq!(html.matches("</script>").count(), 2);
    }

    #[test]
    fn settings_of_the_user_replace_those_of_the_page() {
        let theme: Object = [("theme".to_owned(), "obsidian".into()), ("on".to_owned(), true.into())].into();
        let html = page(&[("deepLinking", false.into()), ("syntaxHighlight", theme.into())]);
        for expected in [
            r##""dom_id": "#swagger-ui","##,
            r#""deepLinking": false,"#,
            r#""syntaxHighlight": {"theme": "obsidian", "on": true},"#,
            r#""validatorUrl": null,"#,
            "plugins: [filesOfLists],",
            "oauth2RedirectUrl: window.location.origin + '/api/docs/oauth2-redirect',",
        ] {
            assert!(html.contains(expected), "{expected} is not in\n{html}");
        }
        assert!(!html.contains(r#""deepLinking": true"#));
    }

    #[test]
    fn pages_load_nothing_but_files_that_are_here() {
        let pages = [
            page(&[]),
            oauth2_redirect_page(&Nonce::random()).html,
            #[cfg(feature = "redoc")]
            redoc_page("Burgers - ReDoc", "/api/openapi.json", "/api/docs", None).html,
        ];
        let mut files = 0;
        for html in pages {
            assert!(!html.contains("//"), "a URL of another host, or a comment, in\n{html}");
            for (_, rest) in html.match_indices("\"/api/docs/").map(|(at, found)| html.split_at(at + found.len())) {
                let (name, fingerprint) = rest.split_once("?v=").expect("a file's URL has its fingerprint");
                let asset = asset(name).unwrap_or_else(|| panic!("{name} is not here"));
                assert!(fingerprint.starts_with(asset.etag.trim_matches('"')));
                files += 1;
            }
        }
        assert_eq!(files, if cfg!(feature = "redoc") { 5 } else { 3 });
    }

    #[test]
    fn files_are_whole() {
        for (name, bytes_min) in [("swagger-ui-bundle.js", 400_000), ("swagger-ui.css", 20_000), ("favicon.svg", 200)] {
            let asset = asset(name).expect("the page loads it");
            assert!(asset.bytes.len() >= bytes_min, "{name} has {} bytes", asset.bytes.len());
            assert_eq!(asset.bytes.starts_with(b"\x1f\x8b\x08"), asset.encoding == Some("gzip"), "{name}");
        }
        assert!(asset("../Cargo.toml").is_none());
    }

    #[cfg(feature = "redoc")]
    #[test]
    fn the_script_of_redoc_is_whole() {
        let script = &asset("redoc.standalone.js").expect("the page loads it").bytes;
        let text = std::str::from_utf8(script).expect("scripts are UTF-8");
        assert!(text.len() > 1_000_000 && !text.contains("<!DOCTYPE html>\n<html lang"));
        assert!(!text.contains("cdn.redoc.ly"));
        assert!(text.trim_end().ends_with(".map"), "{}", &text[text.len() - 80..]);
    }

    #[test]
    fn nonces_differ() {
        assert_ne!(Nonce::random().to_string(), Nonce::random().to_string());
    }

    #[test]
    fn a_broken_archive_has_no_files() {
        let archive = utoipa_swagger_ui_vendored::SWAGGER_UI_VENDORED;
        for end in [0, 3, 21, 22, 1000, archive.len() / 2, archive.len() - 100] {
            assert!(archive::gzip_member(&archive[..end], "/dist/swagger-ui.css").is_none());
        }
        assert!(archive::gzip_member(archive, "/dist/absent").is_none());
    }
}
