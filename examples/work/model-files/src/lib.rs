//! Where the files of models and data are that `scripts/fetch-models` fetches: `target/models` of the repository, or where
//! the variable `BRIGADE_MODELS` says.

use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
};

/// Returns the path of a file: `path("minilm/model.onnx")`. The file need not be there.
#[must_use]
pub fn path(name: &str) -> PathBuf {
    let folder = env::var_os("BRIGADE_MODELS").filter(|folder| !folder.is_empty());
    folder.map_or_else(|| repository().join("target/models"), PathBuf::from).join(name)
}

/// Does nothing if there is such a file.
///
/// # Errors
///
/// Says what brings it.
pub fn require(path: &Path) -> Result<(), String> {
    if path.is_file() {
        Ok(())
    } else {
        Err(format!("{} is not there; scripts/fetch-models brings it", path.display()))
    }
}

/// Returns the path of a file for a test, which fetches the file's set, such as `minilm`, if it is not there.
///
/// # Panics
///
/// If the script cannot fetch it, with what the script says.
#[track_caller]
pub fn fetched(name: &str) -> PathBuf {
    let path = path(name);
    if !path.is_file() {
        let set = name.split('/').next().expect("there is always a first part");
        let script = Command::new("python3").arg(repository().join("scripts/fetch-models")).arg(set).output();
        let script = script.expect("python3 runs");
        assert!(script.status.success(), "{}", String::from_utf8_lossy(&script.stderr));
    }
    path
}

fn repository() -> &'static Path {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.ancestors().nth(3).expect("the package is examples/work/model-files")
}
