#[api(status = 410, detail = "Gone")]
struct Closed<T> {
    since: T,
}
