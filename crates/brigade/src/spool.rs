//! Keeps what is too much for memory in a temporary file.
//!
//! A form has one file, to whose end everything is written that does not stay in memory; an upload is a range of it. So a form
//! costs one descriptor, however many uploads it has. The file has no name, or none for longer than it takes to remove it: when
//! it is closed nothing of it is left, after a crash either. No call on it is made by a thread that serves connections, not even
//! the one that closes it, which for a large file takes a while.

use std::{
    fs::{self, File},
    io::{self, IoSlice, Write},
    ops::Range,
    os::unix::fs::FileExt,
    path::Path,
    sync::Arc,
};

use brigade_scheduler::{Operation, spawn};
use bytes::Bytes;
use http::StatusCode;
use tokio::runtime::Handle;

use crate::{error::Error, job_error::job_error, pieces::Pieces};

/// As much is written at once: the way to the pool and back is short beside it.
const WRITTEN_AT_ONCE: usize = 256 * 1024;

/// As much is copied at once.
const COPIED_AT_ONCE: usize = 256 * 1024;

/// Opens a temporary file.
pub(crate) type Open = fn() -> io::Result<File>;

/// Writes what arrives to a temporary file.
pub(crate) struct Spool {
    /// Whose jobs the calls on the file are.
    operation: Operation,
    open: Open,
    /// Is there once something was written.
    disk: Option<Arc<Disk>>,
    /// What is not written yet.
    queue: Pieces,
    /// How many bytes the file has, with those that are not written yet.
    bytes: u64,
}

impl Spool {
    pub(crate) fn new(operation: Operation, open: Open) -> Self {
        Self { operation, open, disk: None, queue: Pieces::default(), bytes: 0 }
    }

    /// Returns where the next byte will be.
    pub(crate) fn position(&self) -> u64 {
        self.bytes
    }

    /// Adds `data` to the end. It is written later.
    pub(crate) fn push(&mut self, data: Bytes) {
        self.bytes += data.len() as u64;
        self.queue.push(data);
    }

    /// Writes what has come, if it is much.
    ///
    /// # Errors
    ///
    /// 507 if the file cannot be written.
    pub(crate) async fn make_room(&mut self) -> Result<(), Error> {
        if self.queue.len() < WRITTEN_AT_ONCE { Ok(()) } else { self.write().await }
    }

    async fn write(&mut self) -> Result<(), Error> {
        let queue = std::mem::take(&mut self.queue);
        let (operation, open, disk) = (self.operation.clone(), self.open, self.disk.take());
        let write = move || {
            let disk = match disk {
                Some(disk) => disk,
                None => Arc::new(Disk { file: Some(open()?), operation }),
            };
            write_all(disk.file(), &queue.into_list())?;
            io::Result::Ok(disk)
        };
        let written = self.operation.resume(WRITTEN_AT_ONCE, write).await.map_err(job_error)?;
        // Whatever keeps a temporary file from being written, there is no room for the upload.
        self.disk = Some(written.map_err(no_room)?);
        Ok(())
    }

    /// Writes the rest, and returns what turns ranges of the file into what is stored there.
    ///
    /// # Errors
    ///
    /// 507 if the file cannot be written.
    pub(crate) async fn finish(mut self) -> Result<Spooled, Error> {
        if self.queue.len() > 0 {
            self.write().await?;
        }
        Ok(Spooled { operation: self.operation, disk: self.disk })
    }
}

/// Is a temporary file that is complete, if there was anything to put there.
pub(crate) struct Spooled {
    operation: Operation,
    disk: Option<Arc<Disk>>,
}

impl Spooled {
    /// Returns what stayed in memory, as content like that in the file.
    pub(crate) fn in_memory(&self, bytes: Bytes) -> Stored {
        Stored(Kind::Memory { bytes, operation: Some(self.operation.clone()) })
    }

    /// Returns what is in `range` of the file.
    pub(crate) fn stored(&self, range: Range<u64>) -> Stored {
        match &self.disk {
            Some(disk) if !range.is_empty() => Stored(Kind::Disk { disk: disk.clone(), range }),
            _ => self.in_memory(Bytes::new()),
        }
    }
}

/// Is the content of an upload: in memory, or a part of a temporary file. A clone is the same content.
#[allow(dead_code, reason = "nothing takes files from forms yet")]
#[derive(Debug, Clone)]
pub(crate) struct Stored(Kind);

#[derive(Debug, Clone)]
enum Kind {
    /// Without an operation where no request brought it.
    Memory {
        bytes: Bytes,
        operation: Option<Operation>,
    },
    Disk {
        disk: Arc<Disk>,
        range: Range<u64>,
    },
}

impl From<Bytes> for Stored {
    fn from(bytes: Bytes) -> Self {
        Self(Kind::Memory { bytes, operation: None })
    }
}

#[allow(dead_code, reason = "nothing takes files from forms yet")]
impl Stored {
    /// Runs `function`, which may block, where no connection waits for it.
    ///
    /// # Errors
    ///
    /// What `function` says; 503 if the server stops.
    pub(crate) async fn on_pool<R: Send + 'static>(
        &self,
        bytes: u64,
        function: impl FnOnce() -> io::Result<R> + Send + 'static,
    ) -> Result<R, Error> {
        let operation = match &self.0 {
            Kind::Memory { operation, .. } => operation.as_ref(),
            Kind::Disk { disk, .. } => Some(&disk.operation),
        };
        let done = match operation {
            Some(operation) => {
                let bytes = usize::try_from(bytes).unwrap_or(usize::MAX);
                operation.resume(bytes, function).await.map_err(job_error)?
            }
            None => function(),
        };
        done.map_err(failed)
    }

    /// Returns how many bytes there are.
    pub(crate) fn len(&self) -> u64 {
        match &self.0 {
            Kind::Memory { bytes, .. } => bytes.len() as u64,
            Kind::Disk { range, .. } => range.end - range.start,
        }
    }

    /// Returns up to `count` bytes from `position` on: fewer at the end, none after it.
    ///
    /// # Errors
    ///
    /// 500 if the temporary file cannot be read; 503 if the server stops.
    pub(crate) async fn read(&self, position: u64, count: u64) -> Result<Bytes, Error> {
        let start = position.min(self.len());
        let end = start.saturating_add(count).min(self.len());
        match &self.0 {
            // What is in memory is addressed by `usize`.
            Kind::Memory { bytes, .. } => Ok(bytes.slice(start as usize..end as usize)),
            Kind::Disk { disk, range } => {
                let (bytes, at, disk) = (end - start, range.start + start, disk.clone());
                let read = move || {
                    let mut buffer = vec![0; bytes as usize];
                    disk.file().read_exact_at(&mut buffer, at).map(|()| buffer.into())
                };
                self.on_pool(bytes, read).await
            }
        }
    }

    /// Reads from `position` on into `buffer` and returns how many bytes that were; 0 at the end. It may block.
    ///
    /// # Errors
    ///
    /// If the temporary file cannot be read.
    pub(crate) fn read_at(&self, position: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let left = self.len().saturating_sub(position);
        let count = buffer.len().min(usize::try_from(left).unwrap_or(usize::MAX));
        let buffer = &mut buffer[..count];
        match &self.0 {
            Kind::Memory { .. } if buffer.is_empty() => Ok(0),
            Kind::Memory { bytes, .. } => {
                let position = position as usize;
                buffer.copy_from_slice(&bytes[position..position + count]);
                Ok(count)
            }
            Kind::Disk { disk, range } => disk.file().read_at(buffer, range.start.saturating_add(position)),
        }
    }

    /// Writes everything to a new file at `path`, or over one that is there. What is only half written is removed.
    ///
    /// # Errors
    ///
    /// 507 if there is no room; 500 if the file cannot be written; 503 if the server stops.
    pub(crate) async fn save(&self, path: &Path) -> Result<(), Error> {
        let (content, path) = (self.clone(), path.to_owned());
        self.on_pool(self.len(), move || content.save_now(&path)).await
    }

    /// Does what [`save`](Self::save) does, on the calling thread.
    ///
    /// # Errors
    ///
    /// If the file cannot be written.
    pub(crate) fn save_now(&self, path: &Path) -> io::Result<()> {
        let mut target = File::create(path)?;
        self.write_to(&mut target).inspect_err(|_| {
            // The first error is the one to report.
            let _ = fs::remove_file(path);
        })
    }

    fn write_to(&self, target: &mut File) -> io::Result<()> {
        if let Kind::Memory { bytes, .. } = &self.0 {
            return target.write_all(bytes);
        }
        let mut buffer = vec![0; COPIED_AT_ONCE];
        let mut position = 0;
        loop {
            match self.read_at(position, &mut buffer)? {
                0 => return Ok(()),
                count => {
                    target.write_all(&buffer[..count])?;
                    position += count as u64;
                }
            }
        }
    }
}

/// Is a temporary file.
#[derive(Debug)]
struct Disk {
    /// Is there until this is dropped.
    file: Option<File>,
    operation: Operation,
}

impl Disk {
    fn file(&self) -> &File {
        self.file.as_ref().expect("it is taken when nobody can ask any more")
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let (file, operation) = (self.file.take(), self.operation.clone());
        // Outside a runtime nobody's connections wait.
        if Handle::try_current().is_ok() {
            // If the pool is closed already, the job and the file with it are dropped here.
            spawn(async move { drop(operation.end(move || drop(file)).await) });
        }
    }
}

/// Makes an error of one that a file gave.
fn failed(cause: io::Error) -> Error {
    match cause.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => no_room(cause),
        _ => cause.into(),
    }
}

fn no_room(cause: io::Error) -> Error {
    Error::reason(StatusCode::INSUFFICIENT_STORAGE).because(cause)
}

fn write_all(mut file: &File, list: &[Bytes]) -> io::Result<()> {
    let mut slices: Vec<_> = list.iter().map(|piece| IoSlice::new(piece)).collect();
    let mut rest = &mut slices[..];
    while !rest.is_empty() {
        match file.write_vectored(rest) {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(count) => IoSlice::advance_slices(&mut rest, count),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}
