use brigade::{dependency, get};

#[dependency]
async fn require_role(#[given] role: &'static str, #[given] level: u8) -> bool {
    role.len() > usize::from(level)
}

#[dependency]
async fn open() -> bool {
    true
}

#[get("/me", depends = [open(1)])]
async fn read_me(#[depends(require_role("cook", "high"))] allowed: bool) -> bool {
    allowed
}

fn main() {
    let _ = read_me {};
}
