//! Checks the programs in `examples/work`, a workspace of its own: formats, lints, tests, and clicks through their pages.

use std::{
    env, io,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{
    python,
    repository::{Repository, root},
    run,
};

/// The workspace.
const FOLDER: &str = "examples/work";

/// Checks every program, or the one that `arguments` name. Whether all is well.
///
/// # Errors
///
/// That of starting what checks; and an error of kind `Other` if Python's environment cannot be made.
pub(crate) fn run_with(arguments: &[String]) -> io::Result<bool> {
    let python = python::environment("examples", Path::new("scripts/examples/requirements.txt"))?;
    let only = arguments.first().map(String::as_str);
    let chosen = only.map_or_else(|| vec!["--workspace"], |package| vec!["--package", package]);
    let clippy = [&["clippy", "--all-targets", "--all-features"], &chosen[..], &["--", "--deny", "warnings"]].concat();
    Ok(run(Command::new(&python).arg("scripts/fetch-models"))?
        && cargo(&["fmt", "--check"])?
        && cargo(&clippy)?
        && cargo(&[&["test", "--all-features"], &chosen[..]].concat())?
        && cargo(&[&["build", "--bins", "--all-features"], &chosen[..]].concat())?
        && pages(&python, only)?)
}

/// Clicks through the page of every program that a script of that name is there for.
fn pages(python: &Path, only: Option<&str>) -> io::Result<bool> {
    let browser = Command::new("scripts/find-browser").current_dir(root()).output()?;
    if !browser.status.success() {
        return Err(io::Error::other(String::from_utf8_lossy(&browser.stderr).into_owned()));
    }
    let browser = String::from_utf8_lossy(&browser.stdout).trim().to_owned();
    let pictures = root().join("target/pages");
    std::fs::create_dir_all(&pictures)?;
    let repository = Repository::read()?;
    let scripts = repository.texts(".py").filter_map(|(path, _)| path.strip_prefix("scripts/examples/"));
    let names =
        scripts.filter_map(|script| script.strip_suffix(".py")).filter(|name| only.is_none_or(|only| only == *name));
    let mut passed = true;
    for name in names {
        let mut script = Command::new(python);
        script.arg("-B").arg(format!("scripts/examples/{name}.py")).arg(&browser);
        script.arg(target().join("debug").join(name)).arg(&pictures).env("PYTHONPATH", "scripts");
        passed &= run(&mut script)?;
    }
    Ok(passed)
}

/// Runs cargo in the workspace; whether it ended well.
fn cargo(arguments: &[&str]) -> io::Result<bool> {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or("cargo".into()));
    Ok(command.args(arguments).current_dir(root().join(FOLDER)).status()?.success())
}

/// Returns the folder that cargo builds the workspace into.
fn target() -> PathBuf {
    env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join(FOLDER).join("target"), PathBuf::from)
}
