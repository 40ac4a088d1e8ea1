use brigade::{App, HttpError, Router, dependency, depends, get, post, routes};

#[derive(Clone, Debug, PartialEq)]
struct User {
    name: String,
    role: Role,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Role {
    Guest,
    Cook,
}

#[derive(Clone)]
struct Paging {
    skip: usize,
    limit: usize,
}

#[dependency]
async fn current_user(#[header] x_token: String) -> Result<User, HttpError> {
    match x_token.as_str() {
        "ann's" => Ok(User { name: "Ann".to_owned(), role: Role::Cook }),
        "bob's" => Ok(User { name: "Bob".to_owned(), role: Role::Guest }),
        _ => Err(HttpError::new(401, "Unknown token")),
    }
}

#[dependency]
fn require_role(#[given] role: Role, #[depends(current_user)] user: &User) -> Result<(), HttpError> {
    if user.role == role { Ok(()) } else { Err(HttpError::new(403, format!("{} is no {role:?}", user.name))) }
}

#[dependency]
fn paging(#[query(default = 0)] skip: usize, #[query(default = 2, le = 100)] limit: usize) -> Paging {
    Paging { skip, limit }
}

#[get("/orders")]
async fn read_orders(#[depends(current_user)] user: User, #[depends(paging)] paging: Paging) -> Vec<String> {
    let orders = ["Royal", "Veggie", "Cheese"].map(|burger| format!("{burger} for {}", user.name));
    orders.into_iter().skip(paging.skip).take(paging.limit).collect()
}

#[post("/burgers/{name}", depends = [require_role(Role::Cook)])]
async fn cook(name: String, #[depends(current_user)] user: User) -> String {
    format!("{} cooks a {name}", user.name)
}

#[get("/menu")]
async fn read_menu() -> [&'static str; 2] {
    ["Royal", "Veggie"]
}

pub fn app() -> App {
    let for_users = Router::new().prefix("/shop").depends(depends![current_user]).routes(routes![read_menu, cook]);
    App::new("Shop").routes(routes![read_orders]).include(for_users)
}

#[cfg(test)]
mod tests {
    use brigade::testing::TestClient;

    use super::*;

    #[test]
    fn only_cooks_cook() {
        let as_role = |role| {
            let user = move || User { name: "Eve".to_owned(), role };
            TestClient::new(app().override_dependency(current_user, user))
        };
        assert_eq!(as_role(Role::Cook).post("/shop/burgers/Royal").send().status(), 200);
        assert_eq!(as_role(Role::Guest).post("/shop/burgers/Royal").send().status(), 403);
    }
}
