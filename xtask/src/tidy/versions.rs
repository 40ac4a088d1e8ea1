//! Versions that are too old to use, because of what was found in them.
//!
//! The advisory database is not reachable from every place that builds this; a short table is.

use super::Complaint;
use crate::repository::Repository;

/// Package, the lowest version, and what is wrong below it.
const FLOORS: [(&str, [u32; 3], &str); 13] = [
    ("async-nats", [0, 29, 0], "RUSTSEC-2023-0027"),
    ("bytes", [1, 11, 1], "RUSTSEC-2026-0007: integer overflow in `BytesMut::reserve`"),
    ("h2", [0, 4, 18], "RUSTSEC-2026-0258"),
    ("hyper", [1, 11, 0], "message framing: Content-Length with Transfer-Encoding; a busy loop on half-close"),
    ("idna", [1, 0, 0], "CVE-2024-12224"),
    ("jsonwebtoken", [10, 3, 0], "CVE-2026-25537"),
    ("rustls", [0, 23, 45], "RUSTSEC-2026-0285"),
    ("rustls-webpki", [0, 103, 13], "RUSTSEC-2026-0049, -0098, -0099, -0104"),
    ("sqlx", [0, 8, 1], "RUSTSEC-2024-0363"),
    ("time", [0, 3, 47], "RUSTSEC-2026-0009: stack exhaustion"),
    ("tokio", [1, 54, 0], "older versions have had soundness advisories"),
    ("tokio-tungstenite", [0, 20, 1], "CVE-2023-43669"),
    ("tungstenite", [0, 20, 1], "CVE-2023-43669"),
];

/// Every lock file holds versions that are new enough.
pub(crate) fn floors(repository: &Repository) -> Vec<Complaint> {
    let mut found = Vec::new();
    for (path, text) in repository.texts("Cargo.lock") {
        for (line, name, version) in packages(text) {
            for (_, floor, reason) in FLOORS.iter().filter(|(package, ..)| *package == name) {
                if parse(version) < *floor {
                    found.push(Complaint::new(path, line, format!("{name} {version}: {reason}")));
                }
            }
        }
    }
    found
}

/// The packages of a lock file: line, name, version.
fn packages(lock: &str) -> impl Iterator<Item = (usize, &str, &str)> {
    let value = |line: &str, key: &str| Some(line.strip_prefix(key)?.strip_prefix(" = \"")?.strip_suffix('"')?.len());
    let lines = (1..).zip(lock.lines());
    lines.clone().zip(lines.skip(1)).filter_map(move |((number, first), (_, second))| {
        let (name, version) = (value(first, "name")?, value(second, "version")?);
        Some((number, &first[8..8 + name], &second[11..11 + version]))
    })
}

/// `1.2.3-rc.1` is `[1, 2, 3]`.
fn parse(version: &str) -> [u32; 3] {
    let mut numbers = version.split(['.', '-', '+']).map(|part| part.parse().unwrap_or(0));
    [(); 3].map(|()| numbers.next().unwrap_or(0))
}

/// No manifest turns on a feature of serde_json that changes what every other user of it in the program sees.
pub(crate) fn features(repository: &Repository) -> Vec<Complaint> {
    let mut found = Vec::new();
    for (path, text) in repository.texts("Cargo.toml") {
        for (number, line) in (1..).zip(text.lines()) {
            let code = line.split('#').next().unwrap_or_default();
            // minijinja has a feature of the same name, for the maps of templates alone.
            if !code.starts_with("minijinja ")
                && ["preserve_order", "arbitrary_precision"].iter().any(|feature| code.contains(feature))
            {
                found.push(Complaint::new(path, number, "a feature that changes serde_json for the whole program"));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{super::check, *};

    fn lock(name: &str, version: &str) -> String {
        format!("version = 4\n\n[[package]]\nname = \"{name}\"\nversion = \"{version}\"\n")
    }

    #[test]
    fn old_versions_are_refused() {
        for (name, version) in [("hyper", "1.11.0"), ("hyper", "2.0.0"), ("h2", "0.4.100"), ("other", "0.0.1")] {
            check(floors, &[("Cargo.lock", &lock(name, version))], &[]);
        }
        for (name, version, expected) in [
            ("h2", "0.3.26", "Cargo.lock:4: h2 0.3.26: RUSTSEC-2026-0258"),
            ("h2", "0.4.9", "Cargo.lock:4: h2 0.4.9: RUSTSEC-2026-0258"),
            ("idna", "0.5.0", "Cargo.lock:4: idna 0.5.0: CVE-2024-12224"),
        ] {
            check(floors, &[("Cargo.lock", &lock(name, version))], &[expected]);
        }
    }

    #[test]
    fn our_own_versions_are_new_enough() {
        let repository = Repository::read().expect("a working tree");
        let lock = repository.text("Cargo.lock").expect("a lock file");
        assert!(packages(lock).any(|(_, name, _)| name == "hyper"), "the lock file is read");
        assert_eq!(floors(&repository), []);
    }

    #[test]
    fn serde_json_stays_as_others_know_it() {
        check(features, &[("Cargo.toml", "serde_json = \"1\" # not preserve_order\n")], &[]);
        check(features, &[("Cargo.toml", "minijinja = { version = \"3\", features = [\"preserve_order\"] }\n")], &[]);
        check(
            features,
            &[("a/Cargo.toml", "[dependencies]\nserde_json = { version = \"1\", features = [\"preserve_order\"] }")],
            &["a/Cargo.toml:2: a feature that changes serde_json for the whole program"],
        );
    }
}
