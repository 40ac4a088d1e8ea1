//! Prints where the code grows: a list to read weekly, not a limit.

use std::{collections::BTreeSet, fmt::Write, process::Command};

use crate::{
    repository::{Repository, root},
    rust::{blank, code_lines, crate_uses, functions, line, without_tests},
};

const SHOWN: usize = 10;
/// Past this many lines of code a file deserves a second look: STYLE.md.
const CODE_LINES: usize = 400;

/// Returns the report.
pub(crate) fn report(repository: &Repository) -> String {
    let mut report = String::new();
    let code: Vec<(&str, String)> =
        repository.texts(".rs").map(|(path, text)| (path, without_tests(&blank(text)))).collect();
    let sources: Vec<_> = code.iter().filter(|(path, _)| path.contains("src/")).collect();

    let files = sources.iter().map(|(path, code)| {
        let lines = code_lines(code);
        (lines, format!("{path}{}", if lines > CODE_LINES { "  (look again)" } else { "" }))
    });
    section(&mut report, "Largest files, in lines of code", files);

    let functions = sources.iter().flat_map(|(path, code)| {
        functions(code).into_iter().map(move |function| {
            let lines = code_lines(&code[function.body.clone()]);
            (lines, format!("{path}:{} {}", line(code, function.body.start), function.name))
        })
    });
    section(&mut report, "Longest functions, in lines of code", functions);

    let widths = sources.iter().map(|(path, code)| {
        let used: BTreeSet<_> = crate_uses(code).into_iter().map(|used| used.name).collect();
        (used.len(), path.to_string())
    });
    section(&mut report, "Widest modules, in modules of the crate that they use", widths);

    let expects = code.iter().flat_map(|(path, code)| {
        let lines: BTreeSet<_> = code.match_indices("#[expect(").map(|(at, _)| line(code, at)).collect();
        lines.into_iter().map(move |line| (committed(path, line), format!("{path}:{line}")))
    });
    section(&mut report, "Newest #[expect]s, by the time of their commit", expects);
    report
}

/// Appends the entries with the largest numbers.
fn section(report: &mut String, title: &str, entries: impl Iterator<Item = (usize, String)>) {
    let mut entries: Vec<_> = entries.collect();
    entries.sort_by(|(a, x), (b, y)| b.cmp(a).then_with(|| x.cmp(y)));
    writeln!(report, "{title}").expect("a string takes everything");
    for (number, what) in entries.iter().take(SHOWN) {
        writeln!(report, "{number:>12}  {what}").expect("a string takes everything");
    }
    report.push('\n');
}

/// When the line was committed, in seconds since 1970; 0 when git does not know.
fn committed(path: &str, line: usize) -> usize {
    let range = format!("-L{line},{line}");
    let blame = Command::new("git").args(["blame", "--porcelain", &range, "--", path]).current_dir(root()).output();
    let blame = blame.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).unwrap_or_default();
    let time = blame.lines().find_map(|line| line.strip_prefix("committer-time "));
    time.and_then(|time| time.parse().ok()).unwrap_or(0)
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
        let report = report(&repository);
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
