use brigade::{dependency, get, security::OAuth2PasswordBearer};

static OAUTH2: OAuth2PasswordBearer = OAuth2PasswordBearer::new("token");

#[dependency(clean_up = drop)]
async fn first() -> String {
    String::new()
}

#[dependency(scope = "request")]
async fn second() -> String {
    String::new()
}

#[dependency(cleanup = drop, scope = "app")]
async fn third() -> String {
    String::new()
}

#[dependency(cleanup = drop, cleanup = drop)]
async fn fourth() -> String {
    String::new()
}

#[get("/me", depends = [first, second])]
async fn read_me(
    #[depends(first, use_cache = false)] _first: String,
    #[depends(second, cashe = false)] _second: String,
    #[depends(third, cache = "no")] _third: String,
    #[depends(fourth, scopes = "me")] _fourth: String,
    #[depends] _fifth: String,
    #[depends(|| 1)] _sixth: u8,
) {
}

#[get("/you")]
async fn read_you(
    #[security(OAUTH2, auto_error = false)] _first: String,
    #[security(OAUTH2, cache = false)] _second: String,
    #[security] _third: String,
) {
}

fn main() {
    let _ = (read_me {}, read_you {}, first {}, second {}, third {}, fourth {});
}
