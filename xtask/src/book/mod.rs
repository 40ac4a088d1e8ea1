//! Builds the guide, and checks what was built and the Python that it shows: `docs/` in, `target/book` out.

mod html;
mod links;

use std::{
    collections::BTreeMap,
    env, fs, io,
    path::{Path, PathBuf},
    process::Command,
    time::Instant,
};

use crate::{python, run};

/// The newest that the pinned toolchain builds.
const MDBOOK: &str = "0.5.4";

/// Builds the book and prints what is wrong with it; whether nothing is.
pub(crate) fn build() -> io::Result<bool> {
    let (tools, book) = (python::target().join("tools"), python::target().join("book"));
    let mdbook = tools.join("bin/mdbook");
    if !is_installed(&mdbook) && !install(&tools)? {
        return Ok(false);
    }
    if !run(Command::new(mdbook).args(["build", "docs", "--dest-dir"]).arg(&book))? {
        return Ok(false);
    }
    let complaints = links::complaints(&files(&book)?);
    complaints.iter().for_each(|complaint| eprintln!("{}/{complaint}", book.display()));
    let is_right = programs_run()? && complaints.is_empty();
    if is_right {
        println!("{}", book.join("index.html").display());
    }
    Ok(is_right)
}

/// Holds the Python of the guide to FastAPI.
fn programs_run() -> io::Result<bool> {
    let python = python::environment("conformance", Path::new("conformance/harness/requirements.txt"))?;
    let fastapi = python::fastapi_source(&python)?;
    let programs = run(Command::new(&python).args(["scripts/guide_programs.py", "docs"]).env("PYTHONPATH", &fastapi))?;
    // The service that the guide ports has tests of its own, and answers what its port is held to.
    let ported = run(Command::new(python)
        .args(["-m", "pytest", "--quiet", "-p", "no:cacheprovider", "-W", "ignore", "conformance/porting"])
        .env("PYTHONPATH", fastapi)
        .env("PYTHONDONTWRITEBYTECODE", "1"))?;
    Ok(programs && ported)
}

fn is_installed(mdbook: &Path) -> bool {
    let answered = Command::new(mdbook).arg("--version").output();
    answered.is_ok_and(|output| output.stdout.starts_with(format!("mdbook v{MDBOOK}").as_bytes()))
}

fn install(tools: &Path) -> io::Result<bool> {
    println!("mdbook {MDBOOK} is installed into {}, once: a few minutes", tools.display());
    let begun = Instant::now();
    let done = run(Command::new(env::var_os("CARGO").unwrap_or("cargo".into()))
        .args(["install", "--quiet", "--locked", "--root"])
        .arg(tools)
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
