//! Writes zip archives of files that are compressed already (APPNOTE.TXT 6.3.10, sections 4.3 and 4.4).

/// What a reader must understand: version 1.0.
const VERSION: u16 = 10;
/// Names are UTF-8.
const FLAGS: u16 = 1 << 11;
/// The first day that the format knows, 1 January 1980: the same pictures make the same archive.
const DATE: u16 = 1 << 5 | 1;

/// Returns an archive of the named files.
///
/// # Panics
///
/// If it would be of 4 GiB or more, or a name of 64 KiB.
pub(crate) fn archive<'a>(files: impl IntoIterator<Item = (String, &'a [u8])>) -> Vec<u8> {
    let (mut archive, mut directory, mut count) = (Vec::new(), Vec::new(), 0_u16);
    for (name, bytes) in files {
        let offset = short(archive.len());
        let mut head = Vec::new();
        for number in [VERSION, FLAGS, 0, 0, DATE] {
            head.extend(number.to_le_bytes());
        }
        // Stored as it is: the size is the same before and after.
        for number in [crc32fast::hash(bytes), short(bytes.len()), short(bytes.len())] {
            head.extend(number.to_le_bytes());
        }
        head.extend(u16::try_from(name.len()).expect("the name of a picture is short").to_le_bytes());
        head.extend(0_u16.to_le_bytes());

        archive.extend(b"PK\x03\x04");
        archive.extend(&head);
        archive.extend(name.as_bytes());
        archive.extend(bytes);

        directory.extend(b"PK\x01\x02");
        directory.extend(VERSION.to_le_bytes());
        directory.extend(&head);
        // No comment, on the first disk, without attributes.
        directory.extend([0; 10]);
        directory.extend(offset.to_le_bytes());
        directory.extend(name.as_bytes());
        count += 1;
    }
    let offset = short(archive.len());
    archive.extend(&directory);
    archive.extend(b"PK\x05\x06\0\0\0\0");
    archive.extend([count.to_le_bytes(), count.to_le_bytes()].concat());
    archive.extend([short(directory.len()).to_le_bytes(), offset.to_le_bytes()].concat());
    archive.extend([0; 2]);
    archive
}

fn short(length: usize) -> u32 {
    u32::try_from(length).expect("the pictures of a photo are less than 4 GiB")
}
