use brigade::{dependency, get};

struct Connection;

#[dependency]
async fn connection() -> Connection {
    Connection
}

#[get("/orders")]
async fn read_orders(#[depends(connection)] connection: Connection) {
    drop(connection);
}

fn main() {
    let _ = read_orders {};
}
