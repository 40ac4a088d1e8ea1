use brigade::{dependency, get};

#[dependency]
async fn current_user() -> String {
    String::new()
}

#[get("/me")]
async fn read_me(#[depends(current_user)] user: u32) -> u32 {
    user
}

#[get("/you")]
async fn read_you(#[depends(current_user)] user: &u32) -> u32 {
    *user
}

fn main() {
    let _ = (read_me {}, read_you {});
}
