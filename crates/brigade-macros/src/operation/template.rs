//! Reads path templates: `/items/{item_id}/{rest:path}`.

/// The words that may follow a name's colon.
pub(crate) const CONVERTORS: [&str; 5] = ["str", "int", "float", "uuid", "path"];

/// Holds the names in a template, in order, and what is wrong with it.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Template {
    pub(crate) names: Vec<String>,
    pub(crate) problems: Vec<String>,
}

/// Reads `path`, as far as it can be read.
pub(crate) fn read(path: &str) -> Template {
    let mut template = Template::default();
    if !path.is_empty() && !path.starts_with('/') {
        template.problems.push(format!("a path starts with `/`: write `\"/{path}\"`"));
    }
    if path.contains(['?', '#']) {
        template
            .problems
            .push("a path ends before `?` and `#`: a query parameter is an argument of the function".into());
    }
    let mut rest = path;
    while let Some(start) = rest.find(['{', '}']) {
        let inner = &rest[start..];
        let end = inner[1..].find(['{', '}']).map(|end| end + 1);
        match end {
            Some(end) if inner.starts_with('{') && inner[end..].starts_with('}') => {
                template.parameter(&inner[1..end]);
                rest = &inner[end + 1..];
            }
            _ => {
                let problem = if inner.starts_with('{') {
                    "this `{` has no `}`: a parameter in a path is `{name}`"
                } else {
                    "this path has a `}` without a `{`: a parameter in a path is `{name}`"
                };
                template.problems.push(problem.into());
                rest = &inner[1..];
            }
        }
    }
    template
}

impl Template {
    fn parameter(&mut self, text: &str) {
        let (name, convertor) = text.split_once(':').map_or((text, None), |(name, convertor)| (name, Some(convertor)));
        if !is_name(name) {
            let problem = if name.is_empty() {
                "a parameter in a path has a name: `{item_id}`".to_owned()
            } else {
                format!("`{name}` is not a name: write letters, digits and `_`, as for the argument of the function")
            };
            self.problems.push(problem);
            return;
        }
        if let Some(convertor) = convertor
            && !CONVERTORS.contains(&convertor)
        {
            let known = CONVERTORS.map(|known| format!("`{known}`")).join(", ");
            self.problems.push(format!("`{convertor}` is no convertor: there are {known}, or just `{{{name}}}`"));
        }
        if self.names.iter().any(|known| known == name) {
            self.problems.push(format!("`{{{name}}}` is in this path twice: give each its own name"));
            return;
        }
        self.names.push(name.to_owned());
    }
}

fn is_name(text: &str) -> bool {
    let mut characters = text.chars();
    characters.next().is_some_and(|first| first.is_ascii_alphabetic() || first == '_')
        && characters.all(|character| character.is_ascii_alphanumeric() || character == '_')
}

#[cfg(test)]
mod tests {
    #[test]
    fn names_are_found_and_mistakes_explained() {
        let cases: [(&str, &[&str], &[&str]); 12] = [
            ("", &[], &[]),
            ("/", &[], &[]),
            ("/items/{item_id}", &["item_id"], &[]),
            ("/{a}/{rest:path}", &["a", "rest"], &[]),
            ("/{a:int}-{b:float}", &["a", "b"], &[]),
            ("items", &[], &["starts with `/`"]),
            ("/items?q=1", &[], &["ends before `?`"]),
            ("/{a", &[], &["has no `}`"]),
            ("/a}", &[], &["without a `{`"]),
            ("/{}", &[], &["has a name"]),
            ("/{a}/{a}", &["a"], &["twice"]),
            ("/{a:number}/{b-c}", &["a"], &["no convertor", "not a name"]),
        ];
        for (path, names, problems) in cases {
            let template = super::read(path);
            assert_eq!(template.names, names, "{path}");
            assert_eq!(template.problems.len(), problems.len(), "{path}: {:?}", template.problems);
            for (problem, part) in template.problems.iter().zip(problems) {
                assert!(problem.contains(part), "{path}: {problem}");
            }
        }
    }
}
