//! Reads the command line of a program that consists of one application, and does what it says.

use std::{ffi::OsString, io::Write, net::IpAddr};

use lexopt::{Arg, Parser, ValueExt};

use crate::{
    app::App,
    error::{Error, Result},
    forwarded::TrustedProxies,
    server::ServerOptions,
};

const HELP: &str = "\
Usage: PROGRAM [serve] [OPTIONS]   serve the API
       PROGRAM openapi             print the OpenAPI document
       PROGRAM routes              list the operations

Options:
  --host ADDRESS       address to listen on [default: 127.0.0.1; HOST]
  --port PORT          port to listen on, 0 for any free one [default: 8000; PORT]
  --workers N          threads for input and output [default: one per core; WORKERS]
  --root-path PATH     path under which a proxy shows the API
  --forwarded-allow-ips LIST
                       proxies that say who a client is: addresses and networks
                       with commas between them, or * [default: none; FORWARDED_ALLOW_IPS]
  --proxy-headers      believe proxies on this machine, if the list names no others
  --no-proxy-headers   believe no proxy
  --no-access-log      do not log a line for each request
  -h, --help           print this
";

/// Is what a command line asks for.
#[derive(Debug, Clone, PartialEq)]
enum Command {
    Serve { options: ServerOptions, root_path: Option<String> },
    OpenApi,
    Routes,
    Help,
}

impl App {
    /// Does what the program's command line says: serves the API, or prints its document or its operations.
    ///
    /// `--help` lists the options. Returns when the server has been stopped by a signal and everything under way is
    /// answered.
    ///
    /// ```no_run
    /// fn main() -> brigade::Result<()> {
    ///     brigade::App::new("Burger shop").run()
    /// }
    /// ```
    ///
    /// # Errors
    ///
    /// A wrong command line, mistakes in the application (all of them at once), an address that is taken.
    pub fn run(self) -> Result<()> {
        let environment = |name: &str| std::env::var(name).ok();
        match parse(std::env::args_os().skip(1), environment)? {
            Command::Serve { options, root_path } => {
                let app = if let Some(root_path) = root_path { self.root_path(root_path) } else { self };
                app.serve(options)
            }
            Command::OpenApi => print(&(serde_json::to_string_pretty(&self.openapi())? + "\n")),
            Command::Routes => {
                let operations = self.operations();
                let width = operations.iter().map(|(_, path, _)| path.len()).max().unwrap_or(0);
                let lines = operations.iter().map(|(method, path, name)| format!("{method:7} {path:width$}  {name}\n"));
                print(&lines.collect::<String>())
            }
            Command::Help => print(HELP),
        }
    }
}

/// Prints to standard output. A reader that has seen enough (`| head`) is no error.
fn print(text: &str) -> Result<()> {
    match std::io::stdout().write_all(text.as_bytes()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(()),
    }
}

fn parse(
    arguments: impl IntoIterator<Item = OsString>,
    environment: impl Fn(&str) -> Option<String>,
) -> Result<Command> {
    let mut options = ServerOptions::default();
    if let Some(host) = environment("HOST").and_then(|host| host.parse().ok()) {
        options.host = host;
    }
    if let Some(port) = environment("PORT") {
        options.port = port.parse().map_err(|_| usage(format!("PORT is {port:?}, not a port")))?;
    }
    if let Some(workers) = environment("WORKERS") {
        options.workers = Some(workers.parse().map_err(|_| usage(format!("WORKERS is {workers:?}, not a number")))?);
    }
    if let Some(proxies) = environment("FORWARDED_ALLOW_IPS") {
        options.trusted_proxies = proxies.parse().map_err(|error| usage(format!("FORWARDED_ALLOW_IPS: {error}")))?;
    }
    let mut proxy_headers = None;
    let mut root_path = None;
    let mut command = None;
    let mut parser = Parser::from_args(arguments);
    while let Some(argument) = parser.next().map_err(usage)? {
        match argument {
            Arg::Short('h') | Arg::Long("help") => return Ok(Command::Help),
            Arg::Long("host") => options.host = value::<IpAddr>(&mut parser)?,
            Arg::Long("port") => options.port = value::<u16>(&mut parser)?,
            Arg::Long("workers") => options.workers = Some(value::<usize>(&mut parser)?),
            Arg::Long("root-path") => root_path = Some(value::<String>(&mut parser)?),
            Arg::Long("forwarded-allow-ips") => options.trusted_proxies = value::<TrustedProxies>(&mut parser)?,
            Arg::Long("proxy-headers") => proxy_headers = Some(true),
            Arg::Long("no-proxy-headers") => proxy_headers = Some(false),
            Arg::Long("no-access-log") => options.access_log = false,
            Arg::Value(name) if command.is_none() => command = Some(name.string().map_err(usage)?),
            other => return Err(usage(other.unexpected())),
        }
    }
    match proxy_headers {
        Some(true) if options.trusted_proxies == TrustedProxies::none() => {
            options.trusted_proxies = TrustedProxies::loopback();
        }
        Some(false) => options.trusted_proxies = TrustedProxies::none(),
        _ => {}
    }
    match command.as_deref() {
        None | Some("serve") => Ok(Command::Serve { options, root_path }),
        Some("openapi") => Ok(Command::OpenApi),
        Some("routes") => Ok(Command::Routes),
        Some(other) => Err(usage(format!("unknown command {other:?}"))),
    }
}

fn value<T: std::str::FromStr>(parser: &mut Parser) -> Result<T>
where
    T::Err: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    parser.value().and_then(|value| value.parse()).map_err(usage)
}

fn usage(problem: impl std::fmt::Display) -> Error {
    Error::internal(format!("{problem}\n\n{HELP}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_wins_over_the_environment() {
        let serve = |host: &str, port, workers, root_path: Option<&str>, access_log| {
            let host = host.parse().expect("the table has valid addresses");
            let options = ServerOptions { host, port, workers, access_log, ..ServerOptions::default() };
            Ok(Command::Serve { options, root_path: root_path.map(str::to_owned) })
        };
        let cases = [
            ("", "", serve("127.0.0.1", 8000, None, None, true)),
            ("", "PORT=9000 HOST=0.0.0.0", serve("0.0.0.0", 9000, None, None, true)),
            ("serve --port 1 --workers=3", "PORT=9000 WORKERS=2", serve("127.0.0.1", 1, Some(3), None, true)),
            ("--host ::1 --root-path /api --no-access-log", "", serve("::1", 8000, None, Some("/api"), false)),
            ("openapi", "", Ok(Command::OpenApi)),
            ("routes", "", Ok(Command::Routes)),
            ("--port 1 -h", "", Ok(Command::Help)),
            ("--port many", "", Err("many")),
            ("--port 65536", "", Err("65536")),
            ("--ports 1", "", Err("--ports")),
            ("start", "", Err("start")),
            ("routes openapi", "", Err("openapi")),
            ("", "PORT=x", Err("PORT")),
        ];
        for (arguments, variables, expected) in cases {
            let environment = |name: &str| {
                let mut pairs = variables.split(' ').filter_map(|pair| pair.split_once('='));
                pairs.find(|(key, _)| *key == name).map(|(_, value)| value.to_owned())
            };
            let result = parse(arguments.split_whitespace().map(OsString::from), environment);
            match (result, expected) {
                (Ok(command), Ok(expected)) => assert_eq!(command, expected, "{arguments}"),
                (Err(error), Err(part)) => assert!(error.to_string().contains(part), "{arguments}: {error}"),
                (result, expected) => panic!("{arguments}: {result:?}, not {expected:?}"),
            }
        }
    }

    #[test]
    fn proxies_are_trusted_when_the_command_line_says_so() {
        let lan: TrustedProxies = "10.0.0.0/8".parse().expect("it is a network");
        for (arguments, variable, expected) in [
            ("", None, TrustedProxies::none()),
            ("--proxy-headers", None, TrustedProxies::loopback()),
            ("--forwarded-allow-ips 10.0.0.0/8", None, lan.clone()),
            ("--proxy-headers --forwarded-allow-ips=10.0.0.0/8", None, lan.clone()),
            ("", Some("10.0.0.0/8"), lan.clone()),
            ("--forwarded-allow-ips *", Some("10.0.0.0/8"), TrustedProxies::all()),
            ("--no-proxy-headers", Some("*"), TrustedProxies::none()),
        ] {
            let environment = |name: &str| variable.filter(|_| name == "FORWARDED_ALLOW_IPS").map(str::to_owned);
            let command = parse(arguments.split_whitespace().map(OsString::from), environment);
            let Ok(Command::Serve { options, .. }) = command else { panic!("{arguments}: {command:?}") };
            assert_eq!(options.trusted_proxies, expected, "{arguments} {variable:?}");
        }
    }
}
