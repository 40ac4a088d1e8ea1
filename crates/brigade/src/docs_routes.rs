//! Gives the pages of the documentation their paths.

use crate::{
    docs_ui::{self, SwaggerPage},
    html::{HtmlPage, Nonce},
    page::{File, Page},
    value::Object,
};

/// Says which pages there are, and where. Paths are without the root path.
pub(crate) struct Docs<'d> {
    pub(crate) title: &'d str,
    pub(crate) root_path: &'d str,
    pub(crate) openapi_url: &'d str,
    pub(crate) docs_url: Option<&'d str>,
    pub(crate) redoc_url: Option<&'d str>,
    pub(crate) swagger_ui_parameters: &'d Object,
}

impl Docs<'_> {
    /// Returns every page and every file with its path.
    pub(crate) fn pages(&self) -> Vec<(String, Page)> {
        let redoc_url = self.redoc_url.filter(|_| cfg!(feature = "redoc"));
        let Some(files) = self.docs_url.or(redoc_url) else { return Vec::new() };
        let mut pages: Vec<_> =
            docs_ui::assets().iter().map(|asset| (format!("{files}/{}", asset.name), file(asset))).collect();
        if let Some(docs_url) = self.docs_url {
            let redirect_url = format!("{docs_url}/oauth2-redirect");
            pages.push((docs_url.to_owned(), self.swagger(files, &redirect_url)));
            pages.push((redirect_url, html(docs_ui::oauth2_redirect_page)));
        }
        #[cfg(feature = "redoc")]
        if let Some(redoc_url) = redoc_url {
            let title = format!("{} - ReDoc", self.title);
            let page = docs_ui::redoc_page(&title, &self.public(self.openapi_url), &self.public(files));
            pages.push((redoc_url.to_owned(), Page::Html(Box::new(move || page.clone()))));
        }
        pages
    }

    fn swagger(&self, files: &str, redirect_url: &str) -> Page {
        let title = format!("{} - Swagger UI", self.title);
        let (openapi_url, files, redirect_url) =
            (self.public(self.openapi_url), self.public(files), self.public(redirect_url));
        let parameters = self.swagger_ui_parameters.clone();
        html(move |nonce| {
            let page = SwaggerPage {
                title: &title,
                openapi_url: &openapi_url,
                assets: &files,
                oauth2_redirect_url: Some(&redirect_url),
                init_oauth: None,
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
