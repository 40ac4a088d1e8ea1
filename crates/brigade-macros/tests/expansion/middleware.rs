#[middleware]
pub(crate) async fn count(request: Request, next: Next, #[state] counts: &Counts, #[state] name: Name) -> Response {
    counts.add(&name);
    next.run(request).await
}
