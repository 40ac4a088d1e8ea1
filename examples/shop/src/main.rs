//! `cargo run -p shop`, then <http://127.0.0.1:8000/docs>. Everything can be set by variables, see [`shop::Settings`].

fn main() -> brigade::Result<()> {
    shop::app(shop::Settings::read()?).run()
}
