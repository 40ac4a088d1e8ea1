//! The requests on the guide's pages are answered as the pages say.
//!
//! A block marked `http` is a transcript with the program that its page includes last before the block. `cargo xtask
//! bless` writes the answers.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use brigade::{App, Value};

use crate::transcript::{Lines, played};

/// The length up to which an answer stays in one line.
const WIDTH: usize = 110;

#[test]
fn requests_are_answered_as_the_pages_say() {
    let mut stale = Vec::new();
    for path in pages(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs")) {
        let page = fs::read_to_string(&path).unwrap();
        let actual = with_answers(&page).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        if actual == page {
            continue;
        }
        if env::var_os("UPDATE_EXPECT").is_some() {
            fs::write(&path, actual).unwrap();
        } else {
            let (line, (_, actual)) = (1..).zip(page.lines().zip(actual.lines())).find(|(_, (a, b))| a != b).unwrap();
            stale.push(format!("{}:{line}: the answer is {actual}", path.display()));
        }
    }
    assert!(stale.is_empty(), "`cargo xtask bless` writes the answers:\n{}", stale.join("\n"));
}

/// The Markdown files below `folder`.
fn pages(folder: &Path) -> Vec<PathBuf> {
    let mut entries: Vec<PathBuf> =
        fs::read_dir(folder).expect("a folder of the guide").map(|entry| entry.expect("its entry").path()).collect();
    entries.sort();
    let below = |path: PathBuf| if path.is_dir() { pages(&path) } else { vec![path] };
    entries.into_iter().flat_map(below).filter(|path| path.extension().is_some_and(|end| end == "md")).collect()
}

/// Returns the page with the answers that its requests get.
fn with_answers(page: &str) -> Result<String, String> {
    let (mut actual, mut program) = (String::new(), None);
    let mut lines = page.split_inclusive('\n');
    while let Some(line) = lines.next() {
        actual += line;
        if let Some(file) = included(line) {
            program = app(file).or(program);
        }
        if line != "```http\n" {
            continue;
        }
        let app = program.ok_or("requests to a program that the page does not include")?;
        let block: String = lines.by_ref().take_while(|line| *line != "```\n").collect();
        let answered = played(app(), &block, Lines::Kept);
        if answered.is_empty() {
            return Err(format!("a block without requests: {block}"));
        }
        answered.trim_end().lines().for_each(|line| actual += &laid_out(line));
        actual += "```\n";
    }
    Ok(actual)
}

fn included(line: &str) -> Option<&str> {
    let (_, file) = line.strip_prefix("{{#include ")?.split_once("docs_src/src/")?;
    file.trim_end().strip_suffix(".rs}}")
}

/// The application in a file of `docs_src/src`; none if the file is a part of another.
fn app(file: &str) -> Option<fn() -> App> {
    let name = file.strip_suffix("/mod").unwrap_or(file);
    docs_src::APPS.iter().find(|(other, _)| *other == name).map(|(_, app)| *app)
}

/// A line of a transcript, with long JSON over several lines.
fn laid_out(line: &str) -> String {
    let Some((status, rest)) = line.split_once(' ').filter(|(status, _)| status.parse::<u16>().is_ok()) else {
        return format!("{line}\n");
    };
    let (head, body) = match rest.split_once(") ") {
        Some((media_type, body)) if media_type.starts_with('(') => (format!("{status} {media_type})"), body),
        _ => (status.to_owned(), rest),
    };
    match serde_json::from_str::<Value>(body) {
        Ok(body) => format!("{head} {}\n", written(&body, 0)),
        Err(_) => format!("{line}\n"),
    }
}

/// JSON in one line where that is short enough, otherwise with a line for each element.
fn written(value: &Value, depth: usize) -> String {
    let (open, close, elements): (_, _, Vec<(String, &Value)>) = match value {
        Value::Array(values) => ('[', ']', values.iter().map(|value| (String::new(), value)).collect()),
        Value::Object(members) => {
            ('{', '}', members.iter().map(|(key, value)| (format!("{}: ", serde_json::json!(key)), value)).collect())
        }
        _ => return value.to_string(),
    };
    let short: Vec<_> = elements.iter().map(|(key, value)| format!("{key}{}", written(value, usize::MAX))).collect();
    let short = format!("{open}{}{close}", short.join(", "));
    // At this depth everything is in one line.
    if depth == usize::MAX || 2 * depth + short.len() <= WIDTH {
        return short;
    }
    let indent = "  ".repeat(depth + 1);
    let lines: Vec<_> =
        elements.iter().map(|(key, value)| format!("{indent}{key}{}", written(value, depth + 1))).collect();
    format!("{open}\n{}\n{}{close}", lines.join(",\n"), "  ".repeat(depth))
}
