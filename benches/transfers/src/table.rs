//! Shows figures of both servers side by side.

use std::{collections::BTreeMap, fmt};

/// Holds what was measured: by measurement and figure, then by server, one value for each repetition.
#[derive(Default)]
pub(crate) struct Table(BTreeMap<(&'static str, &'static str), BTreeMap<&'static str, Vec<f64>>>);

impl Table {
    pub(crate) fn add(&mut self, measurement: &'static str, figure: &'static str, server: &'static str, value: f64) {
        self.0.entry((measurement, figure)).or_default().entry(server).or_default().push(value);
    }
}

impl fmt::Display for Table {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(formatter, "| | figure | brigade | axum | brigade ÷ axum |\n|---|---|---|---|---|")?;
        for ((measurement, figure), servers) in &self.0 {
            let of = |server: &str| servers.get(server).map_or(&[][..], Vec::as_slice);
            let (ours, theirs) = (of("brigade"), of("axum"));
            let ratios: Vec<f64> = ours.iter().zip(theirs).map(|(ours, theirs)| ours / theirs).collect();
            writeln!(
                formatter,
                "| {measurement} | {figure} | {} | {} | {} |",
                Spread(ours),
                Spread(theirs),
                Spread(&ratios)
            )?;
        }
        Ok(())
    }
}

/// Shows the median, the least and the most.
struct Spread<'v>(&'v [f64]);

impl fmt::Display for Spread<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut values = self.0.to_vec();
        values.sort_by(f64::total_cmp);
        let [least, .., most] = values[..] else {
            return write!(formatter, "{:.2}", values.first().unwrap_or(&f64::NAN));
        };
        write!(formatter, "{:.2} ({least:.2}–{most:.2})", values[values.len() / 2])
    }
}
