//! Applications that are compared with FastAPI over HTTP.
#![allow(missing_docs, reason = "doc comments are descriptions in the document of an application")]

use brigade::App;
use docs_src::Named;

/// The applications of FastAPI's tests, but for those of its tutorial, which `docs_src` has.
pub mod fastapi {
    pub mod additional_properties;
}

/// Each file names its applications as the tests' harness does: `test_path`, `test_path:other`, `test_path/test_function`.
const FILES: &[&[Named]] = &[fastapi::additional_properties::APPS];

/// Makes the application of that name.
#[must_use]
pub fn app(name: &str) -> Option<App> {
    FILES.iter().copied().flatten().find(|(other, _)| *other == name).map(|(_, app)| app())
}

/// Returns the names of all applications.
pub fn names() -> impl Iterator<Item = &'static str> {
    FILES.iter().copied().flatten().map(|(name, _)| *name)
}
