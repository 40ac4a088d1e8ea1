//! Serves one of the guide's applications: `tutorials --app body/tutorial001 --port 8001 --root-path=`.

use std::process::ExitCode;

fn main() -> ExitCode {
    docs_src::host::run(docs_src::app, docs_src::APPS.iter().map(|(name, _)| *name))
}
