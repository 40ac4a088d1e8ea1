//! Reads a request body, within the limits.
