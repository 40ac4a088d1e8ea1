use brigade::{depends, get, security::OAuth2PasswordBearer};

static OAUTH2: OAuth2PasswordBearer = OAuth2PasswordBearer::new("token");

#[get("/me")]
async fn read_me(#[depends(OAUTH2)] token: String) -> String {
    token
}

fn main() {
    let _ = (read_me {}, depends![OAUTH2]);
}
