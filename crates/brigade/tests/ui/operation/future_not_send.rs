use brigade::get;

async fn pause() {}

#[get("/")]
async fn read() -> u8 {
    let counter = std::rc::Rc::new(1);
    pause().await;
    *counter
}

fn main() {}
