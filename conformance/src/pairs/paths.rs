//! Values in paths, and how paths are found.

use brigade::{App, Date, DateTime, Router, delete, get, put, routes};
use docs_src::Named;
use rust_decimal::Decimal;
use uuid::Uuid;

use super::{Color, Size};

macro_rules! echoes {
    ($($read:ident $path:literal $type:ty;)*) => {
        $(
            #[get($path)]
            async fn $read(value: $type) -> $type {
                value
            }
        )*

        fn echoes() -> Router {
            Router::new().routes(routes![$($read),*])
        }
    };
}

echoes! {
    read_integer "/integer/{value}" i64;
    read_number "/number/{value}" f64;
    read_boolean "/boolean/{value}" bool;
    read_text "/text/{value}" String;
    read_decimal "/decimal/{value}" Decimal;
    read_moment "/moment/{value}" DateTime;
    read_date "/date/{value}" Date;
    read_uuid "/uuid/{value}" Uuid;
    read_color "/color/{value}" Color;
    read_size "/size/{value}" Size;
}

#[get("/files/{rest:path}")]
async fn read_file(rest: String) -> String {
    rest
}

#[get("/bounded/{number}/{word}")]
async fn read_bounded(
    #[path(ge = 1, le = 100)] number: i64,
    #[path(min_length = 2, max_length = 3, pattern = "^[a-z]+$")] word: String,
) -> Vec<String> {
    vec![number.to_string(), word]
}

#[get("/users/me")]
async fn read_me() -> &'static str {
    "me"
}

#[get("/users/{name}")]
async fn read_user(name: String) -> String {
    name
}

#[put("/users/{name}")]
async fn write_user(name: String) -> String {
    name
}

#[delete("/users/{name}/")]
async fn remove_user(name: String) -> String {
    name
}

#[get("/both")]
async fn read_both() -> &'static str {
    "without"
}

#[get("/both/")]
async fn read_both_with_slash() -> &'static str {
    "with"
}

#[get("/mixed-{left}-{right}.txt")]
async fn read_mixed(left: String, right: String) -> Vec<String> {
    vec![left, right]
}

#[get("/café/{x}")]
async fn read_cafe(x: String) -> String {
    x
}

#[get("")]
async fn read_router() -> &'static str {
    "router"
}

#[get("/{a}/{b}")]
async fn read_two(a: String, b: i64) -> Vec<String> {
    vec![a, b.to_string()]
}

fn app() -> App {
    App::new("FastAPI")
        .include(echoes())
        .routes(routes![
            read_file,
            read_bounded,
            read_me,
            read_user,
            write_user,
            remove_user,
            read_both,
            read_both_with_slash,
            read_mixed,
            read_cafe
        ])
        .include(Router::new().prefix("/router").routes(routes![read_router, read_two]))
}

pub const APPS: &[Named] = &[("pairs/paths", app)];
