//! `cargo run --release -p reader`, then <http://127.0.0.1:8000>.

fn main() -> brigade::Result<()> {
    reader::app().run()
}
