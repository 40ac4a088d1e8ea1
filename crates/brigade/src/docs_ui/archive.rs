//! Takes single files out of a ZIP archive, still compressed.
//!
//! The bytes of an archive's member are those of a gzip file without its head and tail, and the archive
//! holds what the tail needs. So browsers get what the crate holds, and nothing is compressed or expanded here.

/// Returns the member whose path ends with `path`, as a gzip file.
///
/// `None` if there is none, or if it is not compressed with deflate.
pub(super) fn gzip_member(archive: &[u8], path: &str) -> Option<Vec<u8>> {
    const GZIP_HEAD: [u8; 10] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 255];
    const DEFLATE: usize = 8;

    let mut entry = central_directory(archive)?;
    while entry.get(..4)? == b"PK\x01\x02" {
        let (name_bytes, extra_bytes, comment_bytes) =
            (number(entry, 28, 2)?, number(entry, 30, 2)?, number(entry, 32, 2)?);
        let name = entry.get(46..46 + name_bytes)?;
        if name.ends_with(path.as_bytes()) {
            if number(entry, 10, 2)? != DEFLATE {
                return None;
            }
            let local = archive.get(number(entry, 42, 4)?..)?;
            let start = 30 + number(local, 26, 2)? + number(local, 28, 2)?;
            let compressed = local.get(start..start + number(entry, 20, 4)?)?;
            let checksum_and_size = [entry.get(16..20)?, entry.get(24..28)?];
            return Some([&GZIP_HEAD, compressed, checksum_and_size[0], checksum_and_size[1]].concat());
        }
        entry = entry.get(46 + name_bytes + extra_bytes + comment_bytes..)?;
    }
    None
}

/// Returns the archive from the list of its members on. The list's place is in the record at the very end.
fn central_directory(archive: &[u8]) -> Option<&[u8]> {
    const RECORD_BYTES: usize = 22;
    const COMMENT_BYTES_MAX: usize = 0xffff;

    let last = archive.len().checked_sub(RECORD_BYTES)?;
    let first = last.saturating_sub(COMMENT_BYTES_MAX);
    let record = (first..=last).rev().find(|&start| archive[start..].starts_with(b"PK\x05\x06"))?;
    archive.get(number(archive, record + 16, 4)?..)
}

/// Reads a number, least significant byte first.
fn number(bytes: &[u8], start: usize, length: usize) -> Option<usize> {
    let digits = bytes.get(start..start + length)?;
    Some(digits.iter().rev().fold(0, |number, &digit| number << 8 | usize::from(digit)))
}
