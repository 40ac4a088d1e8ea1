//! `cargo run --release -p search`, then <http://127.0.0.1:8000>.

use brigade::Error;
use search::Models;

fn main() -> brigade::Result<()> {
    search::app(Models::from_environment().map_err(Error::internal)?).run()
}
