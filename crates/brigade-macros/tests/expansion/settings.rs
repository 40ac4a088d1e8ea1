#[put(
    "/items/{item_id}",
    summary = "Summary",
    description = "Description",
    response_description = "Response",
    operation_id = "putItem",
    deprecated,
    hidden,
    run = "pool",
    deadline = "1500ms",
    max_running = 8,
    priority = "high",
    detach,
    layer = Timeout::new(SECOND),
    middleware = log,
    response(404, model = Message, description = "Gone"),
    response("5XX"),
    openapi_extra = json!({"x-own": true}),
)]
async fn put_item(
    #[path(ge = 1, title = "Id")] item_id: u64,
    #[query(default = 2, alias = "n", examples = [1, 2])] number: u32,
    #[query(pattern = "^a", max_length = 8, validate = is_nice, required)] word: Option<String>,
    #[header] user_agent: String,
    #[header(convert_underscores = false)] as_it_is: String,
    #[body(embed)] item: Item,
) {
}
