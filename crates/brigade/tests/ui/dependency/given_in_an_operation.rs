use brigade::get;

#[get("/me")]
async fn read_me(#[given] role: String) -> String {
    role
}

fn main() {
    let _ = read_me {};
}
