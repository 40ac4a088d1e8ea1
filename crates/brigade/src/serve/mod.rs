//! Accepts connections, speaks HTTP on them and drains them.
