use brigade::{App, Frontend};

pub fn app() -> App {
    App::new("FastAPI").frontend("/", Frontend::new("dist").checked(false))
}
