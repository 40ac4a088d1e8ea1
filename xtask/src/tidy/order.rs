//! Imports move one way: `lib.rs` lists the modules so that each uses only those below it.

use super::Complaint;
use crate::{
    repository::Repository,
    rust::{blank, crate_uses, line, modules, without_tests},
};

/// Modules that any other may name: test code does, and the macros' expansions do.
const ASIDE: [&str; 2] = ["testing", "__private"];

/// In each library, a module names only modules listed below it in `lib.rs`, or itself; and it names an item by its
/// module, not by its re-export in `lib.rs`, which would hide the direction. Tests are free.
pub(crate) fn modules_use_those_below(repository: &Repository) -> Vec<Complaint> {
    let mut found = Vec::new();
    for (root, text) in repository.texts("/src/lib.rs") {
        let folder = root.strip_suffix("lib.rs").expect("the path ends so");
        let listed = modules(&without_tests(&blank(text)));
        let listed: Vec<&str> =
            listed.iter().filter(|module| module.inside.is_empty()).map(|module| module.name.as_str()).collect();
        let place = |name: &str| listed.iter().position(|&module| module == name);
        for (path, text) in repository.texts(".rs").filter(|(path, _)| path.starts_with(folder)) {
            let module = path[folder.len()..].trim_end_matches(".rs").split('/').next().unwrap_or_default();
            let Some(own) = place(module) else { continue }; // `lib.rs` itself, or what `reachable` complains about.
            if path.contains("/tests/") || path.ends_with("/tests.rs") {
                continue;
            }
            for used in crate_uses(&without_tests(&blank(text))) {
                let name = used.name.as_str();
                let message = match place(name) {
                    _ if ASIDE.contains(&name) || used.is_macro => continue,
                    Some(place) if place >= own => continue,
                    Some(_) => format!("`{module}` uses `{name}`, which lib.rs lists above it"),
                    None => format!("`crate::{name}` is no module of lib.rs: name the module that it comes from"),
                };
                found.push(Complaint::new(path, line(text, used.at), message));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{super::check, modules_use_those_below};

    const LIB: (&str, &str) = ("a/src/lib.rs", "mod testing;\nmod top;\nmod low;\npub use low::Low;\n");

    #[test]
    fn a_module_uses_those_below_it() {
        let good: &[(&str, &str)] = &[
            LIB,
            ("a/src/top.rs", "use crate::{low::Low, top::X}; fn f() { crate::low::g(); crate::routes!() }"),
            ("a/src/low/mod.rs", "// crate::top\n#[cfg(test)]\nmod tests { use crate::top::X; }"),
            ("a/src/low/tests.rs", "use crate::top::X;"),
            ("a/src/testing.rs", "use crate::top::X;"),
            ("a/tests/it.rs", "use crate::nothing;"),
        ];
        check(modules_use_those_below, good, &[]);
        check(
            modules_use_those_below,
            &[LIB, ("a/src/low/deep.rs", "use crate::testing::T;\nuse crate::{\n    low::Low,\n    top::X,\n};")],
            &["a/src/low/deep.rs:4: `low` uses `top`, which lib.rs lists above it"],
        );
        check(
            modules_use_those_below,
            &[LIB, ("a/src/top.rs", "\nfn f() -> crate::Low {}")],
            &["a/src/top.rs:2: `crate::Low` is no module of lib.rs: name the module that it comes from"],
        );
    }
}
