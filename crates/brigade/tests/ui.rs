//! Checks what the compiler says to mistakes; `TRYBUILD=overwrite` rewrites what is expected.

#[test]
fn mistakes_are_named_where_they_are() {
    trybuild::TestCases::new().compile_fail("tests/ui/*/*.rs");
}
