use brigade::{get, security::OAuth2PasswordBearer};

static OAUTH2: OAuth2PasswordBearer = OAuth2PasswordBearer::new("token");

#[get("/me")]
async fn read_me(#[security(OAUTH2)] token: u32) -> u32 {
    token
}

#[get("/you")]
async fn read_you(#[security(OAUTH2)] token: &String) -> String {
    token.clone()
}

fn main() {
    let _ = (read_me {}, read_you {});
}
