use brigade::{dependency, depends, get, security::SecurityScopes};

#[dependency]
async fn user(_scopes: SecurityScopes) -> String {
    String::new()
}

#[get("/argument")]
async fn argument(#[depends(user(scopes = ["me"]))] user: String) -> String {
    user
}

#[get("/list", depends = [user(scope = "later")])]
async fn list() {}

fn main() {
    depends![user(scopes = "me"), user(scopes = ["me"], scopes = ["me"])];
    depends![user(use_cache = false)];
}
