//! The programs in `examples/work`, which the workspace at the root does not build, are known where people look for them.

use super::Complaint;
use crate::repository::Repository;

const FOLDER: &str = "examples/work";

/// Every package there is a member of its workspace and a row of the map; a program has a paragraph, and a page that is
/// clicked through.
pub(crate) fn programs_are_known(repository: &Repository) -> Vec<Complaint> {
    let says = |path: &str, text: &str| {
        repository.text(path).is_some_and(|page| page.lines().any(|line| line.starts_with(text)))
    };
    let mut found = Vec::new();
    for (manifest, _) in repository.texts("/Cargo.toml") {
        let folder = manifest.trim_end_matches("/Cargo.toml");
        let Some(name) = folder.strip_prefix(FOLDER).and_then(|name| name.strip_prefix('/')) else { continue };
        let mut miss = |is_there: bool, what: &str| {
            if !is_there {
                found.push(Complaint::new(manifest, 0, what));
            }
        };
        miss(says(&format!("{FOLDER}/Cargo.toml"), &format!("    \"{name}\",")), "no member of the workspace");
        miss(says("ARCHITECTURE.md", &format!("| `{folder}` |")), "no row in ARCHITECTURE.md");
        if repository.has(&format!("{folder}/src/main.rs")) {
            miss(says(&format!("{FOLDER}/README.md"), &format!("## {name}")), "no heading in the README.md beside it");
            miss(repository.has(&format!("scripts/examples/{name}.py")), "no script clicks through its page");
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{super::check, programs_are_known};

    #[test]
    fn a_program_is_known() {
        let good: &[(&str, &str)] = &[
            ("ARCHITECTURE.md", "| `examples/work/a` | a |\n| `examples/work/b` | b |\n"),
            ("crates/c/Cargo.toml", ""),
            ("examples/work/Cargo.toml", "members = [\n    \"a\",\n    \"b\",\n]"),
            ("examples/work/README.md", "# Work\n\n## a\n"),
            ("examples/work/a/Cargo.toml", ""),
            ("examples/work/a/src/main.rs", ""),
            ("examples/work/b/Cargo.toml", ""),
            ("examples/work/b/src/lib.rs", ""),
            ("scripts/examples/a.py", ""),
        ];
        check(programs_are_known, good, &[]);
        let bad: &[(&str, &str)] = &[
            ("examples/work/Cargo.toml", "# \"a\","),
            ("examples/work/a/Cargo.toml", ""),
            ("examples/work/a/src/main.rs", ""),
        ];
        let expected = [
            "examples/work/a/Cargo.toml: no member of the workspace",
            "examples/work/a/Cargo.toml: no row in ARCHITECTURE.md",
            "examples/work/a/Cargo.toml: no heading in the README.md beside it",
            "examples/work/a/Cargo.toml: no script clicks through its page",
        ];
        check(programs_are_known, bad, &expected);
    }
}
