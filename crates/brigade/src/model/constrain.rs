//! Says which constraints fit which types, so that `#[field(gt = 0)] name: String` does not compile.
//!
//! The macros name [`numeric`], [`lengthy`] and [`textual`] beside each constraint; an error there is the trait's.

/// Takes bounds: `gt`, `ge`, `lt`, `le` and `multiple_of`.
#[diagnostic::on_unimplemented(
    message = "`gt`, `ge`, `lt`, `le` and `multiple_of` need a number, not `{Self}`",
    label = "not a number",
    note = "integers, floats, decimals and `Option`s of them are numbers"
)]
pub trait Numeric {}

/// Takes lengths: `min_length` and `max_length`.
#[diagnostic::on_unimplemented(
    message = "`min_length` and `max_length` need a string or a collection, not `{Self}`",
    label = "has no length",
    note = "strings have characters; lists, sets and maps have items; `Option`s of them do, too"
)]
pub trait Lengthy {}

/// Takes a `pattern`.
#[diagnostic::on_unimplemented(
    message = "`pattern` needs a string, not `{Self}`",
    label = "not a string",
    note = "`String` and `Option<String>` take patterns"
)]
pub trait Textual {}

/// Compiles for numbers only.
pub const fn numeric<T: Numeric>() {}

/// Compiles for strings and collections only.
pub const fn lengthy<T: Lengthy>() {}

/// Compiles for strings only.
pub const fn textual<T: Textual>() {}
