//! `scripts/fetch-models silero speech`, then `cargo run --release -p audio` in `examples/work`, then <http://127.0.0.1:8000>.

fn main() -> brigade::Result<()> {
    audio::app().run()
}
