//! Serves one of a program's applications by its name: `tutorials --app body/tutorial001 --port 8001 --root-path=`.
//!
//! The exit status is 64 if there is no application of that name: FastAPI's tests, which are run against such programs
//! over the network, then count what they ask of it as missing.

use std::process::ExitCode;

use brigade::{App, ServerOptions, TrustedProxies};

/// What `sysexits.h` calls a wrong use of the command line.
const NO_SUCH_APP: u8 = 64;

/// Does what the command line says with the application that `app` finds; `names` are those that there are.
pub fn run(app: impl Fn(&str) -> Option<App>, names: impl Iterator<Item = &'static str>) -> ExitCode {
    let Some((name, root_path, options)) = parse(std::env::args().skip(1)) else {
        eprintln!("The command line is --app NAME [--port PORT] [--root-path=PATH]");
        return ExitCode::FAILURE;
    };
    let Some(app) = app(&name) else {
        eprintln!("there is no {name:?}; there are:");
        names.for_each(|name| eprintln!("  {name}"));
        return ExitCode::from(NO_SUCH_APP);
    };
    let app = if root_path.is_empty() { app } else { app.root_path(root_path) };
    match app.serve(options) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// Returns the application's name, the root path, and where to listen.
fn parse(arguments: impl Iterator<Item = String>) -> Option<(String, String, ServerOptions)> {
    // Whoever runs FastAPI's tests against this program says by a header that a request came by HTTPS.
    let trusted_proxies = TrustedProxies::loopback();
    let mut options = ServerOptions { trusted_proxies, ..ServerOptions::default() };
    let (mut name, mut root_path) = (None, String::new());
    let mut words = arguments.flat_map(|word| match word.split_once('=') {
        Some((key, value)) => vec![key.to_owned(), value.to_owned()],
        None => vec![word],
    });
    while let Some(key) = words.next() {
        let value = words.next()?;
        match key.as_str() {
            "--app" => name = Some(value),
            "--root-path" => root_path = value,
            "--port" => options.port = value.parse().ok()?,
            _ => return None,
        }
    }
    Some((name?, root_path, options))
}
