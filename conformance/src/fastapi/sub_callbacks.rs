use brigade::{App, HttpUrl, Model, Router, get, post, routes, webhooks};
use docs_src::Named;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

#[derive(Deserialize, Model)]
struct Invoice {
    id: String,
    title: Option<String>,
    customer: String,
    total: f64,
}

#[derive(Deserialize, Model)]
struct InvoiceEvent {
    description: String,
    paid: bool,
}

#[derive(Serialize, Model)]
struct InvoiceEventReceived {
    ok: bool,
}

#[post("{$callback_url}/invoices/{$request.body.id}")]
fn invoice_notification(body: InvoiceEvent) -> InvoiceEventReceived;

#[derive(Deserialize, Model)]
struct Event {
    name: String,
    total: f64,
}

#[get("{$callback_url}/events/{$request.body.title}")]
fn event_callback(event: Event);

/// Create an invoice.
///
/// This will (let's imagine) let the API user (some external developer) create an
/// invoice.
///
/// And this path operation will:
///
/// * Send the invoice to the client.
/// * Collect the money from the client.
/// * Send a notification back to the API user (the external developer), as a callback.
///     * At this point is that the API will somehow send a POST request to the
///         external API with the notification of the invoice event
///         (e.g. "payment successful").
#[post("/invoices/", callbacks = [invoice_notification])]
fn create_invoice(_invoice: Invoice, #[query(alias = "callback_url")] _callback_url: Option<HttpUrl>) -> Value {
    // Send the invoice, collect the money, send the notification (the callback).
    json!({"msg": "Invoice received"})
}

pub const APPS: &[Named] = &[("test_sub_callbacks", app)];

fn app() -> App {
    let router = Router::new().callbacks(webhooks![event_callback]).routes(routes![create_invoice]);
    App::new("FastAPI").include(router)
}
