//! Gives the pages of the documentation their paths.

use crate::{
    docs_ui::{self, SwaggerPage},
    html::{HtmlPage, Nonce},
    page::{File, Page},
    value::{Object, Value},
};

/// Says which pages there are, and where. Paths are without the root path.
pub(crate) struct Docs<'d> {
    pub(crate) title: &'d str,
    pub(crate) root_path: &'d str,
    pub(crate) openapi_url: &'d str,
    pub(crate) docs_url: Option<&'d str>,
    pub(crate) redoc_url: Option<&'d str>,
    /// The URLs of the script and the style of Swagger UI, if they are not the files here.
    pub(crate) swagger_ui_files: Option<&'d (String, String)>,
    /// The URL of ReDoc's script, if it is not the file here.
    pub(crate) redoc_file: Option<&'d str>,
    pub(crate) swagger_ui_parameters: &'d Object,
    /// Where authorisation servers send people back to, if anywhere.
    pub(crate) oauth2_redirect_url: Option<&'d str>,
    /// What Swagger UI's `initOAuth` is called with, if it is not empty.
    pub(crate) init_oauth: &'d Object,
}

impl Docs<'_> {
    /// Returns every page and every file with its path.
    pub(crate) fn pages(&self) -> Vec<(String, Page)> {
        let redoc_url = self.redoc_url.filter(|_| cfg!(feature = "redoc"));
        let Some(files) = self.docs_url.or(redoc_url) else { return Vec::new() };
        let mut pages: Vec<_> =
            docs_ui::assets().iter().map(|asset| (format!("{files}/{}", asset.name), file(asset))).collect();
        if let Some(docs_url) = self.docs_url {
            pages.push((docs_url.to_owned(), self.swagger(files)));
            if let Some(url) = self.oauth2_redirect_url {
                pages.push((url.to_owned(), html(docs_ui::oauth2_redirect_page)));
            }
        }
        #[cfg(feature = "redoc")]
        if let Some(redoc_url) = redoc_url {
            let title = format!("{} - ReDoc", self.title);
            let (openapi_url, files) = (self.public(self.openapi_url), self.public(files));
            let page = docs_ui::redoc_page(&title, &openapi_url, &files, self.redoc_file);
            pages.push((redoc_url.to_owned(), Page::Html(Box::new(move || page.clone()))));
        }
        pages
    }

    fn swagger(&self, files: &str) -> Page {
        let title = format!("{} - Swagger UI", self.title);
        let (openapi_url, files) = (self.public(self.openapi_url), self.public(files));
        let redirect_url = self.oauth2_redirect_url.map(|url| self.public(url));
        let elsewhere = self.swagger_ui_files.cloned();
        let parameters = self.swagger_ui_parameters.clone();
        let init_oauth = (!self.init_oauth.is_empty()).then(|| Value::Object(self.init_oauth.clone()));
        html(move |nonce| {
            let page = SwaggerPage {
                title: &title,
                openapi_url: &openapi_url,
                assets: &files,
                files: elsewhere.as_ref().map(|(script, style)| (&**script, &**style)),
                oauth2_redirect_url: redirect_url.as_deref(),
                init_oauth: init_oauth.as_ref(),
                parameters: &parameters,
            };
            docs_ui::swagger_page(&page, nonce)
        })
    }

    /// Returns a path as the browser sees it.
    fn public(&self, path: &str) -> String {
        format!("{}{path}", self.root_path)
    }
}

fn html(make: impl Fn(&Nonce) -> HtmlPage + Send + Sync + 'static) -> Page {
    Page::Html(Box::new(move || make(&Nonce::random())))
}

fn file(asset: &docs_ui::Asset) -> Page {
    Page::File(File {
        media_type: asset.media_type,
        encoding: asset.encoding,
        cache_control: docs_ui::CACHE_CONTROL,
        bytes: asset.bytes.clone(),
        etag: asset.etag.clone(),
    })
}
