//! The macros of brigade. Use them through the `brigade` crate, where they are documented.
//!
//! Each goes one way: parse (tokens → attributes) → model (plain data) → check (every mistake, where it is) →
//! expand (quote, no decisions). What an expansion has to decide or repeat is a function in `brigade::__private`.

mod report;
mod settings;
