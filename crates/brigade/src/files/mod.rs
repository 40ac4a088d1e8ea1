//! Answers with files: one that an operation names, or whatever is beneath a directory.
//!
//! Everything in here that touches the file system may wait for it, and runs on the pool; what is read from memory is the
//! exception, in `reading`.

mod condition;
pub(crate) mod directory;
mod disposition;
mod file;
mod media_type;
pub(crate) mod opened;
mod range;
mod reading;
pub(crate) mod relative;
mod static_files;

pub use file::File;
pub use static_files::StaticFiles;
pub(crate) use static_files::{Question, ServedFiles, only_to_read};
