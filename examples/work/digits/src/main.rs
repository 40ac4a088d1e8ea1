//! `cargo run -p digits`, then <http://127.0.0.1:8000>.

fn main() -> brigade::Result<()> {
    digits::app().run()
}
