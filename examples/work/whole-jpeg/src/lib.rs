//! Tells JPEGs that break off from those that go on to their end. Decoders of photos make up what is missing.

/// Returns whether a JPEG goes on to its end.
///
/// Goes from marker to marker, as in ITU-T T.81, annex B. What stands in a segment is passed over, such as a small picture with
/// an end of its own; what follows the end is nobody's business.
///
/// ```
/// // A begin, a segment of a comment that looks like an end, and an end.
/// let jpeg = [0xFF, 0xD8, 0xFF, 0xFE, 0, 4, 0xFF, 0xD9, 0xFF, 0xD9];
/// assert!(whole_jpeg::is_whole(&jpeg));
/// assert!(!whole_jpeg::is_whole(&jpeg[..8]));
/// ```
#[must_use]
pub fn is_whole(bytes: &[u8]) -> bool {
    // Among the data of a scan, 255 is followed by 0 or is a restart.
    let is_marker = |pair: &[u8]| pair[0] == 0xFF && !matches!(pair[1], 0 | 0xD0..=0xD7 | 0xFF);
    let mut rest = bytes;
    while let Some(at) = rest.windows(2).position(is_marker) {
        let (marker, segment) = (rest[at + 1], &rest[at + 2..]);
        rest = match marker {
            0xD9 => return true,
            // The begin of a picture has no segment.
            0xD8 => segment,
            _ => {
                let length = segment.first_chunk().map_or(0, |length| u16::from_be_bytes(*length));
                segment.get(usize::from(length)..).unwrap_or_default()
            }
        };
    }
    false
}
