use brigade::{App, depends, get};

fn current_user() -> String {
    String::new()
}

#[get("/me")]
async fn read_me(#[depends(current_user)] user: String) -> String {
    user
}

fn main() {
    App::new("Shop").depends(depends![current_user]);
    let _ = read_me {};
}
