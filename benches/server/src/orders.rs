//! The validated order: the workload that a typical API is made of.

use brigade::{DateTime, Model, post};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

#[derive(Deserialize, Model)]
#[serde(rename_all = "lowercase")]
enum Channel {
    Web,
    Store,
    Phone,
}

#[derive(Deserialize, Model)]
struct Address {
    #[field(min_length = 1, max_length = 120)]
    street: String,
    #[field(min_length = 1, max_length = 80)]
    city: String,
    #[field(pattern = "^[A-Z0-9 -]{3,10}$")]
    zip: String,
    #[field(pattern = "^[A-Z]{2}$")]
    country: String,
}

#[derive(Deserialize, Model)]
struct Customer {
    #[field(min_length = 1, max_length = 80)]
    name: String,
    #[field(max_length = 254, pattern = r"^[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$")]
    email: String,
    #[field(ge = 18, le = 120)]
    age: Option<i64>,
    address: Address,
}

#[derive(Deserialize, Model)]
struct LineItem {
    #[field(pattern = "^[A-Z]{3}-[0-9]{4}$")]
    sku: String,
    #[field(min_length = 1, max_length = 100)]
    name: String,
    #[field(ge = 1, le = 999)]
    qty: i64,
    #[field(ge = 1, le = 10_000_000)]
    unit_price_cents: i64,
    #[serde(default)]
    #[field(ge = 0, le = 10_000)]
    discount_bp: i64,
}

#[derive(Deserialize, Model)]
pub(crate) struct Order {
    order_id: Uuid,
    created_at: DateTime,
    #[field(pattern = "^[A-Z]{3}$")]
    currency: String,
    channel: Channel,
    customer: Customer,
    #[field(min_length = 1, max_length = 100)]
    items: Vec<LineItem>,
    #[field(max_length = 500)]
    note: Option<String>,
    #[serde(default)]
    gift: bool,
}

#[derive(Serialize, Model)]
pub(crate) struct OrderSummary {
    order_id: Uuid,
    customer: String,
    email_domain: String,
    item_count: usize,
    quantity: i64,
    total_cents: i64,
    currency: String,
    created_at_unix: i64,
    gift: bool,
}

#[post("/orders")]
pub(crate) async fn create_order(order: Order) -> OrderSummary {
    let line_total = |item: &LineItem| item.qty * item.unit_price_cents * (10_000 - item.discount_bp) / 10_000;
    // Read for its validation alone.
    let (Channel::Web | Channel::Store | Channel::Phone) = order.channel;
    OrderSummary {
        order_id: order.order_id,
        email_domain: order.customer.email.rsplit('@').next().unwrap_or_default().to_owned(),
        customer: order.customer.name,
        item_count: order.items.len(),
        quantity: order.items.iter().map(|item| item.qty).sum(),
        total_cents: order.items.iter().map(line_total).sum(),
        currency: order.currency,
        created_at_unix: order.created_at.timestamp(),
        gift: order.gift,
    }
}
