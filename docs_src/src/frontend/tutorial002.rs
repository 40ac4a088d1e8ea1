use brigade::{App, Fallback, Frontend};

pub fn app() -> App {
    App::new("FastAPI").frontend("/", Frontend::new("dist").fallback(Fallback::Index))
}
