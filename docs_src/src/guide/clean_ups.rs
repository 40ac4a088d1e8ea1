use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering::Relaxed},
};

use brigade::{App, HttpError, Outcome, dependency, get, post, routes};

/// Burgers that are ready.
type Stock = Arc<AtomicU32>;

/// Burgers that are taken off the stock for one request.
struct Reservation {
    stock: Stock,
    burgers: u32,
}

impl Reservation {
    fn take(&mut self, burgers: u32) -> Result<(), HttpError> {
        let taken = self.stock.fetch_update(Relaxed, Relaxed, |ready| ready.checked_sub(burgers));
        taken.map_err(|ready| HttpError::new(409, format!("There are only {ready}")))?;
        self.burgers += burgers;
        Ok(())
    }
}

#[dependency(cleanup = settle)]
async fn reservation(#[state] stock: Stock) -> Reservation {
    Reservation { stock, burgers: 0 }
}

async fn settle(reservation: Reservation, outcome: Outcome) {
    if !outcome.is_answered() {
        reservation.stock.fetch_add(reservation.burgers, Relaxed);
    }
}

#[post("/orders/{burgers}")]
async fn order(
    burgers: u32,
    #[query(default = false)] broke: bool,
    #[depends(reservation)] reservation: &mut Reservation,
) -> Result<String, HttpError> {
    reservation.take(burgers)?;
    if broke {
        return Err(HttpError::new(402, "No money, no burgers"));
    }
    Ok(format!("{burgers} burgers"))
}

#[get("/stock")]
async fn stock(#[state] stock: &Stock) -> u32 {
    stock.load(Relaxed)
}

pub fn app() -> App {
    App::new("Stock").state(Stock::new(5.into())).routes(routes![order, stock])
}
