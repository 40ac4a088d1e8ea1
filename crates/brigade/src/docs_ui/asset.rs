//! Holds the files that the pages load.

use std::{
    hash::{DefaultHasher, Hasher},
    sync::LazyLock,
};

use bytes::Bytes;

use super::archive::gzip_member;

/// How long a browser may keep a file: for good, since its URL has its fingerprint.
pub(crate) const CACHE_CONTROL: &str = "public, max-age=31536000, immutable";

pub(super) const SWAGGER_SCRIPT: &str = "swagger-ui-bundle.js";
pub(super) const SWAGGER_STYLE: &str = "swagger-ui.css";
#[cfg(feature = "redoc")]
pub(super) const REDOC_SCRIPT: &str = "redoc.standalone.js";
pub(super) const ICON: &str = "favicon.svg";

/// Holds a file that a page loads.
#[derive(Debug)]
pub(crate) struct Asset {
    /// The last segment of its path.
    pub(crate) name: &'static str,
    /// The `Content-Type`.
    pub(crate) media_type: &'static str,
    /// The `Content-Encoding`, if any.
    pub(crate) encoding: Option<&'static str>,
    /// The content, so encoded.
    pub(crate) bytes: Bytes,
    /// The `ETag`, quotes included.
    pub(crate) etag: String,
}

impl Asset {
    fn new(name: &'static str, media_type: &'static str, encoding: Option<&'static str>, bytes: Bytes) -> Self {
        let mut hasher = DefaultHasher::new();
        hasher.write(&bytes);
        Self { name, media_type, encoding, etag: format!("\"{:016x}\"", hasher.finish()), bytes }
    }

    /// Returns the URL of the file below `base`; another content has another URL.
    pub(super) fn url(&self, base: &str) -> String {
        format!("{base}/{}?v={}", self.name, self.etag.trim_matches('"'))
    }
}

/// Returns every file.
pub(crate) fn assets() -> &'static [Asset] {
    static ASSETS: LazyLock<Vec<Asset>> = LazyLock::new(all);
    &ASSETS
}

/// Returns the file called `name`.
pub(super) fn asset(name: &str) -> Option<&'static Asset> {
    assets().iter().find(|asset| asset.name == name)
}

fn all() -> Vec<Asset> {
    vec![
        swagger(SWAGGER_SCRIPT, "text/javascript; charset=utf-8"),
        swagger(SWAGGER_STYLE, "text/css; charset=utf-8"),
        Asset::new(ICON, "image/svg+xml", None, Bytes::from_static(include_bytes!("favicon.svg"))),
        #[cfg(feature = "redoc")]
        Asset::new(REDOC_SCRIPT, "text/javascript; charset=utf-8", None, super::redoc::script()),
    ]
}

fn swagger(name: &'static str, media_type: &'static str) -> Asset {
    let bytes = gzip_member(utoipa_swagger_ui_vendored::SWAGGER_UI_VENDORED, &format!("/dist/{name}"))
        .expect("the archive holds the built files of Swagger UI; a test looks for each");
    Asset::new(name, media_type, Some("gzip"), bytes.into())
}
