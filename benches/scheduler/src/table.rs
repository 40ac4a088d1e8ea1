//! The figures beside their goals, as a table in markdown.

use std::{collections::BTreeMap, fmt};

use crate::{scene::Idle, service::Variant};

/// What a figure must be.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Goal {
    AtMost(f64),
    AtLeast(f64),
}

impl Goal {
    fn holds(self, value: f64) -> bool {
        match self {
            Self::AtMost(bound) => value <= bound,
            Self::AtLeast(bound) => value >= bound,
        }
    }
}

impl fmt::Display for Goal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AtMost(bound) => write!(formatter, "≤ {bound}"),
            Self::AtLeast(bound) => write!(formatter, "≥ {bound}"),
        }
    }
}

/// The figures that have been measured; each in several repetitions, for several variants.
#[derive(Debug, Default)]
pub(crate) struct Table(Vec<Row>);

#[derive(Debug)]
struct Row {
    number: &'static str,
    figure: String,
    goal: Option<Goal>,
    cells: BTreeMap<Variant, Vec<f64>>,
    /// The largest share of the machine that anything else used while this was measured.
    foreign: f64,
}

impl Table {
    /// Adds what the fast operation takes on an idle server, which other rows are ratios to.
    pub(crate) fn add_idle(&mut self, number: &'static str, idle: Idle) {
        self.add(number, "p99 of the fast operation, idle, ms", None, Variant::Plain, idle.ms, idle.foreign);
    }

    /// Adds one measurement to the row of `figure`.
    pub(crate) fn add(
        &mut self,
        number: &'static str,
        figure: &str,
        goal: impl Into<Option<Goal>>,
        variant: Variant,
        value: f64,
        foreign: f64,
    ) {
        let row = match self.0.iter().position(|row| row.number == number && row.figure == figure) {
            Some(at) => &mut self.0[at],
            None => {
                let (figure, goal) = (figure.to_owned(), goal.into());
                self.0.push(Row { number, figure, goal, cells: BTreeMap::new(), foreign: 0.0 });
                self.0.last_mut().expect("it was pushed")
            }
        };
        row.cells.entry(variant).or_default().push(value);
        row.foreign = row.foreign.max(foreign);
    }
}

impl fmt::Display for Table {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let headings: Vec<_> = Variant::ALL.iter().map(|variant| variant.name()).collect();
        writeln!(formatter, "| # | figure | goal | {} | foreign |", headings.join(" | "))?;
        writeln!(formatter, "|---|---|---|{}---|", "---|".repeat(headings.len()))?;
        let mut rows: Vec<_> = self.0.iter().collect();
        rows.sort_by_key(|row| row.number);
        for Row { number, figure, goal, cells, foreign } in rows {
            let goal_text = goal.map(|goal| goal.to_string()).unwrap_or_default();
            write!(formatter, "| {number} | {figure} | {goal_text} |")?;
            for variant in Variant::ALL {
                let values = cells.get(&variant).map(Vec::as_slice).unwrap_or_default();
                // What others do is there for comparison: only brigade can miss a goal.
                let missed = |value| variant.is_brigade() && goal.is_some_and(|goal| !goal.holds(value));
                write!(formatter, " {} |", cell(values, missed))?;
            }
            writeln!(formatter, " {:.0} % |", foreign * 100.0)?;
        }
        Ok(())
    }
}

/// The median and the spread; bold if the median misses the goal.
fn cell(values: &[f64], missed: impl Fn(f64) -> bool) -> String {
    let mut values = values.to_vec();
    values.sort_by(f64::total_cmp);
    let [first, .., last] = values[..] else {
        return values.first().map(|only| mark(*only, missed)).unwrap_or_default();
    };
    let middle = values.len() / 2;
    let median = if values.len() % 2 == 1 { values[middle] } else { f64::midpoint(values[middle - 1], values[middle]) };
    format!("{} ({}–{})", mark(median, missed), number(first), number(last))
}

fn mark(value: f64, missed: impl Fn(f64) -> bool) -> String {
    if missed(value) { format!("**{}**", number(value)) } else { number(value) }
}

/// Three digits that count.
fn number(value: f64) -> String {
    let decimals = match value.abs() {
        size if size >= 100.0 => 0,
        size if size >= 10.0 => 1,
        _ => 2,
    };
    format!("{value:.decimals$}")
}

#[cfg(test)]
mod tests {
    use super::{Goal, Table, Variant};

    #[test]
    fn a_row_shows_medians_spreads_and_misses() {
        let mut table = Table::default();
        for (variant, value, foreign) in [
            (Variant::Plain, 1.0, 0.01),
            (Variant::Plain, 3.0, 0.04),
            (Variant::Plain, 1.1, 0.02),
            (Variant::Naive, 1.25, 0.0),
            (Variant::Fixed, 123.4, 0.0),
            (Variant::Fixed, 23.44, 0.0),
        ] {
            table.add("2", "slowdown", Goal::AtMost(1.2), variant, value, foreign);
        }
        table.add("1", "rate", None, Variant::Naive, 0.5, 0.0);
        let text = table.to_string();
        let rows: Vec<_> = text.lines().skip(2).collect();
        assert_eq!(
            rows,
            [
                "| 1 | rate |  |  | 0.50 |  |  |  | 0 % |",
                "| 2 | slowdown | ≤ 1.2 | 1.10 (1.00–3.00) | **1.25** |  |  | 73.4 (23.4–123) | 4 % |",
            ]
        );
    }
}
