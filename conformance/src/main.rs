//! Serves one of the applications: `conformance --app test_additional_properties --port 8001`.

use std::process::ExitCode;

fn main() -> ExitCode {
    docs_src::host::run(conformance::app, conformance::names())
}
