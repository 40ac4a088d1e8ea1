//! `measure`: what a photo takes on this machine, in one size and in six.

use std::{ffi::OsString, fs, io};

use brigade::{Cancel, HttpError};

use crate::{
    develop::{Developed, Order, develop},
    format::Format,
    photo::{Photo, Unusable},
    size::{SIX, Size},
};

/// How often each is done; the quickest is what counts, as the machine may have other things to do.
const REPETITIONS: usize = 7;

/// Prints what the photos in these files take. `taskset -c 0` before the command shows it for one core.
///
/// # Errors
///
/// If a file cannot be read, or is no picture.
pub fn measure(files: impl Iterator<Item = OsString>) -> brigade::Result<()> {
    println!("{:<40} {:>8} {:>8} {:>8}", "ms", "wall", "work", "decoding");
    for file in files {
        let bytes = fs::read(&file).map_err(|error| io::Error::new(error.kind(), format!("{file:?}: {error}")))?;
        let name = file.to_string_lossy();
        for (what, widths, format) in
            [("one of 320", &[320][..], Format::Jpeg), ("six", &SIX, Format::Jpeg), ("six WebP", &SIX, Format::Webp)]
        {
            let work = fastest(&bytes, widths, format)
                .map_err(|error| HttpError::new(422, format!("{}: {error}", file.display())))?
                .work;
            let ms = |duration: std::time::Duration| duration.as_secs_f64() * 1e3;
            let label = format!("{name}: {what}");
            println!("{label:<40} {:>8.1} {:>8.1} {:>8.1}", ms(work.wall), ms(work.cpu), ms(work.decoding));
        }
    }
    Ok(())
}

/// Returns the quickest of several attempts.
fn fastest(bytes: &[u8], widths: &[u32], format: Format) -> Result<Developed, Unusable> {
    let sizes: Vec<Size> = widths.iter().map(|&width| Size { width, height: u32::MAX }).collect();
    let order = Order { sizes, format, quality: 80 };
    let mut best = develop(&Photo::read(bytes)?, &order, &Cancel::default())?;
    for _ in 1..REPETITIONS {
        let other = develop(&Photo::read(bytes)?, &order, &Cancel::default())?;
        best.work.wall = best.work.wall.min(other.work.wall);
        best.work.cpu = best.work.cpu.min(other.work.cpu);
        best.work.decoding = best.work.decoding.min(other.work.decoding);
    }
    Ok(best)
}
