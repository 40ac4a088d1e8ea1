/// Reads one burger.
///
/// The rest of the comment.
#[get("/burgers/{burger_id}", tags = ["burgers"])]
pub async fn read_burger(burger_id: u64, q: Option<String>) -> Result<Burger, HttpError> {
    find(burger_id, q).await
}
