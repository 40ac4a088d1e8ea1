use std::collections::HashMap;

use brigade::{App, HttpError, Lifespan, Result, get, routes};

struct Menu(HashMap<String, f64>);

struct Ovens(usize);

#[get("/prices/{burger}")]
async fn price(burger: String, #[state] menu: &Menu) -> Result<f64, HttpError> {
    menu.0.get(&burger).copied().ok_or_else(|| HttpError::new(404, "Not on the menu"))
}

#[get("/ovens")]
async fn ovens(#[state] ovens: &Ovens) -> usize {
    ovens.0
}

/// Has nothing to clear up, so it returns at once.
async fn menu(mut lifespan: Lifespan) -> Result<()> {
    let menu = "royal 4.5\nveggie 4.0".lines().map(|line| {
        let (name, price) = line.split_once(' ').unwrap_or((line, ""));
        Ok((name.to_owned(), price.parse()?))
    });
    lifespan.state(Menu(menu.collect::<Result<_>>()?));
    Ok(())
}

async fn kitchen(mut lifespan: Lifespan) -> Result<()> {
    let menu = lifespan.get::<Menu>()?;
    lifespan.state(Ovens(menu.0.len()));
    lifespan.until_shutdown().await;
    println!("the ovens are off");
    Ok(())
}

pub fn app() -> App {
    App::new("Kitchen").lifespan(menu).lifespan(kitchen).routes(routes![price, ovens])
}
