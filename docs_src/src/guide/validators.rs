use brigade::{App, Model, post, routes};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Model)]
#[model(validate = ends_after_it_begins)]
struct Shift {
    #[field(validate = is_a_quarter)]
    begins_minute: u32,
    #[field(validate = is_a_quarter)]
    ends_minute: u32,
}

fn is_a_quarter(minute: &u32) -> Result<(), &'static str> {
    if minute.is_multiple_of(15) { Ok(()) } else { Err("shifts begin and end on the quarter of an hour") }
}

fn ends_after_it_begins(shift: &Shift) -> Result<(), String> {
    let Shift { begins_minute, ends_minute } = shift;
    if begins_minute < ends_minute { Ok(()) } else { Err(format!("{ends_minute} is not after {begins_minute}")) }
}

#[post("/shifts")]
async fn create_shift(shift: Shift) -> Shift {
    shift
}

pub fn app() -> App {
    App::new("Shifts").routes(routes![create_shift])
}
