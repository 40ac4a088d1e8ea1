//! Builds the guide, and checks what was built: `docs/` in, `target/book` out.

mod html;
mod links;

use std::{
    collections::BTreeMap,
    env, fs, io,
    path::{Path, PathBuf},
    process::Command,
    time::Instant,
};

use crate::{repository::root, run};

/// The newest that the pinned toolchain builds.
const MDBOOK: &str = "0.5.4";

/// Builds the book and prints what is wrong with it; whether nothing is.
pub(crate) fn build() -> io::Result<bool> {
    let mdbook = root().join("target/tools/bin/mdbook");
    if !is_installed(&mdbook) && !install()? {
        return Ok(false);
    }
    if !run(Command::new(mdbook).args(["build", "docs"]))? {
        return Ok(false);
    }
    let book = root().join("target/book");
    let complaints = links::complaints(&files(&book)?);
    complaints.iter().for_each(|complaint| eprintln!("target/book/{complaint}"));
    if complaints.is_empty() {
        println!("{}", book.join("index.html").display());
    }
    Ok(complaints.is_empty())
}

fn is_installed(mdbook: &Path) -> bool {
    let answered = Command::new(mdbook).arg("--version").output();
    answered.is_ok_and(|output| output.stdout.starts_with(format!("mdbook v{MDBOOK}").as_bytes()))
}

fn install() -> io::Result<bool> {
    println!("mdbook {MDBOOK} is installed into target/tools, once: a few minutes");
    let begun = Instant::now();
    let done = run(Command::new(env::var_os("CARGO").unwrap_or("cargo".into()))
        .args(["install", "--quiet", "--locked", "--root", "target/tools"])
        // Its server, and what watches files, are most of what it is made of.
        .args(["--no-default-features", "--features", "search"])
        .arg(format!("mdbook@{MDBOOK}")))?;
    println!("in {} s", begun.elapsed().as_secs());
    Ok(done)
}

/// Reads the files below a folder, by their path from there with `/`; `None` for a file that is not UTF-8.
fn files(folder: &Path) -> io::Result<BTreeMap<String, Option<String>>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![(String::new(), PathBuf::from(folder))];
    while let Some((prefix, folder)) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
            if entry.file_type()?.is_dir() {
                folders.push((format!("{name}/"), entry.path()));
            } else {
                found.insert(name, String::from_utf8(fs::read(entry.path())?).ok());
            }
        }
    }
    Ok(found)
}
