use std::collections::BTreeMap;

use brigade::{App, get, routes};

#[get("/keyword-weights/")]
async fn read_keyword_weights() -> BTreeMap<String, f64> {
    BTreeMap::from([("foo".into(), 2.3), ("bar".into(), 3.4)])
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![read_keyword_weights])
}
