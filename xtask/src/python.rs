//! Gives the chores that compare with FastAPI their Python: an environment, and FastAPI's source.
//!
//! Both are kept in `target`, so that only the first run needs a network.

use std::{
    env, fs, io,
    path::{Path, PathBuf},
    process::Command,
};

use crate::repository::root;

/// The version of FastAPI that brigade is compared with.
pub(crate) const FASTAPI: &str = "0.141.1";

/// Returns the interpreter of an environment that has exactly what a file of requirements says; makes it if there is none.
///
/// # Errors
///
/// That of starting Python; and an error of kind `Other` if Python or pip fails.
pub(crate) fn environment(name: &str, requirements: &Path) -> io::Result<PathBuf> {
    let folder = target().join(name);
    let python = folder.join("bin/python");
    let wanted = fs::read_to_string(root().join(requirements))?;
    let installed = folder.join("requirements.txt");
    if fs::read_to_string(&installed).is_ok_and(|text| text == wanted) {
        return Ok(python);
    }
    ended_well(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&folder))?;
    ended_well(pip(&python).args(["install", "--requirement"]).arg(requirements))?;
    // Written last: what is installed only by half has no such file.
    fs::write(installed, wanted)?;
    Ok(python)
}

/// Returns the folder of FastAPI's source, with its tests and the applications of its tutorial; fetches it if there is none.
///
/// # Errors
///
/// As for [`environment`].
pub(crate) fn fastapi_source(python: &Path) -> io::Result<PathBuf> {
    let folder = target().join("fastapi");
    let source = folder.join(format!("fastapi-{FASTAPI}"));
    if source.is_dir() {
        return Ok(source);
    }
    let requirement = format!("fastapi=={FASTAPI}");
    ended_well(
        pip(python).args(["download", "--no-deps", "--no-binary", ":all:", "--dest"]).arg(&folder).arg(requirement),
    )?;
    let archive = folder.join(format!("fastapi-{FASTAPI}.tar.gz"));
    let unpacked = folder.join("unpacked");
    ended_well(Command::new(python).args(["-m", "tarfile", "--extract"]).arg(archive).arg(&unpacked))?;
    fs::rename(unpacked.join(format!("fastapi-{FASTAPI}")), &source)?;
    Ok(source)
}

/// Returns the folder that cargo builds into.
pub(crate) fn target() -> PathBuf {
    env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

fn pip(python: &Path) -> Command {
    let mut command = Command::new(python);
    command.args(["-m", "pip", "--quiet", "--disable-pip-version-check"]);
    command
}

fn ended_well(command: &mut Command) -> io::Result<()> {
    let status = command.current_dir(root()).status()?;
    if status.success() { Ok(()) } else { Err(io::Error::other(format!("{command:?} ended with {status}"))) }
}
