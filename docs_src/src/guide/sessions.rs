use brigade::{
    App, HttpError, Result, get,
    middleware::{Session, Sessions},
    post, routes,
};

#[post("/login")]
async fn log_in(#[form] name: String, session: Session) -> Result<()> {
    // Whoever was here before is not the one who logs in.
    session.clear();
    Ok(session.set("name", name)?)
}

#[get("/me")]
async fn read_me(session: Session) -> Result<String> {
    let name = session.get("name")?;
    Ok(name.ok_or_else(|| HttpError::new(401, "Not logged in"))?)
}

#[post("/logout")]
async fn log_out(session: Session) {
    session.clear();
}

fn shop(secret: &str) -> App {
    App::new("Burgers").routes(routes![log_in, read_me, log_out]).layer(Sessions::new(secret))
}

pub fn app() -> App {
    shop("thirty-two bytes that all tests know")
}

pub fn main() -> Result<()> {
    shop(&std::env::var("SESSION_SECRET")?).run()
}
