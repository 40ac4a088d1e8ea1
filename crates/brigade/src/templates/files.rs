//! Reads the files of templates before the first request: what is wrong with one then keeps the application from starting.

use std::{fs, io, path::Path};

use minijinja::Environment;

/// Adds every file below `directory` that is text, under its path with slashes; returns what is wrong with them.
pub(super) fn load(environment: &mut Environment<'static>, directory: &Path) -> Vec<String> {
    let mut mistakes = Vec::new();
    if let Err(error) = load_below(environment, directory, "", &mut mistakes) {
        mistakes.push(format!("the templates in {} cannot be read: {error}", directory.display()));
    }
    mistakes
}

fn load_below(
    environment: &mut Environment<'static>,
    directory: &Path,
    prefix: &str,
    mistakes: &mut Vec<String>,
) -> io::Result<()> {
    for entry in fs::read_dir(directory)? {
        let path = entry?.path();
        // A template is asked for by text, and what begins with a dot is an editor's or a version control's.
        let Some(file_name) = path.file_name().and_then(|name| name.to_str()).filter(|name| !name.starts_with('.'))
        else {
            continue;
        };
        let name = format!("{prefix}{file_name}");
        if path.is_dir() {
            load_below(environment, &path, &format!("{name}/"), mistakes)?;
        } else if let Ok(source) = String::from_utf8(fs::read(&path)?)
            && let Err(error) = environment.add_template_owned(name, source)
        {
            mistakes.push(format!("a template is wrong: {error}"));
        }
    }
    Ok(())
}
