//! `cargo run -p darkroom`, then <http://127.0.0.1:8000>. `cargo run -p darkroom -- measure photo.jpg` says what a photo takes.

use std::env::args_os;

fn main() -> brigade::Result<()> {
    match args_os().nth(1) {
        Some(command) if command == "measure" => darkroom::measure(args_os().skip(2)),
        _ => darkroom::app().run(),
    }
}
