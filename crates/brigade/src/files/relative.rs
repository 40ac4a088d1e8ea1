//! Reads the path of a request as one beneath a directory.

/// Names of directories below a directory, and of a file in the last one: none of them leads anywhere else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Relative<'p>(&'p str);

/// Says which names are there for clients.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Names {
    /// All but those that begin with a dot: `.git` and `.env` are no one else's business. `.well-known` is for clients.
    Visible,
    /// All of them.
    All,
}

impl Names {
    fn contain(self, name: &str) -> bool {
        self == Self::All || !name.starts_with('.') || name == ".well-known"
    }
}

impl<'p> Relative<'p> {
    /// Reads a decoded path, with or without slashes around it. It is `None` if it could lead out of a directory on any
    /// system, or if one of `names` is not there for clients.
    pub(crate) fn parse(path: &'p str, names: Names) -> Option<Self> {
        let path = path.strip_prefix('/').unwrap_or(path);
        let inner = path.strip_suffix('/').unwrap_or(path);
        let is_name = |name: &str| is_name(name) && names.contain(name);
        (path.is_empty() || inner.split('/').all(is_name)).then_some(Self(path))
    }

    /// Returns the path without a slash before it; `.` for the directory itself.
    pub(crate) fn as_str(&self) -> &'p str {
        if self.0.is_empty() { "." } else { self.0 }
    }
}

/// A drive, a stream (`name::$DATA`) and a share are names to no system but one, whose files nobody calls so.
fn is_name(name: &str) -> bool {
    !matches!(name, "" | "." | "..") && !name.contains(['\0', '\\']) && name.as_bytes().get(1) != Some(&b':')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_leads_nowhere_but_down() {
        let cases = [
            ("", Some(".")),
            ("/", Some(".")),
            ("a", Some("a")),
            ("/a", Some("a")),
            ("/a/b.txt", Some("a/b.txt")),
            ("/a/", Some("a/")),
            ("/a b/ü", Some("a b/ü")),
            ("/a..b", Some("a..b")),
            ("/...", None),
            ("/.well-known/security.txt", Some(".well-known/security.txt")),
            ("/.", None),
            ("/..", None),
            ("/../a", None),
            ("/a/../b", None),
            ("/a/..", None),
            ("/a/./b", None),
            ("//a", None),
            ("/a//b", None),
            ("/a//", None),
            ("//", None),
            ("/a\0", None),
            ("/a\\b", None),
            ("\\\\host\\share", None),
            ("/C:/a", None),
            ("/c:", None),
            ("/.git/config", None),
            ("/a/.env", None),
            ("/.well-known.bak", None),
        ];
        for (path, expected) in cases {
            assert_eq!(Relative::parse(path, Names::Visible).map(|path| path.as_str()), expected, "{path:?}");
        }
        assert_eq!(Relative::parse("/.git/config", Names::All).map(|path| path.as_str()), Some(".git/config"));
        assert_eq!(Relative::parse("/../a", Names::All), None);
    }
}
