pub(super) mod admin;
