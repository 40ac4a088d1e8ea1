use brigade::{App, Value, dependency, get, routes};

#[dependency(cleanup = tell, scope = "function")]
fn get_username() -> String {
    "Rick".to_owned()
}

fn tell(_username: String) {
    println!("Cleanup up before response is sent");
}

#[get("/users/me")]
fn get_user_me(#[depends(get_username)] username: String) -> Value {
    username.into()
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![get_user_me])
}
