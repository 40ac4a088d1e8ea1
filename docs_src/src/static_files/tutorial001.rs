use brigade::{App, StaticFiles};

pub fn app() -> App {
    App::new("FastAPI").static_files("/static", StaticFiles::new("static"))
}
