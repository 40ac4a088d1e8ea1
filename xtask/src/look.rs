//! Prints where the code grows: a list to read weekly, not a limit.

use std::{collections::BTreeSet, fmt::Write, process::Command, time::Duration};

use crate::{
    repository::{Repository, root},
    rust::{blank, code_lines, crate_uses, functions, line, without_tests},
};

const SHOWN: usize = 10;
/// Past this many lines of code a file deserves a second look: STYLE.md.
const CODE_LINES: usize = 400;

/// Returns the report; `now` is the time since 1970.
pub(crate) fn report(repository: &Repository, now: Duration) -> String {
    let mut report = String::new();
    let code: Vec<(&str, String)> =
        repository.texts(".rs").map(|(path, text)| (path, without_tests(&blank(text)))).collect();
    let sources: Vec<_> = code.iter().filter(|(path, _)| path.contains("src/")).collect();

    let files = sources.iter().map(|(path, code)| {
        let lines = code_lines(code);
        (lines, format!("{path}{}", if lines > CODE_LINES { "  (look again)" } else { "" }))
    });
    section(&mut report, "Largest files, in lines of code", largest(files));

    let functions = sources.iter().flat_map(|(path, code)| {
        functions(code).into_iter().map(move |function| {
            let lines = code_lines(&code[function.body.clone()]);
            (lines, format!("{path}:{} {}", line(code, function.body.start), function.name))
        })
    });
    section(&mut report, "Longest functions, in lines of code", largest(functions));

    let widths = sources.iter().filter(|(path, _)| !path.ends_with("/lib.rs")).map(|(path, code)| {
        let used: BTreeSet<_> = crate_uses(code).into_iter().map(|used| used.name).collect();
        (used.len(), path.to_string())
    });
    section(&mut report, "Widest modules, in modules of the crate that they use", largest(widths));

    let expects = code.iter().flat_map(|(path, code)| {
        let lines: BTreeSet<_> = code.match_indices("#[expect(").map(|(at, _)| line(code, at)).collect();
        lines.into_iter().map(move |line| (days_old(path, line, now), format!("{path}:{line}")))
    });
    let mut expects: Vec<_> = expects.collect();
    expects.sort();
    section(&mut report, "Newest #[expect]s, in days since their commit", expects);
    report
}

/// The largest number first, equal ones by name.
fn largest(entries: impl Iterator<Item = (usize, String)>) -> Vec<(usize, String)> {
    let mut entries: Vec<_> = entries.collect();
    entries.sort_by(|(a, x), (b, y)| b.cmp(a).then_with(|| x.cmp(y)));
    entries
}

/// Appends the first entries.
fn section(report: &mut String, title: &str, entries: Vec<(usize, String)>) {
    writeln!(report, "{title}").expect("a string takes everything");
    for (number, what) in entries.iter().take(SHOWN) {
        writeln!(report, "{number:>12}  {what}").expect("a string takes everything");
    }
    report.push('\n');
}

/// How long ago the line was committed; 0 when it is not.
fn days_old(path: &str, line: usize, now: Duration) -> usize {
    let range = format!("-L{line},{line}");
    let blame = Command::new("git").args(["blame", "--porcelain", &range, "--", path]).current_dir(root()).output();
    let blame = blame.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).unwrap_or_default();
    let committed = blame.lines().find_map(|line| line.strip_prefix("committer-time ")?.parse().ok());
    let age = now.as_secs().saturating_sub(committed.unwrap_or(u64::MAX));
    (age / (24 * 60 * 60)) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_come_first_and_tests_do_not_count() {
        let repository = Repository::of(&[
            ("a/src/small.rs", "use crate::x;\n\n// prose\n/// more\nfn short() {}\n"),
            ("a/src/large.rs", "fn long() {\n    a();\n    b();\n}\n#[cfg(test)]\nmod tests {\n\n fn f() {\n\n }\n}\n"),
            ("a/tests/it.rs", "fn long() {\n    a();\n    b();\n}\n\n\nfn f() {}\n"),
        ]);
        let report = report(&repository, Duration::ZERO);
        let sections: Vec<_> = report.split("\n\n").collect();
        assert_eq!(
            sections[0].lines().skip(1).collect::<Vec<_>>(),
            ["           4  a/src/large.rs", "           2  a/src/small.rs"]
        );
        assert_eq!(
            sections[1].lines().skip(1).collect::<Vec<_>>(),
            ["           4  a/src/large.rs:1 long", "           1  a/src/small.rs:5 short"]
        );
        assert_eq!(sections[2].lines().nth(1), Some("           1  a/src/small.rs"));
    }
}
