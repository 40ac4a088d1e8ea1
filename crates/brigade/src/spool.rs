//! Keeps what is too much for memory in a temporary file.
//!
//! A form has one file, to whose end everything is written that does not stay in memory; an upload is a range of it. So a form
//! costs one descriptor, however many uploads it has. The file has no name, or none for longer than it takes to remove it: when
//! it is closed nothing of it is left, after a crash either. No call on it is made by a thread that serves connections, not even
//! the one that closes it, which for a large file takes a while.

use std::{
    fs::{self, File, Permissions},
    io::{self, IoSlice, Write},
    mem,
    ops::Range,
    os::unix::fs::{FileExt, PermissionsExt},
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

/// Opens a temporary file without a name, in the folder that `TMPDIR` names.
///
/// # Errors
///
/// If there is no such folder, or nothing can be written there.
pub(crate) fn temporary_file() -> io::Result<File> {
    let file = tempfile::tempfile()?;
    // Nobody can open it by a name, but who may look into the process could.
    file.set_permissions(Permissions::from_mode(0o600))?;
    Ok(file)
}

/// Opens a temporary file.
type Open = Box<dyn FnOnce() -> io::Result<File> + Send>;

/// Writes what arrives to a temporary file.
pub(crate) struct Spool {
    /// Whose jobs the calls on the file are.
    operation: Operation,
    file: Temporary,
    /// What is not written yet.
    queue: Pieces,
    /// How many bytes the file has, with those that are not written yet.
    bytes: u64,
}

enum Temporary {
    /// Nothing was written so far.
    Unopened(Open),
    Open(Arc<Disk>),
    /// It could not be opened or written, or is being written.
    Gone,
}

impl Spool {
    /// Begins with no file. Only when there is something to write, `open` is called.
    pub(crate) fn new(operation: Operation, open: impl FnOnce() -> io::Result<File> + Send + 'static) -> Self {
        Self { operation, file: Temporary::Unopened(Box::new(open)), queue: Pieces::default(), bytes: 0 }
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
        let queue = mem::take(&mut self.queue);
        let (file, operation) = (mem::replace(&mut self.file, Temporary::Gone), self.operation.clone());
        let write = move || {
            let disk = match file {
                Temporary::Unopened(open) => Arc::new(Disk { file: Some(open()?), operation }),
                Temporary::Open(disk) => disk,
                Temporary::Gone => return Err(io::ErrorKind::NotFound.into()),
            };
            write_all(disk.file(), &queue.into_list())?;
            io::Result::Ok(disk)
        };
        let written = self.operation.resume(WRITTEN_AT_ONCE, write).await.map_err(job_error)?;
        // Whatever keeps a temporary file from being written, there is no room for the upload.
        self.file = Temporary::Open(written.map_err(no_room)?);
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
        let disk = match self.file {
            Temporary::Open(disk) => Some(disk),
            Temporary::Unopened(_) | Temporary::Gone => None,
        };
        Ok(Spooled { operation: self.operation, disk })
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

    /// Returns all bytes, if they are in memory.
    pub(crate) fn in_memory(&self) -> Option<&Bytes> {
        match &self.0 {
            Kind::Memory { bytes, .. } => Some(bytes),
            Kind::Disk { .. } => None,
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
            _ if buffer.is_empty() => Ok(0),
            Kind::Memory { bytes, .. } => {
                let position = position as usize;
                buffer.copy_from_slice(&bytes[position..position + count]);
                Ok(count)
            }
            Kind::Disk { disk, range } => disk.file().read_at(buffer, range.start + position),
        }
    }

    /// Writes everything to a new file at `path`, or over one that is there. A new one that is only half written is removed.
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
        match File::create_new(path) {
            Ok(mut target) => self.write_to(&mut target).inspect_err(|_| {
                // The first error is the one to report.
                let _ = fs::remove_file(path);
            }),
            // What was there before may be anything, a device too.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => self.write_to(&mut File::create(path)?),
            Err(error) => Err(error),
        }
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

#[cfg(test)]
mod tests {
    use std::{
        io::{Read, pipe},
        os::{fd::OwnedFd, unix::fs::MetadataExt},
    };

    use brigade_scheduler::{OperationSettings, Pool, PoolSettings, runtime};

    use super::*;

    /// Runs a test on a runtime, as a request does, with a pool beside it.
    fn with_pool<F: Future>(test: impl FnOnce(Operation) -> F) -> F::Output {
        let pool = Pool::new(PoolSettings::default());
        let operation = pool.operation(OperationSettings::named("files"));
        runtime(Some(1)).unwrap().block_on(test(operation))
    }

    /// Returns so many bytes, of which those beside each other differ.
    fn pattern(bytes: usize) -> Bytes {
        (0..bytes).map(|at| (at * 7 + at / 251) as u8).collect()
    }

    async fn push_all(spool: &mut Spool, content: &Bytes, piece_bytes: usize) -> Result<(), Error> {
        for at in (0..content.len()).step_by(piece_bytes) {
            spool.push(content.slice(at..content.len().min(at + piece_bytes)));
            spool.make_room().await?;
        }
        Ok(())
    }

    #[test]
    fn what_was_stored_is_read_again() {
        let content = pattern(1_000_000);
        for piece_bytes in [1000, 50_000, 1_000_000] {
            with_pool(|operation| async {
                let mut spool = Spool::new(operation, temporary_file);
                push_all(&mut spool, &content, piece_bytes).await.unwrap();
                assert_eq!(spool.position(), 1_000_000);
                let spooled = spool.finish().await.unwrap();
                let stored = spooled.stored(300_000..900_000);
                let in_memory = spooled.in_memory(content.slice(300_000..900_000));
                for stored in [stored, in_memory] {
                    assert_eq!(stored.len(), 600_000);
                    for (position, count, expected) in [
                        (0, u64::MAX, 300_000..900_000),
                        (0, 10, 300_000..300_010),
                        (599_990, 100, 899_990..900_000),
                        (600_000, 1, 0..0),
                        (u64::MAX, u64::MAX, 0..0),
                    ] {
                        let read = stored.read(position, count).await.unwrap();
                        assert!(read == content[expected.clone()], "{position} {count}");
                        let mut buffer = vec![0; expected.len() + 1];
                        let read = stored.read_at(position, &mut buffer[..expected.len()]).unwrap();
                        assert!(buffer[..read] == content[expected], "{position} {count}");
                    }
                    let folder = tempfile::tempdir().unwrap();
                    let path = folder.path().join("saved");
                    fs::write(&path, "before").unwrap();
                    stored.save(&path).await.unwrap();
                    assert!(fs::read(&path).unwrap() == content[300_000..900_000]);
                }
            });
        }
    }

    #[test]
    fn nothing_is_opened_while_nothing_is_written() {
        with_pool(|operation| async {
            let spool = Spool::new(operation, || panic!("it is opened"));
            let spooled = spool.finish().await.unwrap();
            assert_eq!(spooled.stored(0..0).len(), 0);
        });
    }

    #[test]
    fn a_temporary_file_has_no_name_and_one_reader() {
        with_pool(|operation| async {
            let mut spool = Spool::new(operation, temporary_file);
            spool.push(pattern(10));
            let stored = spool.finish().await.unwrap().stored(0..10);
            let Kind::Disk { disk, .. } = &stored.0 else { panic!("it is on disk") };
            let file = disk.file().metadata().unwrap();
            assert_eq!((file.nlink(), file.mode() & 0o777), (0, 0o600));
        });
    }

    #[test]
    fn a_disk_without_room_is_said_so() {
        let full = || File::options().write(true).open("/dev/full");
        let missing = || File::open("/a/folder/that/is/not/there");
        let opens: [fn() -> io::Result<File>; 2] = [full, missing];
        for open in opens {
            for bytes in [1, WRITTEN_AT_ONCE, 3 * WRITTEN_AT_ONCE] {
                with_pool(|operation| async {
                    let mut spool = Spool::new(operation, open);
                    let written = push_all(&mut spool, &pattern(bytes), 10_000).await;
                    let error = match written {
                        Ok(()) => spool.finish().await.err().expect("nothing can be written"),
                        Err(error) => error,
                    };
                    assert_eq!(error.status(), StatusCode::INSUFFICIENT_STORAGE);
                    assert!(error.cause().is_some());
                });
            }
        }
    }

    #[test]
    fn what_cannot_be_saved_is_said_and_what_was_there_stays_there() {
        with_pool(|operation| async {
            let spooled = Spool::new(operation, temporary_file).finish().await.unwrap();
            let stored = spooled.in_memory(pattern(10));
            assert_eq!(
                stored.save(Path::new("/dev/full")).await.unwrap_err().status(),
                StatusCode::INSUFFICIENT_STORAGE
            );
            assert!(Path::new("/dev/full").exists());
            let error = stored.save(Path::new("/a/folder/that/is/not/there/file")).await.unwrap_err();
            assert_eq!(error.status(), StatusCode::INTERNAL_SERVER_ERROR);
        });
    }

    #[test]
    fn a_temporary_file_is_closed_with_the_last_who_knows_it() {
        with_pool(|operation| async {
            // Who reads the other end hears when this one is closed.
            let (mut reader, writer) = pipe().unwrap();
            let mut spool = Spool::new(operation, || Ok(OwnedFd::from(writer).into()));
            spool.push(pattern(10));
            let stored = spool.finish().await.unwrap().stored(0..10);
            let other = stored.clone();
            drop(stored);
            let mut read = [0; 11];
            assert_eq!(reader.read(&mut read).unwrap(), 10);
            drop(other);
            assert_eq!(reader.read(&mut read).unwrap(), 0);
        });
    }

    #[test]
    fn a_temporary_file_is_closed_when_nobody_waits_for_its_upload_any_more() {
        with_pool(|operation| async {
            let (mut reader, writer) = pipe().unwrap();
            let mut spool = Spool::new(operation, || Ok(OwnedFd::from(writer).into()));
            push_all(&mut spool, &pattern(10), 10).await.unwrap();
            spool.write().await.unwrap();
            // More than a pipe holds: this waits for its reader.
            push_all(&mut spool, &pattern(WRITTEN_AT_ONCE - 1), 10_000).await.unwrap();
            let mut writing = Box::pin(spool.write());
            std::future::poll_fn(|context| std::task::Poll::Ready(writing.as_mut().poll(context).is_pending())).await;
            drop(writing);
            drop(spool);
            let mut read = Vec::new();
            reader.read_to_end(&mut read).unwrap();
            assert!(!read.is_empty());
        });
    }
}
