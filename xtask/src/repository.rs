//! The repository as data: the text of its files by path, so that every rule is a function and its tests are tables.

use std::{collections::BTreeMap, env, fs, io, path::PathBuf, process::Command};

/// The files that git tracks or would track.
#[derive(Debug, Default)]
pub(crate) struct Repository {
    /// Text by path, with `/` and relative to the root; `None` for a file that is not UTF-8.
    files: BTreeMap<String, Option<String>>,
}

impl Repository {
    /// Reads the working tree.
    pub(crate) fn read() -> io::Result<Self> {
        let listed = Command::new("git")
            .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
            .current_dir(root())
            .output()?;
        if !listed.status.success() {
            return Err(io::Error::other(String::from_utf8_lossy(&listed.stderr).into_owned()));
        }
        let names = String::from_utf8_lossy(&listed.stdout);
        let mut files = BTreeMap::new();
        for name in names.split('\0').filter(|name| !name.is_empty()) {
            let path = root().join(name);
            // A link, or a tracked file that was deleted.
            if path.symlink_metadata().is_ok_and(|metadata| metadata.is_file()) {
                files.insert(name.to_owned(), String::from_utf8(fs::read(path)?).ok());
            }
        }
        Ok(Self { files })
    }

    /// Makes a repository for a test.
    #[cfg(test)]
    pub(crate) fn of(files: &[(&str, &str)]) -> Self {
        let files = files.iter().map(|(path, text)| ((*path).to_owned(), Some((*text).to_owned())));
        Self { files: files.collect() }
    }

    /// Every path, in order.
    pub(crate) fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    /// Path and text of every text file whose path ends with `end`.
    pub(crate) fn texts<'a>(&'a self, end: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        let texts = self.files.iter().filter_map(|(path, text)| Some((path.as_str(), text.as_deref()?)));
        texts.filter(move |(path, _)| path.ends_with(end))
    }

    /// The text of one file.
    pub(crate) fn text(&self, path: &str) -> Option<&str> {
        self.files.get(path)?.as_deref()
    }

    /// Whether there is a file or a folder at `path`.
    pub(crate) fn has(&self, path: &str) -> bool {
        let folder = format!("{path}/");
        path.is_empty() || self.files.contains_key(path) || self.files.keys().any(|file| file.starts_with(&folder))
    }
}

/// The folder of the workspace.
pub(crate) fn root() -> PathBuf {
    let package = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo says where the package is"));
    package.parent().expect("xtask is a folder of the workspace").to_owned()
}
