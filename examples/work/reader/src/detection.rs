//! Finds where on a picture there are lines of text, with the detection network of PP-OCRv4.
//!
//! The network says of every pixel how likely it belongs to the middle of a line. What hangs together there is a line, once it has
//! been made as large again as the network was taught to make it smaller.

use brigade::{BoxError, Error};
use image::RgbImage;
use rten_tensor::{NdTensor, prelude::*};

use crate::{
    network::{Network, samples},
    picture::resized,
    regions::regions,
    slanted::{Point, Slanted, corners, norm},
};

/// A pixel that is more likely than this in the middle of a line is there.
const THRESHOLD: f32 = 0.3;
/// How likely the pixels of a line are on average, at least.
const LIKELY_MIN: f32 = 0.6;
/// Pixels of the network's map that a line is thick, at least.
const THICKNESS_MIN: f32 = 3.0;
/// How much of a line's area is around what the network finds of it.
const AROUND: f32 = 1.6;
/// Lines of a picture.
const LINES_MAX: usize = 1_000;
/// What the network sees has sides of multiples of this.
const SIDE_STEP: f32 = 32.0;
/// Small letters are made larger until the shorter side has as many pixels.
const SHORTER_SIDE_MIN: f32 = 736.0;
/// And a picture is made smaller until the longer side has no more. What the network needs grows with the pixels: about 0.3 s of
/// a core for a million.
const LONGER_SIDE_MAX: f32 = 1_536.0;

/// Says where there is text.
pub(crate) struct LineFinder {
    network: Network,
}

/// Is where a line of text stands on a picture. Lines may be slanted.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    /// Where the line begins, at the top of its letters.
    corner: Point,
    /// From there to the end of the line, and to the bottom of its letters.
    edges: [Point; 2],
}

impl LineFinder {
    /// Loads the network: `rapidocr/detection.onnx` of the models.
    ///
    /// # Errors
    ///
    /// If the file is not there or damaged; the error names it.
    pub(crate) fn open() -> Result<Self, BoxError> {
        Ok(Self { network: Network::open(&model_files::path("rapidocr/detection.onnx"))? })
    }

    /// Returns where the lines are, from top to bottom.
    ///
    /// # Errors
    ///
    /// If the network cannot be run.
    pub(crate) fn find(&self, picture: &RgbImage) -> Result<Vec<Place>, Error> {
        let (width, height) = network_sides(picture.width(), picture.height());
        let input = samples(&resized(picture, width, height)?);
        let map: NdTensor<f32, 4> = self.network.run(input.into())?.try_into()?;
        let map = Map { width: width as usize, height: height as usize, likely: map.to_vec() };
        let scale = [picture.width() as f32 / width as f32, picture.height() as f32 / height as f32];
        let mut places: Vec<_> = map.lines().map(|line| Place::on_picture(&line, scale)).collect();
        sort_for_reading(&mut places);
        Ok(places)
    }
}

/// Returns the sides of the picture that the network sees.
fn network_sides(width: u32, height: u32) -> (u32, u32) {
    let (width, height) = (width as f32, height as f32);
    let larger = (SHORTER_SIDE_MIN / width.min(height)).max(1.0);
    let scale = larger.min(LONGER_SIDE_MAX / width.max(height));
    let side = |pixels: f32| (((pixels * scale / SIDE_STEP).round() * SIDE_STEP) as u32).max(SIDE_STEP as u32);
    (side(width), side(height))
}

/// How likely each pixel is in the middle of a line.
struct Map {
    width: usize,
    height: usize,
    likely: Vec<f32>,
}

impl Map {
    fn lines(&self) -> impl Iterator<Item = Slanted> {
        let is_set = |x, y| self.likely[y * self.width + x] > THRESHOLD;
        // A pixel more to the right and down, as letters that stand apart touch then.
        let touches = |x: usize, y: usize| {
            let (left, above) = (x.saturating_sub(1), y.saturating_sub(1));
            is_set(x, y) || is_set(left, y) || is_set(x, above) || is_set(left, above)
        };
        let lines = regions(self.width, self.height, touches).into_iter().filter_map(|mut ends| {
            let likely = self.average(&ends);
            let middle = Slanted::around(&mut ends)?;
            let is_line = middle.length.min(middle.thickness) >= THICKNESS_MIN && likely >= LIKELY_MIN;
            is_line.then(|| middle.grown(middle.margin(AROUND)))
        });
        lines.take(LINES_MAX)
    }

    /// Returns how likely the cells of a region are on average.
    fn average(&self, ends: &[Point]) -> f32 {
        let rows = ends.as_chunks().0.iter().map(|&[[begin, y], [end, _]]| {
            let row = y as usize * self.width;
            &self.likely[row + begin as usize..=row + end as usize]
        });
        let (sum, count) = rows.fold((0.0, 0), |(sum, count), row| (sum + row.iter().sum::<f32>(), count + row.len()));
        sum / count as f32
    }
}

impl Place {
    fn on_picture(line: &Slanted, scale: [f32; 2]) -> Self {
        let scaled = |point: Point| [point[0] * scale[0], point[1] * scale[1]];
        Self { corner: scaled(line.corner), edges: line.edges().map(scaled) }.for_reading()
    }

    /// Begins at the corner where reading begins, as if letters stood upright; only if it is much higher than wide they lie on
    /// their right side.
    fn for_reading(self) -> Self {
        let mut place = self;
        // The edge that leads more to the right than the other is the line.
        while place.edges[0][0].abs() < place.edges[0][1].abs() || place.edges[0][0] < 0.0 {
            place = place.turned();
        }
        let [along, across] = place.edges.map(norm);
        if across >= 1.5 * along { place.turned() } else { place }
    }

    /// Begins at the next corner.
    fn turned(self) -> Self {
        let [along, across] = self.edges;
        let corner = [self.corner[0] + along[0], self.corner[1] + along[1]];
        Self { corner, edges: [across, along.map(|part| -part)] }
    }

    /// Returns the corners, from where the line begins once around it.
    pub(crate) fn corners(&self) -> [Point; 4] {
        corners(self.corner, self.edges)
    }

    /// Cuts the line out of the picture, as if it stood upright; it is `height` pixels high, or up to four times that if it is on
    /// the picture. Of more the network would see nothing, and the largest letters would take as long as a whole page.
    pub(crate) fn cut(&self, picture: &RgbImage, height: u32) -> RgbImage {
        let [along, across] = self.edges.map(norm);
        let height = (across.ceil() as u32).clamp(height, 4 * height);
        // Nothing that can be read is so long.
        let ratio = (along / across).min(100.0);
        let width = ((height as f32 * ratio).round() as u32).max(1);
        let step = |axis: usize| [self.edges[0][axis] / width as f32, self.edges[1][axis] / height as f32];
        let steps = [step(0), step(1)];
        RgbImage::from_fn(width, height, |x, y| {
            let (x, y) = (x as f32 + 0.5, y as f32 + 0.5);
            let at = |axis: usize| self.corner[axis] + x * steps[axis][0] + y * steps[axis][1] - 0.5;
            sample(picture, [at(0), at(1)])
        })
    }
}

/// Returns what is at a point between sixteen pixels; outside of the picture, what is at its edge. Letters that are made larger
/// stay apart so; mixing four pixels loses spaces. Keys' cubic convolution, 1981.
fn sample(picture: &RgbImage, point: Point) -> image::Rgb<u8> {
    const SHARPNESS: f32 = -0.75;
    let weight = |distance: f32| {
        let far = distance.abs();
        match far {
            ..=1.0 => ((SHARPNESS + 2.0) * far - (SHARPNESS + 3.0)) * far * far + 1.0,
            ..2.0 => SHARPNESS * (((far - 5.0) * far + 8.0) * far - 4.0),
            _ => 0.0,
        }
    };
    let [left, top] = point.map(f32::floor);
    let columns: [f32; 4] = std::array::from_fn(|column| weight(point[0] - (left + column as f32 - 1.0)));
    let mut sums = [0.0; 3];
    for row in 0..4 {
        let y = top + row as f32 - 1.0;
        let row_weight = weight(point[1] - y);
        let y = (y.max(0.0) as u32).min(picture.height() - 1);
        for (column, column_weight) in columns.iter().enumerate() {
            let x = ((left + column as f32 - 1.0).max(0.0) as u32).min(picture.width() - 1);
            let pixel = picture.get_pixel(x, y).0;
            for (sum, sample) in sums.iter_mut().zip(pixel) {
                *sum += row_weight * column_weight * f32::from(sample);
            }
        }
    }
    image::Rgb(sums.map(|sum| sum.round().clamp(0.0, 255.0) as u8))
}

/// Puts lines from top to bottom, and pieces of one line from left to right.
fn sort_for_reading(places: &mut [Place]) {
    let middle = |place: &Place| place.corner[1] + (place.edges[0][1] + place.edges[1][1]) / 2.0;
    places.sort_by(|a, b| middle(a).total_cmp(&middle(b)));
    // A piece is on the line of the one before if their middles are nearer than half of a line is thick.
    let mut begin = 0;
    while begin < places.len() {
        let first = places[begin];
        let near = norm(first.edges[1]) / 2.0;
        let on_line = places[begin..].iter().take_while(|place| middle(place) - middle(&first) < near).count().max(1);
        places[begin..begin + on_line].sort_by(|a, b| a.corner[0].total_cmp(&b.corner[0]));
        begin += on_line;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn specks_do_not_displace_a_line() {
        let (width, height) = (200, 140);
        let mut likely = vec![0.0; width * height];
        // More specks than lines are read, and a line below them.
        let specks = (0..100).step_by(4).flat_map(|y| (0..width).step_by(4).map(move |x| (x, y)));
        let line = (110..120).flat_map(|y| (20..180).map(move |x| (x, y)));
        let mut count = 0;
        for (x, y) in specks.chain(line) {
            likely[y * width + x] = 1.0;
            count += usize::from(y < 100);
        }
        assert!(count > LINES_MAX);
        let map = Map { width, height, likely };
        assert_eq!(map.lines().count(), 1);
    }

    #[test]
    fn a_line_is_cut_no_larger_than_it_is_looked_at() {
        let picture = RgbImage::new(10, 10);
        // How long and how high a line is on the picture, and as it is cut.
        for ([along, across], expected) in
            [([100.0, 10.0], (480, 48)), ([200.0, 100.0], (200, 100)), ([2_000.0, 1_000.0], (384, 192))]
        {
            let place = Place { corner: [0.0, 0.0], edges: [[along, 0.0], [0.0, across]] };
            assert_eq!(place.cut(&picture, 48).dimensions(), expected, "{along} × {across}");
        }
    }
}
