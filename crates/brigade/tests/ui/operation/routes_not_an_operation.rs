use brigade::routes;

struct Item;

async fn read() {}

fn app() {
    let _ = routes![Item];
}

fn other() {
    let _ = routes![read];
}

fn main() {}
