//! The menu: operations that wait.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use brigade::{ApiError, Model, get, post};
use serde::{Deserialize, Serialize};

/// How well done the patty is.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, Model)]
#[serde(rename_all = "snake_case")]
enum Doneness {
    Rare,
    Medium,
    WellDone,
}

/// A slice, a leaf or a spoonful.
#[derive(Debug, Clone, Serialize, Deserialize, Model)]
struct Topping {
    #[field(min_length = 1, max_length = 40, examples = ["Cheddar"])]
    name: String,
    #[serde(default = "one")]
    #[field(ge = 1, le = 10, description = "How many of them")]
    amount: u32,
}

fn one() -> u32 {
    1
}

/// A burger, ready to eat.
#[derive(Debug, Clone, Serialize, Deserialize, Model)]
pub(crate) struct Burger {
    #[field(min_length = 1, max_length = 80, examples = ["Double Cheese"])]
    name: String,
    #[field(gt = 0, le = 1000, description = "In dollars, before tax", examples = [9.5])]
    price: f64,
    #[field(ge = 0, description = "In dollars")]
    tax: Option<f64>,
    doneness: Doneness,
    #[serde(default)]
    #[field(max_length = 8)]
    toppings: Vec<Topping>,
}

/// A burger with the number that it was given.
#[derive(Debug, Clone, Serialize, Model)]
pub(crate) struct Order {
    burger_id: usize,
    burger: Burger,
}

/// What can go wrong at the counter.
#[derive(Debug, ApiError)]
pub(crate) enum CounterError {
    /// There is no burger of that number.
    #[api(status = 404, detail = "Burger not found")]
    NotFound,
    /// The menu is full.
    #[api(status = 409, code = "menu_full", detail = "The menu has room for {room} burgers")]
    MenuFull { room: usize },
}

/// Holds the burgers in memory, in place of a database.
#[derive(Debug, Default)]
pub(crate) struct Menu(Mutex<Vec<Burger>>);

const MENU_ROOM: usize = 1000;

impl Menu {
    /// Waits as a query would, then hands out what `read` takes.
    async fn query<T>(&self, read: impl FnOnce(&mut Vec<Burger>) -> T) -> T {
        tokio::time::sleep(Duration::from_millis(5)).await;
        read(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Lists burgers.
///
/// The newest come **last**. The operation waits for the kitchen; other requests go on meanwhile.
#[get("/burgers", tags = ["burgers"])]
pub(crate) async fn read_burgers(
    #[query(default = 0, description = "How many to leave out")] skip: usize,
    #[query(default = 10, ge = 1, le = 100, description = "How many at most")] limit: usize,
    #[state] menu: &Menu,
) -> Vec<Burger> {
    menu.query(|burgers| burgers.iter().skip(skip).take(limit).cloned().collect()).await
}

/// Reads one burger.
#[get("/burgers/{burger_id}", tags = ["burgers"])]
pub(crate) async fn read_burger(burger_id: usize, #[state] menu: &Menu) -> Result<Burger, CounterError> {
    menu.query(|burgers| burgers.get(burger_id).cloned()).await.ok_or(CounterError::NotFound)
}

/// Puts a burger on the menu.
///
/// Send `{"name": "Veggie", "price": "free"}` to see everything that is wrong with it at once.
#[post("/burgers", status = 201, tags = ["burgers"])]
pub(crate) async fn create_burger(burger: Burger, #[state] menu: &Menu) -> Result<Order, CounterError> {
    menu.query(|burgers| {
        if burgers.len() == MENU_ROOM {
            return Err(CounterError::MenuFull { room: MENU_ROOM });
        }
        burgers.push(burger.clone());
        Ok(Order { burger_id: burgers.len() - 1, burger })
    })
    .await
}
