use brigade::{dependency, depends, get};

#[dependency]
async fn require_role(#[given] role: &'static str, #[given] level: u8) -> bool {
    role.len() > usize::from(level)
}

#[get("/me", depends = [require_role("cook")])]
async fn read_me(#[depends(require_role)] allowed: bool) -> bool {
    allowed
}

fn main() {
    let _ = (read_me {}, depends![require_role()]);
}
