//! Widths and heights, and which picture is made from which.

use brigade::Model;
use serde::Serialize;

/// Widths from a thumbnail to what fills a screen.
pub(crate) const SIX: [u32; 6] = [160, 320, 640, 1024, 1600, 2048];
/// How much larger a picture must be than what is made from it. At twice the size nothing is lost that one could see.
const SOURCE_FACTOR: u32 = 2;

/// Pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Model)]
pub(crate) struct Size {
    pub(crate) width: u32,
    pub(crate) height: u32,
}

impl Size {
    pub(crate) fn pixels(self) -> u64 {
        u64::from(self.width) * u64::from(self.height)
    }

    pub(crate) fn transposed(self) -> Self {
        Self { width: self.height, height: self.width }
    }

    /// Returns the largest size of the same shape that fits into `frame`, and is no larger than this one.
    pub(crate) fn within(self, frame: Self) -> Self {
        let fits = |part: u32, whole: u32, other: u32| {
            // Rounded to the nearest; a panorama keeps at least one row.
            let pixels = (u64::from(other) * u64::from(part) * 2 + u64::from(whole)) / (u64::from(whole) * 2);
            u32::try_from(pixels).unwrap_or(u32::MAX).clamp(1, other)
        };
        if self.width <= frame.width && self.height <= frame.height {
            self
        } else if u64::from(frame.width) * u64::from(self.height) <= u64::from(frame.height) * u64::from(self.width) {
            Self { width: frame.width, height: fits(frame.width, self.width, self.height) }
        } else {
            Self { width: fits(frame.height, self.height, self.width), height: frame.height }
        }
    }
}

/// Says for each size which of the others it is made from: the smallest that is large enough, or none.
pub(crate) fn sources(sizes: &[Size]) -> Vec<Option<usize>> {
    let source = |size: &Size| {
        let is_large =
            |other: &Size| other.width / SOURCE_FACTOR >= size.width && other.height / SOURCE_FACTOR >= size.height;
        let candidates = sizes.iter().enumerate().filter(|(_, other)| is_large(other));
        candidates.min_by_key(|(_, other)| other.pixels()).map(|(index, _)| index)
    };
    sizes.iter().map(source).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn size((width, height): (u32, u32)) -> Size {
        Size { width, height }
    }

    #[test]
    fn pictures_keep_their_shape_and_never_grow() {
        const ANY: u32 = u32::MAX;
        for (photo, frame, expected) in [
            ((4000, 3000), (320, ANY), (320, 240)),
            ((3000, 4000), (320, ANY), (320, 427)),
            ((3000, 4000), (320, 320), (240, 320)),
            ((4000, 3000), (320, 320), (320, 240)),
            ((4000, 3000), (5000, ANY), (4000, 3000)),
            ((4000, 3000), (4000, 1), (1, 1)),
            ((40_000_000, 1), (320, ANY), (320, 1)),
            ((1, 40_000_000), (320, 320), (1, 320)),
            ((u32::MAX, u32::MAX), (7, ANY), (7, 7)),
        ] {
            assert_eq!(size(photo).within(size(frame)), size(expected), "{photo:?} in {frame:?}");
        }
    }

    #[test]
    fn a_picture_is_made_from_the_smallest_that_is_large_enough() {
        let sizes = [2048, 1600, 1024, 640, 320, 160].map(|width| size((width, width * 3 / 4)));
        assert_eq!(sources(&sizes), [None, None, Some(0), Some(1), Some(3), Some(4)]);
        assert_eq!(sources(&[size((1, 1)), size((1, 1))]), [None, None]);
        assert_eq!(sources(&[]), []);
    }
}
