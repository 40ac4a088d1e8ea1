//! Finds the operation that serves a path.
