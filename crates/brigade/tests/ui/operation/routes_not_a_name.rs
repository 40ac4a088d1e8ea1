use brigade::routes;

fn app() {
    let _ = routes!["/items"];
}

fn main() {}
