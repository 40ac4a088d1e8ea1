//! What an application says of its document and its pages beyond its operations.

use super::App;
use crate::{operation::Webhook, operation_id::OperationInfo, value::Value};

impl App {
    /// Sets how the ids of operations are made that have none: `operation_id` of an attribute wins, and
    /// [`Router::operation_ids`](crate::Router::operation_ids).
    ///
    /// Generated clients name their methods after the ids.
    ///
    /// ```
    /// use brigade::{App, get, routes};
    ///
    /// #[get("/burgers", tags = ["burgers"])]
    /// async fn read_all() -> u64 { 7 }
    ///
    /// let app = App::new("Burger shop")
    ///     .operation_ids(|operation| format!("{}-{}", operation.tags[0], operation.name))
    ///     .routes(routes![read_all]);
    /// assert_eq!(app.openapi()["paths"]["/burgers"]["get"]["operationId"], "burgers-read_all".into());
    /// ```
    #[must_use]
    pub fn operation_ids(mut self, make: impl Fn(&OperationInfo<'_>) -> String + Send + Sync + 'static) -> Self {
        self.router = self.router.operation_ids(make);
        self
    }

    /// Changes the finished document, once for each time it is written. Several changes run in order.
    ///
    /// ```
    /// use brigade::App;
    ///
    /// let app = App::new("Burger shop").openapi_with(|document| document["info"]["x-audience"] = "everybody".into());
    /// assert_eq!(app.openapi()["info"]["x-audience"], "everybody".into());
    /// ```
    #[must_use]
    pub fn openapi_with(mut self, change: impl Fn(&mut Value) + Send + Sync + 'static) -> Self {
        self.additions.changes.push(Box::new(change));
        self
    }

    /// Documents requests that the application sends to those who ask for it, in a form or by mail: the document does not say
    /// how. Nothing is sent and nothing is served by this.
    ///
    /// A function without a body describes one; its path is the name of the webhook.
    ///
    /// ```
    /// use brigade::{App, Model, post, webhooks};
    ///
    /// #[derive(serde::Serialize, serde::Deserialize, Model)]
    /// struct Order { number: u64 }
    ///
    /// /// When an order is ready we send it to the URL that you entered.
    /// #[post("order-ready")]
    /// fn order_ready(body: Order);
    ///
    /// let app = App::new("Burger shop").webhooks(webhooks![order_ready]);
    /// assert_eq!(app.openapi()["webhooks"]["order-ready"]["post"]["summary"], "Order Ready".into());
    /// ```
    #[must_use]
    pub fn webhooks(mut self, webhooks: impl IntoIterator<Item = Webhook>) -> Self {
        self.additions.webhooks.extend(webhooks);
        self
    }

    /// Sets a parameter of Swagger UI's `initOAuth`, which fills in its form of authorisation:
    /// `.swagger_ui_init_oauth("clientId", "docs").swagger_ui_init_oauth("usePkceWithAuthorizationCodeGrant", true)`.
    #[must_use]
    pub fn swagger_ui_init_oauth(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.init_oauth.insert(name.into(), value.into());
        self
    }

    /// Has the page of Swagger UI load its script and its style from these URLs, instead of the files that brigade brings. The page's
    /// content security policy lets it.
    #[must_use]
    pub fn swagger_ui_files(mut self, script_url: &str, style_url: &str) -> Self {
        self.swagger_ui_files = Some((script_url.to_owned(), style_url.to_owned()));
        self
    }

    /// Has the page of ReDoc load its script from this URL, instead of the file that brigade brings.
    #[must_use]
    pub fn redoc_file(mut self, script_url: &str) -> Self {
        self.redoc_file = Some(script_url.to_owned());
        self
    }

    /// Sets the path to which authorisation servers send people back from Swagger UI, `/docs/oauth2-redirect` otherwise.
    /// `None` leaves it out.
    #[must_use]
    pub fn oauth2_redirect_url<'u>(mut self, url: impl Into<Option<&'u str>>) -> Self {
        self.oauth2_redirect_url = Some(url.into().map(str::to_owned));
        self
    }

    /// Returns where authorisation servers send people back to, without the root path.
    pub(super) fn oauth2_redirect_page(&self) -> Option<String> {
        let docs_url = self.docs_url.as_ref()?;
        match &self.oauth2_redirect_url {
            Some(url) => url.clone(),
            None => Some(format!("{docs_url}/oauth2-redirect")),
        }
    }
}
