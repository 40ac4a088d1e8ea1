//! Makes titles from names, as Python's `str.title` does.

/// Capitalises every letter that follows none, lowers the others, and puts spaces for underscores.
pub(super) fn from_name(name: &str) -> String {
    let mut title = String::with_capacity(name.len());
    let mut within_word = false;
    for character in name.chars() {
        if within_word {
            title.extend(character.to_lowercase());
        } else {
            title.extend(character.to_uppercase());
        }
        within_word = character.is_lowercase() || character.is_uppercase();
    }
    title.replace('_', " ")
}

#[cfg(test)]
mod tests {
    #[test]
    fn titles_are_those_of_python() {
        for (name, title) in [
            ("get_xYZ_thing", "Get Xyz Thing"),
            ("x-h", "X-H"),
            ("a_b", "A B"),
            ("item2name", "Item2Name"),
            ("filter.query", "Filter.Query"),
            ("__private", "  Private"),
            ("größe", "Größe"),
            ("", ""),
        ] {
            assert_eq!(super::from_name(name), title);
        }
    }
}
