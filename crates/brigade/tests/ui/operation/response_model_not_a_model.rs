use brigade::get;

struct Message;

#[get("/", response(404, model = Message))]
async fn read() {}

fn main() {}
