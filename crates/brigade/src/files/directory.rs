//! Opens files beneath a directory, and nothing outside of it.
//!
//! The kernel holds the boundary, not a comparison of texts: files are opened from a descriptor of the directory, and what
//! a link or a rename makes of a path in the meantime cannot lead out.

use std::{
    fs::{File, Metadata},
    io,
    os::fd::{AsFd, OwnedFd},
    path::{Path, PathBuf},
};

use rustix::{
    fs::{CWD, Mode, OFlags},
    io::Errno,
};

use super::{
    opened::Opened,
    relative::{Names, Relative},
};
use crate::error::Error;

/// So often is something opened again that was renamed meanwhile.
const TRIES: u32 = 8;

/// Is a directory with files for clients.
#[derive(Debug, Clone)]
pub(crate) struct Directory {
    path: PathBuf,
    pub(crate) links: Links,
    pub(crate) names: Names,
}

/// Says which symbolic links are followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Links {
    /// Those that lead to something beneath the directory without leaving it. Where the kernel cannot tell, none.
    Beneath,
    /// All of them.
    Anywhere,
}

/// Is what a path leads to.
#[derive(Debug)]
pub(crate) enum Found {
    File(Opened),
    Directory,
}

/// Is what a path leads to where directories have a page.
#[derive(Debug)]
pub(crate) enum Page {
    /// A file, or the `index.html` of a directory.
    File(Opened),
    /// There is an `index.html`, but what it names beside itself is found only with a slash at the end.
    WithoutSlash,
    Absent,
}

impl Directory {
    /// Looks for files in `path`, which is absolute or relative to where the program is now.
    pub(crate) fn new(path: &Path) -> Self {
        let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        Self { path, links: Links::Beneath, names: Names::Visible }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Makes a 500 of what went wrong beneath the directory.
    pub(crate) fn failure(&self, error: &io::Error) -> Error {
        Error::internal(format!("cannot look for files in {}: {error}", self.path.display()))
    }

    /// Returns what is at the decoded `path`, or `None` if clients are to find nothing there: what is neither a file nor a
    /// directory, what leads out, what may not be read.
    ///
    /// # Errors
    ///
    /// What went wrong with a file that is there, such as a lack of descriptors. A directory that is itself not there is an
    /// error too: it was when the application was made.
    pub(crate) fn find(&self, path: &str) -> io::Result<Option<Found>> {
        let Some(relative) = Relative::parse(path, self.names) else { return Ok(None) };
        // Whoever makes the files anew may have put another directory in the place of the first.
        let root = rustix::fs::openat(CWD, &self.path, ROOT, Mode::empty()).map_err(io::Error::from)?;
        let opened = match self.links {
            Links::Beneath => open_beneath(&root, relative),
            Links::Anywhere => rustix::fs::openat(&root, relative.as_str(), FILE, Mode::empty()),
        };
        match opened {
            Ok(file) => {
                let file = File::from(file);
                let metadata = file.metadata()?;
                Ok(if metadata.is_file() {
                    Some(Found::File(Opened::new(file, &metadata, relative.as_str())))
                } else {
                    metadata.is_dir().then_some(Found::Directory)
                })
            }
            Err(error) if is_absence(error) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Returns what is at the decoded `path`, which begins with a slash, or in the directory there.
    ///
    /// # Errors
    ///
    /// As [`find`](Self::find).
    pub(crate) fn page(&self, path: &str) -> io::Result<Page> {
        Ok(match self.find(path)? {
            Some(Found::File(file)) => Page::File(file),
            None => Page::Absent,
            Some(Found::Directory) => match self.find(&format!("{}/index.html", path.trim_end_matches('/')))? {
                Some(Found::File(file)) if path.ends_with('/') => Page::File(file),
                Some(Found::File(_)) => Page::WithoutSlash,
                _ => Page::Absent,
            },
        })
    }
}

/// Opens whatever is at `path`, and tells what that is.
pub(super) fn open(path: &Path) -> io::Result<(File, Metadata)> {
    let file = File::from(rustix::fs::openat(CWD, path, FILE, Mode::empty())?);
    let metadata = file.metadata()?;
    Ok((file, metadata))
}

/// Only to look for something beneath it: nobody has to be allowed to list the directory.
#[cfg(target_os = "linux")]
const ROOT: OFlags = OFlags::PATH.union(OFlags::DIRECTORY).union(OFlags::CLOEXEC);

#[cfg(not(target_os = "linux"))]
const ROOT: OFlags = OFlags::RDONLY.union(OFlags::DIRECTORY).union(OFlags::CLOEXEC);

/// Without waiting for the other end of what turns out to be a pipe, or making a terminal ours.
const FILE: OFlags = OFlags::RDONLY.union(OFlags::NONBLOCK).union(OFlags::NOCTTY).union(OFlags::CLOEXEC);

/// Opens `path` beneath `root`.
#[cfg(target_os = "linux")]
fn open_beneath(root: impl AsFd, path: Relative<'_>) -> Result<OwnedFd, Errno> {
    use rustix::fs::{ResolveFlags, openat2};

    let resolve = ResolveFlags::BENEATH | ResolveFlags::NO_MAGICLINKS;
    for _ in 0..TRIES {
        match openat2(root.as_fd(), path.as_str(), FILE, Mode::empty(), resolve) {
            // Something on the way was renamed, so the kernel could not be sure.
            Err(Errno::AGAIN) => {}
            // The kernel is older than 5.6, or a sandbox knows only older ones.
            Err(Errno::NOSYS | Errno::PERM) => return open_by_steps(root, path),
            opened => return opened,
        }
    }
    open_by_steps(root, path)
}

#[cfg(not(target_os = "linux"))]
fn open_beneath(root: impl AsFd, path: Relative<'_>) -> Result<OwnedFd, Errno> {
    open_by_steps(root, path)
}

/// Opens `path` beneath `root`, directory after directory, none of which is a link.
fn open_by_steps(root: impl AsFd, path: Relative<'_>) -> Result<OwnedFd, Errno> {
    let path = path.as_str();
    let (directories, name) = match path.trim_end_matches('/').rsplit_once('/') {
        Some((directories, name)) => (directories, name),
        None => ("", path.trim_end_matches('/')),
    };
    let must_be_directory = if path.ends_with('/') { OFlags::DIRECTORY } else { OFlags::empty() };
    let open =
        |at: &OwnedFd, name: &str, flags| rustix::fs::openat(at, name, FILE | OFlags::NOFOLLOW | flags, Mode::empty());
    let mut at =
        root.as_fd().try_clone_to_owned().map_err(|error| Errno::from_io_error(&error).unwrap_or(Errno::IO))?;
    for directory in directories.split('/').filter(|name| !name.is_empty()) {
        at = open(&at, directory, OFlags::DIRECTORY)?;
    }
    open(&at, name, must_be_directory)
}

/// Returns whether to a client an error is the same as a path with nothing there.
fn is_absence(error: Errno) -> bool {
    matches!(
        error,
        Errno::NOENT
            | Errno::NOTDIR
            | Errno::ACCESS
            | Errno::PERM
            | Errno::LOOP
            // Not beneath the directory.
            | Errno::XDEV
            | Errno::NAMETOOLONG
            | Errno::INVAL
            | Errno::ILSEQ
            // A socket, or a device without a driver.
            | Errno::NXIO
            | Errno::NODEV
    )
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    /// What the kernel refuses is refused by steps as well, and no link is followed at all.
    #[test]
    fn nothing_leads_out_where_the_kernel_cannot_tell() {
        let grounds = tempfile::tempdir().unwrap();
        let root = grounds.path().join("root");
        std::fs::create_dir_all(root.join("a/b")).unwrap();
        std::fs::create_dir(grounds.path().join("outside")).unwrap();
        for path in ["root/file", "root/a/b/file", "outside/file"] {
            std::fs::write(grounds.path().join(path), path).unwrap();
        }
        for (target, link) in
            [("file", "link"), ("a", "link_to_a"), ("../outside", "out"), ("../outside/file", "file_out")]
        {
            symlink(target, root.join(link)).unwrap();
        }
        let root = rustix::fs::openat(CWD, &root, ROOT, Mode::empty()).unwrap();
        for (path, beneath, by_steps) in [
            ("/file", true, true),
            ("/a/b/file", true, true),
            ("/a/b", true, true),
            ("/a/b/", true, true),
            ("/", true, true),
            ("", true, true),
            ("/link", true, false),
            ("/link_to_a/b/file", true, false),
            ("/out/file", false, false),
            ("/file_out", false, false),
            ("/file/", false, false),
            ("/file/x", false, false),
            ("/a/absent", false, false),
            ("/absent/file", false, false),
        ] {
            let path = Relative::parse(path, Names::Visible).expect("a path that leads down");
            assert_eq!(open_by_steps(&root, path).is_ok(), by_steps, "{path:?}");
            if cfg!(target_os = "linux") {
                assert_eq!(open_beneath(&root, path).is_ok(), beneath, "{path:?}");
            }
        }
    }
}
