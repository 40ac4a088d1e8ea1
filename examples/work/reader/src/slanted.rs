//! Rectangles that need not stand upright.

/// A point or a direction, in pixels to the right and down.
pub(crate) type Point = [f32; 2];

/// Is a rectangle that may be slanted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Slanted {
    pub(crate) corner: Point,
    /// Along one edge from the corner, with a length of one. The other edge is that turned to the right.
    direction: Point,
    pub(crate) length: f32,
    pub(crate) thickness: f32,
}

impl Slanted {
    /// Returns the smallest rectangle around points; `None` if there are none.
    ///
    /// One of its edges lies on an edge of the points' convex hull, so those are tried.
    pub(crate) fn around(points: &mut [Point]) -> Option<Self> {
        let hull = convex_hull(points);
        let edges = hull.iter().zip(hull.iter().cycle().skip(1));
        let directions = edges.filter_map(|(from, to)| unit([to[0] - from[0], to[1] - from[1]]));
        // Points that are all the same have no edges.
        let upright = hull.first().map(|_| [1.0, 0.0]);
        directions
            .chain(upright)
            .map(|direction| Self::along(direction, &hull))
            .min_by(|a, b| a.area().total_cmp(&b.area()))
    }

    fn along(direction: Point, points: &[Point]) -> Self {
        let across = right_of(direction);
        let extent = |axis: Point| {
            let places = points.iter().map(|&point| dot(point, axis));
            places.fold((f32::INFINITY, f32::NEG_INFINITY), |(least, most), place| (least.min(place), most.max(place)))
        };
        let ((left, right), (top, bottom)) = (extent(direction), extent(across));
        let corner = [left * direction[0] + top * across[0], left * direction[1] + top * across[1]];
        Self { corner, direction, length: right - left, thickness: bottom - top }
    }

    fn area(&self) -> f32 {
        self.length * self.thickness
    }

    /// Returns the rectangle with `margin` more on each side.
    pub(crate) fn grown(&self, margin: f32) -> Self {
        let ([x, y], across) = (self.direction, right_of(self.direction));
        let corner = [self.corner[0] - margin * (x + across[0]), self.corner[1] - margin * (y + across[1])];
        Self { corner, length: self.length + 2.0 * margin, thickness: self.thickness + 2.0 * margin, ..*self }
    }

    /// Returns the margin that makes the rectangle larger by what `ratio` of its area is, spread along its edges.
    pub(crate) fn margin(&self, ratio: f32) -> f32 {
        let around = 2.0 * (self.length + self.thickness);
        if around > 0.0 { self.area() * ratio / around } else { 0.0 }
    }

    /// Returns the two edges that begin at the corner.
    pub(crate) fn edges(&self) -> [Point; 2] {
        let across = right_of(self.direction);
        [self.direction.map(|part| part * self.length), across.map(|part| part * self.thickness)]
    }
}

/// Returns the corners of what two edges from one corner make, in the order of a walk around it.
pub(crate) fn corners(corner: Point, [along, across]: [Point; 2]) -> [Point; 4] {
    let add = |a: Point, b: Point| [a[0] + b[0], a[1] + b[1]];
    [corner, add(corner, along), add(add(corner, along), across), add(corner, across)]
}

/// Returns the length of a direction.
pub(crate) fn norm(direction: Point) -> f32 {
    direction[0].hypot(direction[1])
}

fn dot(a: Point, b: Point) -> f32 {
    a[0] * b[0] + a[1] * b[1]
}

fn unit(direction: Point) -> Option<Point> {
    let length = norm(direction);
    (length > 0.0).then(|| direction.map(|part| part / length))
}

fn right_of([x, y]: Point) -> Point {
    [-y, x]
}

/// Returns the corners of the convex hull. Andrew's monotone chain, 1979.
fn convex_hull(points: &mut [Point]) -> Vec<Point> {
    points.sort_unstable_by(|a, b| a[0].total_cmp(&b[0]).then(a[1].total_cmp(&b[1])));
    let mut hull = half_hull(points.iter().copied());
    hull.pop();
    hull.extend(half_hull(points.iter().rev().copied()));
    // Where it began, or one point alone.
    if hull.len() > 1 {
        hull.pop();
    }
    hull
}

fn half_hull(points: impl Iterator<Item = Point>) -> Vec<Point> {
    let mut half: Vec<Point> = Vec::new();
    for point in points {
        while let [.., a, b] = half[..]
            && (b[0] - a[0]) * (point[1] - a[1]) <= (b[1] - a[1]) * (point[0] - a[0])
        {
            half.pop();
        }
        half.push(point);
    }
    half
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_smallest_rectangle_around_points_is_found() {
        // Points, length and thickness in either order, whether it stands upright.
        let diamond = vec![[0.0, 5.0], [5.0, 0.0], [10.0, 5.0], [5.0, 10.0], [5.0, 5.0]];
        let cases: [(&str, Vec<Point>, [f32; 2]); 5] = [
            ("upright", vec![[1.0, 1.0], [9.0, 1.0], [9.0, 4.0], [1.0, 4.0], [3.0, 2.0]], [3.0, 8.0]),
            ("slanted", diamond, [50_f32.sqrt(), 50_f32.sqrt()]),
            ("a line", vec![[0.0, 0.0], [3.0, 4.0], [6.0, 8.0]], [0.0, 10.0]),
            ("a point", vec![[2.0, 2.0]], [0.0, 0.0]),
            ("a point twice", vec![[2.0, 2.0], [2.0, 2.0]], [0.0, 0.0]),
        ];
        for (name, mut points, expected) in cases {
            let found = Slanted::around(&mut points).expect(name);
            let mut sides = [found.length, found.thickness];
            sides.sort_by(f32::total_cmp);
            let close = sides.iter().zip(expected).all(|(found, expected)| (found - expected).abs() < 0.001);
            assert!(close, "{name}: {sides:?}, not {expected:?}");
        }
        assert_eq!(Slanted::around(&mut []), None);
    }

    #[test]
    fn a_grown_rectangle_keeps_its_centre() {
        let mut points = [[0.0, 5.0], [5.0, 0.0], [10.0, 5.0], [5.0, 10.0]];
        let found = Slanted::around(&mut points).expect("there are points");
        let grown = found.grown(3.0);
        let centre = |slanted: &Slanted| {
            corners(slanted.corner, slanted.edges())
                .iter()
                .fold([0.0, 0.0], |sum: Point, at| [sum[0] + at[0] / 4.0, sum[1] + at[1] / 4.0])
        };
        let (before, after) = (centre(&found), centre(&grown));
        assert!(norm([before[0] - after[0], before[1] - after[1]]) < 0.001, "{before:?}, {after:?}");
        assert!((grown.length - found.length - 6.0).abs() < 0.001);
    }
}
