use brigade::{App, Fallback, Frontend, Router};

pub fn app() -> App {
    let router = Router::new().prefix("/app").frontend("/", Frontend::new("dist").fallback(Fallback::Index));
    App::new("FastAPI").include(router)
}
