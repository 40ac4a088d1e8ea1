use brigade::{App, post, routes};
use docs_src::Named;

#[post("/")]
async fn get(
    #[query(default = 0, allow_inf_nan = true)] x: f64,
    #[query(default = 0, allow_inf_nan = false)] y: f64,
    #[query(default = 0)] z: f64,
    #[body(default = 0, allow_inf_nan = false)] b: f64,
) -> String {
    _ = (x, y, z, b);
    "OK".to_owned()
}

pub const APPS: &[Named] = &[("test_allow_inf_nan_in_enforcing", app)];

fn app() -> App {
    App::new("FastAPI").routes(routes![get])
}
