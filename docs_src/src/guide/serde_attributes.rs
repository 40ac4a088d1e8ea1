use std::collections::BTreeMap;

use brigade::{App, Model, post, routes};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Model)]
struct Address {
    street: String,
    city: String,
}

#[derive(Serialize, Deserialize, Model)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Customer {
    first_name: String,
    #[serde(rename = "mail")]
    mail_address: String,
    #[serde(default)]
    loyalty_points: u32,
    #[serde(skip_serializing)]
    password: String,
    #[serde(skip_deserializing)]
    is_new: bool,
}

#[derive(Serialize, Deserialize, Model)]
struct Order {
    #[serde(flatten)]
    address: Address,
    amounts: BTreeMap<String, u32>,
}

#[post("/customers")]
async fn create_customer(customer: Customer) -> Customer {
    Customer { is_new: true, ..customer }
}

#[post("/orders")]
async fn create_order(order: Order) -> Order {
    order
}

pub fn app() -> App {
    App::new("Customers").routes(routes![create_customer, create_order])
}
