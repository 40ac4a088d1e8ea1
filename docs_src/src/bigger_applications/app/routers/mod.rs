pub(super) mod items;
pub(super) mod users;
