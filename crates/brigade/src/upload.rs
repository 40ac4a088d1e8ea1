//! Holds a file that a client has sent in a form.

use std::{
    io::{self, Read, Seek, SeekFrom},
    path::Path,
    sync::Arc,
};

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, header};

use crate::{error::Result, multipart::FilePart, spool::Stored};

/// Is a file of a form: what the client said of it, and its content.
///
/// What arrives beyond 1 MiB waits in a temporary file without a name, so a large upload takes little memory. The content is
/// gone once the last clone is dropped. Reading never holds up other requests, however slow the disk is.
///
/// ```
/// use brigade::{Result, UploadFile, post};
///
/// #[post("/photos")]
/// async fn add_photo(mut photo: UploadFile) -> Result<bool> {
///     let is_jpeg = photo.read(3).await? == b"\xFF\xD8\xFF"[..];
///     if is_jpeg {
///         photo.save("/srv/photos/newest.jpg").await?;
///     }
///     Ok(is_jpeg)
/// }
///
/// # async fn test() -> Result<()> {
/// // The function stays an ordinary function.
/// assert!(!add_photo(UploadFile::new("notes.txt", "no photo")).await?);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct UploadFile {
    part: Arc<FilePart>,
    position: u64,
}

impl UploadFile {
    /// Makes a file as a client might send it, for tests.
    pub fn new(filename: impl Into<String>, content: impl Into<Bytes>) -> Self {
        let content = Stored::from(content.into());
        let part = FilePart { file_name: filename.into(), headers: HeaderMap::new(), content };
        Self::from(Arc::new(part))
    }

    /// Says of a file made for a test what is in it: `image/png`.
    ///
    /// # Panics
    ///
    /// If a header cannot have that value.
    #[must_use]
    #[track_caller]
    pub fn with_content_type(mut self, content_type: &str) -> Self {
        let value = HeaderValue::from_str(content_type).expect("a media type has no control characters");
        let FilePart { file_name, mut headers, content } = (*self.part).clone();
        headers.insert(header::CONTENT_TYPE, value);
        self.part = Arc::new(FilePart { file_name, headers, content });
        self
    }

    pub(crate) fn part(&self) -> &FilePart {
        &self.part
    }

    /// Returns the name that the client gave; empty if the user has chosen no file.
    ///
    /// A client may write anything here, `../../etc/passwd` too: never make a path of it.
    #[must_use]
    pub fn filename(&self) -> &str {
        &self.part.file_name
    }

    /// Returns what the client says is in the file, such as `image/png`; nothing checks that.
    #[must_use]
    pub fn content_type(&self) -> Option<&str> {
        self.part.headers.get(header::CONTENT_TYPE)?.to_str().ok()
    }

    /// Returns the headers of the file within the form.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.part.headers
    }

    /// Returns how many bytes the file has.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.part.content.len()
    }

    /// Returns the whole content, wherever [`read`](Self::read) is.
    ///
    /// # Errors
    ///
    /// 500 if the temporary file cannot be read; 503 if the server stops.
    pub async fn bytes(&self) -> Result<Bytes> {
        self.part.content.read(0, self.size()).await
    }

    /// Returns the next bytes, `count` at most; none at the end.
    ///
    /// # Errors
    ///
    /// As for [`bytes`](Self::bytes).
    pub async fn read(&mut self, count: usize) -> Result<Bytes> {
        let bytes = self.part.content.read(self.position, count as u64).await?;
        self.position += bytes.len() as u64;
        Ok(bytes)
    }

    /// Lets the next [`read`](Self::read) begin at `position`, in bytes from the file's begin. Clones have places of their own.
    pub fn seek(&mut self, position: u64) {
        self.position = position;
    }

    /// Writes the whole content to a new file at `path`, or over one that is there. One that is only half written is removed.
    ///
    /// # Errors
    ///
    /// 507 if there is no room; 500 if the file cannot be written; 503 if the server stops.
    pub async fn save(&self, path: impl AsRef<Path>) -> Result<()> {
        self.part.content.save(path.as_ref()).await
    }

    /// Returns what reads the file from its begin, for plain functions: it may block.
    ///
    /// ```
    /// use std::io::{BufRead, BufReader};
    ///
    /// use brigade::{Result, UploadFile, post};
    ///
    /// #[post("/lines")]
    /// fn count_lines(file: UploadFile) -> Result<usize> {
    ///     let mut count = 0;
    ///     for line in BufReader::new(file.reader()).lines() {
    ///         line?;
    ///         count += 1;
    ///     }
    ///     Ok(count)
    /// }
    ///
    /// assert_eq!(count_lines(UploadFile::new("a.txt", "one\ntwo\n"))?, 2);
    /// # Ok::<(), brigade::Error>(())
    /// ```
    #[must_use]
    pub fn reader(&self) -> UploadReader {
        UploadReader { part: self.part.clone(), position: 0 }
    }
}

impl From<Arc<FilePart>> for UploadFile {
    fn from(part: Arc<FilePart>) -> Self {
        Self { part, position: 0 }
    }
}

/// Reads an [`UploadFile`] in a plain function.
#[derive(Debug, Clone)]
pub struct UploadReader {
    part: Arc<FilePart>,
    position: u64,
}

impl Read for UploadReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.part.content.read_at(self.position, buffer)?;
        self.position += count as u64;
        Ok(count)
    }
}

impl Seek for UploadReader {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let position = match to {
            SeekFrom::Start(position) => Some(position),
            SeekFrom::Current(offset) => self.position.checked_add_signed(offset),
            SeekFrom::End(offset) => self.part.content.len().checked_add_signed(offset),
        };
        self.position = position.ok_or(io::ErrorKind::InvalidInput)?;
        Ok(self.position)
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Seek, SeekFrom};

    use super::UploadFile;

    #[test]
    fn a_reader_goes_where_it_is_told_to() {
        let mut reader = UploadFile::new("a.txt", "0123456789").reader();
        for (to, expected) in [
            (SeekFrom::Start(3), Some("3456789")),
            (SeekFrom::End(-2), Some("89")),
            (SeekFrom::Current(-4), Some("6789")),
            (SeekFrom::Start(100), Some("")),
            (SeekFrom::End(-11), None),
            (SeekFrom::Current(i64::MIN), None),
        ] {
            let mut text = String::new();
            let read = reader.seek(to).and_then(|_| reader.read_to_string(&mut text));
            assert_eq!(read.ok().map(|_| text.as_str()), expected, "{to:?}");
        }
    }
}
