//! Keeps cleaned recordings in files until they are fetched, the newest ones.

use std::{
    collections::VecDeque,
    io,
    path::PathBuf,
    sync::{Mutex, PoisonError},
};

use tempfile::{NamedTempFile, TempDir};
use uuid::Uuid;

/// What all recordings may take together: the oldest go.
const BYTES_MAX: u64 = 1024 * 1024 * 1024;

/// Is a folder that goes with the process.
pub struct Shelf {
    folder: TempDir,
    /// The oldest first, each with what it takes.
    kept: Mutex<VecDeque<(Uuid, u64)>>,
}

/// What there is of a recording.
#[derive(Clone, Copy)]
pub enum Part {
    /// All of it, without noise.
    Cleaned,
    /// The speech alone, without pauses.
    Speech,
}

impl Shelf {
    /// Makes the folder.
    ///
    /// # Errors
    ///
    /// If there can be none where temporary files are.
    pub fn open() -> io::Result<Self> {
        Ok(Self { folder: tempfile::Builder::new().prefix("recordings-").tempdir()?, kept: Mutex::default() })
    }

    /// Makes a file for what is about to be written. It is gone once it is dropped, unless it is kept.
    ///
    /// # Errors
    ///
    /// If there can be none.
    pub fn draft(&self) -> io::Result<NamedTempFile> {
        NamedTempFile::new_in(&self.folder)
    }

    /// Keeps a recording, and says by which name.
    ///
    /// # Errors
    ///
    /// If a file cannot be renamed.
    pub fn keep(&self, cleaned: NamedTempFile, speech: Option<NamedTempFile>) -> io::Result<Uuid> {
        let id = Uuid::new_v4();
        let mut bytes = 0;
        for (part, file) in [(Part::Cleaned, Some(cleaned)), (Part::Speech, speech)] {
            let Some(file) = file else { continue };
            bytes += file.as_file().metadata()?.len();
            file.persist(self.path(id, part))?;
        }
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.push_back((id, bytes));
        while kept.len() > 1 && kept.iter().map(|(_, bytes)| bytes).sum::<u64>() > BYTES_MAX {
            let (oldest, _) = kept.pop_front().expect("there are two");
            for part in [Part::Cleaned, Part::Speech] {
                // Who reads it at the moment reads it to its end.
                let _ = std::fs::remove_file(self.path(oldest, part));
            }
        }
        Ok(id)
    }

    /// Returns the file with a part of a recording, if there is one.
    #[must_use]
    pub fn find(&self, id: Uuid, part: Part) -> Option<PathBuf> {
        Some(self.path(id, part)).filter(|path| path.is_file())
    }

    fn path(&self, id: Uuid, part: Part) -> PathBuf {
        let part = match part {
            Part::Cleaned => "cleaned",
            Part::Speech => "speech",
        };
        self.folder.path().join(format!("{id}-{part}.wav"))
    }
}
