//! `cargo run --release -p burgers`, then <http://127.0.0.1:8000/docs>.

fn main() -> brigade::Result<()> {
    burgers::app().run()
}
