//! What there is to buy.

use brigade::{Model, Router, dependency, get, post, put, routes};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    accounts::{User, current_user},
    database::{Transaction, transaction},
    errors::{Result, ShopError},
};

pub(crate) fn router() -> Router {
    Router::new().routes(routes![list_products, add_product, restock])
}

/// Something that is sold.
#[derive(Debug, Clone, Serialize, Model, sqlx::FromRow)]
pub(crate) struct Product {
    #[sqlx(try_from = "String")]
    pub(crate) id: Uuid,
    pub(crate) name: String,
    pub(crate) price_cents: i64,
    /// How many are left.
    pub(crate) stock: i64,
}

/// Something that is to be sold.
#[derive(Debug, Deserialize, Model)]
struct NewProduct {
    #[field(min_length = 1, max_length = 100)]
    name: String,
    #[field(gt = 0, le = 10_000_000)]
    price_cents: i64,
    #[serde(default)]
    #[field(ge = 0, le = 1_000_000)]
    stock: i64,
}

/// How many there are now.
#[derive(Debug, Deserialize, Model)]
struct Stock {
    #[field(ge = 0, le = 1_000_000)]
    stock: i64,
}

/// Finds the product that the path names.
#[dependency]
pub(crate) async fn product(
    product_id: Uuid,
    #[depends(transaction)] transaction: &mut Transaction,
) -> Result<Product> {
    let product = sqlx::query_as("SELECT id, name, price_cents, stock FROM products WHERE id = $1")
        .bind(product_id.to_string())
        .fetch_optional(&mut **transaction)
        .await?;
    product.ok_or(ShopError::NoSuchProduct)
}

/// Lists what is sold, by name.
#[get("/")]
async fn list_products(
    #[query(default = 0, ge = 0)] skip: i64,
    #[query(default = 20, ge = 1, le = 100)] limit: i64,
    #[depends(transaction)] transaction: &mut Transaction,
) -> Result<Vec<Product>> {
    let products = sqlx::query_as("SELECT id, name, price_cents, stock FROM products ORDER BY name LIMIT $1 OFFSET $2")
        .bind(limit)
        .bind(skip)
        .fetch_all(&mut **transaction)
        .await?;
    Ok(products)
}

/// Adds something to what is sold.
#[post("/", status = 201, depends = [editor])]
async fn add_product(new: NewProduct, #[depends(transaction)] transaction: &mut Transaction) -> Result<Product> {
    let NewProduct { name, price_cents, stock } = new;
    let product = Product { id: Uuid::now_v7(), name, price_cents, stock };
    sqlx::query("INSERT INTO products (id, name, price_cents, stock) VALUES ($1, $2, $3, $4)")
        .bind(product.id.to_string())
        .bind(&product.name)
        .bind(product.price_cents)
        .bind(product.stock)
        .execute(&mut **transaction)
        .await?;
    Ok(product)
}

/// Says how many there are now.
#[put("/{product_id}/stock", depends = [editor])]
async fn restock(
    #[depends(product)] product: Product,
    stock: Stock,
    #[depends(transaction)] transaction: &mut Transaction,
) -> Result<Product> {
    sqlx::query("UPDATE products SET stock = $1 WHERE id = $2")
        .bind(stock.stock)
        .bind(product.id.to_string())
        .execute(&mut **transaction)
        .await?;
    Ok(Product { stock: stock.stock, ..product })
}

/// Whoever may change what is sold.
#[dependency]
async fn editor(#[depends(current_user, scopes = ["products:write"])] _user: &User) {}
