//! Runs FastAPI's own tests against brigade: `conformance/harness` does it, this gives it what it needs.

use std::{env, io, path::Path, process::Command};

use crate::{python, repository::root, run};

/// Some of FastAPI's tests, and the program that hosts the applications they ask.
struct Suite {
    mode: &'static str,
    package: &'static str,
    program: &'static str,
}

const SUITES: [Suite; 2] = [
    Suite { mode: "tutorial", package: "docs_src", program: "tutorials" },
    Suite { mode: "tests", package: "conformance", program: "conformance" },
];

/// Prints how long the applications of the tutorial are beside FastAPI's.
fn lines(python: &Path, source: &Path) -> io::Result<bool> {
    run(Command::new(python)
        .args(["-B", "conformance/harness/lines.py", "--ours", "docs_src/src", "--src"])
        .arg(source))
}

/// Runs both suites, or the one that `arguments` begin with; the others go to the harness. Whether nothing failed but what
/// the guide's page of differences names, and all of that did.
pub(crate) fn run_with(arguments: &[String]) -> io::Result<bool> {
    let named = |suite: &&Suite| arguments.first().is_some_and(|word| word == suite.mode);
    let (suites, rest) = match SUITES.iter().find(named) {
        Some(suite) => (std::slice::from_ref(suite), &arguments[1..]),
        None => (&SUITES[..], arguments),
    };
    let python = python::environment("conformance", Path::new("conformance/harness/requirements.txt"))?;
    let source = python::fastapi_source(&python)?;
    if arguments == ["lines"] {
        return lines(&python, &source);
    }
    let mut passed = true;
    for suite in suites {
        // One after the other, so that a machine with two cores does not see its time-outs.
        passed &= run_suite(suite, &python, &source, rest)?;
    }
    Ok(passed)
}

fn run_suite(suite: &Suite, python: &Path, source: &Path, arguments: &[String]) -> io::Result<bool> {
    let mut build = Command::new(env::var_os("CARGO").unwrap_or("cargo".into()));
    if !run(build.args(["build", "--package", suite.package, "--bin", suite.program]))? {
        return Ok(false);
    }
    let program = python::target().join("debug").join(suite.program);
    let command = format!("'{}' --app {{app}} --port {{port}} --root-path={{root_path}}", program.display());
    run(Command::new(python)
        .arg(root().join("conformance/harness/run.py"))
        .arg(suite.mode)
        .arg("--src")
        .arg(source)
        .args(["--cmd", &command, "--known", "docs/differences.md"])
        .args(arguments)
        // Nothing is to be written into the source of the repository.
        .env("PYTHONDONTWRITEBYTECODE", "1"))
}
