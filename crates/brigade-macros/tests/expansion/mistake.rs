#[get("/items/{item_id}", colour = "red")]
pub async fn read_item(#[query] name: &str) -> Item {
    item(name)
}
