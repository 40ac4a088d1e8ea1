//! Sends the same generated requests to FastAPI and to brigade: `conformance/differential` does it, this gives it what it needs.

use std::{env, io, path::Path, process::Command};

use crate::{python, repository::root, run};

/// Runs the comparison with the arguments of the command line; whether nothing differed.
pub(crate) fn run_with(arguments: &[String]) -> io::Result<bool> {
    let python = python::environment("differential", Path::new("conformance/differential/requirements.txt"))?;
    let source = python::fastapi_source(&python)?;
    let mut build = Command::new(env::var_os("CARGO").unwrap_or("cargo".into()));
    if !run(build.args(["build", "--package", "docs_src", "--package", "conformance"]))? {
        return Ok(false);
    }
    run(Command::new(python)
        .arg(root().join("conformance/differential/run.py"))
        .arg("--source")
        .arg(source)
        .arg("--target")
        .arg(python::target().join("debug"))
        .args(arguments)
        // Nothing is to be written into the source of the repository.
        .env("PYTHONDONTWRITEBYTECODE", "1"))
}
