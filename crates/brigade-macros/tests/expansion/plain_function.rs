#[post("/houses/clean", status = 201)]
#[cfg(feature = "houses")]
#[must_use]
pub(crate) fn clean_house(r#type: House) -> CleanHouse {
    r#type.clean()
}
