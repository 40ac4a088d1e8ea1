use brigade::{App, HttpUrl, Model, Value, json, post, routes};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Model)]
struct Invoice {
    id: String,
    title: Option<String>,
    customer: String,
    total: f64,
}

#[derive(Serialize, Deserialize, Model)]
struct InvoiceEvent {
    description: String,
    paid: bool,
}

#[derive(Serialize, Deserialize, Model)]
struct InvoiceEventReceived {
    ok: bool,
}

#[post("{$callback_url}/invoices/{$request.body.id}")]
fn invoice_notification(body: InvoiceEvent) -> InvoiceEventReceived;

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
async fn create_invoice(_invoice: Invoice, #[query(alias = "callback_url")] _callback_url: Option<HttpUrl>) -> Value {
    // Send the invoice, collect the money, send the notification (the callback).
    json!({"msg": "Invoice received"})
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![create_invoice])
}
