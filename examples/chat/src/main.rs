//! `cargo run -p chat`, then <http://127.0.0.1:8000> in two windows.

fn main() -> brigade::Result<()> {
    chat::app().run()
}
