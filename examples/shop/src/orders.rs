//! What was bought.

use std::sync::Arc;

use brigade::{BackgroundTasks, Model, Router, get, post, routes};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    accounts::{User, current_user},
    database::{Transaction, transaction},
    errors::{Result, ShopError},
    mail::{Mail, Outbox, outbox},
    products::{Product, product},
};

pub(crate) fn router() -> Router {
    Router::new().routes(routes![place_order, list_orders])
}

/// Something that was bought.
#[derive(Debug, Serialize, Model, sqlx::FromRow)]
struct Order {
    #[sqlx(try_from = "String")]
    id: Uuid,
    #[sqlx(try_from = "String")]
    product_id: Uuid,
    quantity: i64,
    total_cents: i64,
}

/// How many of it.
#[derive(Debug, Deserialize, Model)]
struct Quantity {
    #[field(ge = 1, le = 1000)]
    quantity: i64,
}

/// Buys a product. A mail confirms it.
#[post("/{product_id}", status = 201)]
async fn place_order(
    #[depends(current_user, scopes = ["orders"])] user: User,
    #[depends(product)] product: Product,
    order: Quantity,
    #[depends(transaction)] transaction: &mut Transaction,
    #[depends(outbox)] outbox: Arc<dyn Outbox>,
    tasks: BackgroundTasks,
) -> Result<Order> {
    let quantity = order.quantity;
    // Whoever else buys at the same time may have been faster since the product was read.
    let taken = sqlx::query("UPDATE products SET stock = stock - $1 WHERE id = $2 AND stock >= $1")
        .bind(quantity)
        .bind(product.id.to_string())
        .execute(&mut **transaction)
        .await?;
    if taken.rows_affected() == 0 {
        return Err(ShopError::SoldOut { left: product.stock });
    }
    let total_cents = quantity * product.price_cents;
    let order = Order { id: Uuid::now_v7(), product_id: product.id, quantity, total_cents };
    sqlx::query("INSERT INTO orders (id, user_id, product_id, quantity, total_cents) VALUES ($1, $2, $3, $4, $5)")
        .bind(order.id.to_string())
        .bind(user.id.to_string())
        .bind(order.product_id.to_string())
        .bind(order.quantity)
        .bind(order.total_cents)
        .execute(&mut **transaction)
        .await?;
    let text = format!("You bought {quantity} × {} for {total_cents} cents", product.name);
    tasks.add_work(move || outbox.send(Mail { to: user.email, text }));
    Ok(order)
}

/// Lists what whoever asks has bought, oldest first.
#[get("/")]
async fn list_orders(
    #[depends(current_user, scopes = ["orders"])] user: User,
    #[depends(transaction)] transaction: &mut Transaction,
) -> Result<Vec<Order>> {
    let orders =
        sqlx::query_as("SELECT id, product_id, quantity, total_cents FROM orders WHERE user_id = $1 ORDER BY id")
            .bind(user.id.to_string())
            .fetch_all(&mut **transaction)
            .await?;
    Ok(orders)
}
