//! Checks each limit of each parser: as much as it allows is read, one more is refused, whatever the others allow.

use brigade::{App, BodyStream, Bytes, Limits, Result, Value, post, routes, testing::TestClient};

use super::written;

#[post("/json")]
async fn json(_value: Value) {}

#[post("/raw")]
async fn raw(_body: Bytes) {}

#[post("/stream")]
async fn stream(mut body: BodyStream) -> Result<()> {
    while body.next().await?.is_some() {}
    Ok(())
}

#[post("/form")]
async fn form(#[form] other: Option<String>) {
    assert_eq!(other, None);
}

/// Returns limits of which none of a parser's is in the way of anything here.
///
/// That it names every limit is the point: a new one belongs into the table below, or among those that no parser has.
fn lax() -> Limits {
    let Limits {
        head_bytes_max,
        headers_max,
        target_bytes_max,
        connections_max,
        head_time_max,
        body_gap_max,
        body_rate_min,
        body_grace,
        operation_time_max,
        message_bytes_max,
        fragments_max,
        ping_after,
        pong_time_max,
        unfinished_max,
        idle_time_max,
        write_stall_max,
        drain_time_max,
        ..
    } = Limits::default();
    let most = 1024 * 1024 * 1024;
    Limits {
        json_bytes_max: most,
        raw_bytes_max: most,
        stream_bytes_max: None,
        json_depth_max: 256,
        form_bytes_max: most,
        multipart_bytes_max: most,
        form_fields_max: most,
        form_files_max: most,
        form_field_bytes_max: most,
        form_memory_bytes_max: most,
        part_headers_max: most,
        part_head_bytes_max: most,
        field_name_bytes_max: most,
        file_name_bytes_max: most,
        // These are of connections, operations and sockets.
        head_bytes_max,
        headers_max,
        target_bytes_max,
        connections_max,
        head_time_max,
        body_gap_max,
        body_rate_min,
        body_grace,
        operation_time_max,
        message_bytes_max,
        fragments_max,
        ping_after,
        pong_time_max,
        unfinished_max,
        idle_time_max,
        write_stall_max,
        drain_time_max,
    }
}

/// Makes a form with this part so many times.
fn parts(part: &str, times: usize) -> String {
    format!("--x\r\n{part}\r\n").repeat(times) + "--x--"
}

/// Makes a form with a field, or a file if it has a second name.
fn field(name: &str, file_name: Option<&str>, more: &str, content: &str) -> String {
    let file_name = file_name.map(|name| format!("; filename={name}")).unwrap_or_default();
    format!("Content-Disposition: form-data; name={name}{file_name}{more}\r\n\r\n{content}")
}

const JSON: &str = "application/json";
const URLENCODED: &str = "application/x-www-form-urlencoded";
const MULTIPART: &str = "multipart/form-data; boundary=x";
const TOO_LARGE: &str = r#"413 {"detail":"Request body too large"}"#;

/// Is one limit of one parser.
struct Case {
    name: &'static str,
    limits: Limits,
    max: usize,
    path: &'static str,
    content_type: &'static str,
    /// Makes a body with so much of it.
    body: fn(usize) -> String,
    refusal: &'static str,
}

fn cases() -> Vec<Case> {
    let case = |name, limits, max, path, content_type, body, refusal| Case {
        name,
        limits,
        max,
        path,
        content_type,
        body,
        refusal,
    };
    let bytes: fn(usize) -> String = |bytes| format!("\"{}\"", "x".repeat(bytes - 2));
    vec![
        case("json_bytes_max", Limits { json_bytes_max: 99, ..lax() }, 99, "/json", JSON, bytes, TOO_LARGE),
        case("raw_bytes_max", Limits { raw_bytes_max: 99, ..lax() }, 99, "/raw", JSON, bytes, TOO_LARGE),
        case("stream_bytes_max", Limits { stream_bytes_max: Some(99), ..lax() }, 99, "/stream", JSON, bytes, TOO_LARGE),
        case("form_bytes_max", Limits { form_bytes_max: 99, ..lax() }, 99, "/form", URLENCODED, bytes, TOO_LARGE),
        case(
            "multipart_bytes_max",
            Limits { multipart_bytes_max: 99, ..lax() },
            99,
            "/form",
            MULTIPART,
            // What follows the last delimiter means nothing, but counts.
            |bytes| format!("{}{}", parts("", 0), "x".repeat(bytes - 5)),
            TOO_LARGE,
        ),
        case(
            "json_depth_max",
            Limits { json_depth_max: 9, ..lax() },
            9,
            "/json",
            JSON,
            |depth| "[".repeat(depth) + &"]".repeat(depth),
            r#"400 {"detail":"There was an error parsing the body"}"#,
        ),
        case(
            "form_fields_max",
            Limits { form_fields_max: 9, ..lax() },
            9,
            "/form",
            URLENCODED,
            |count| "a=1&".repeat(count),
            r#"400 {"detail":"Too many fields. Maximum number of fields is 9."}"#,
        ),
        case(
            "form_fields_max",
            Limits { form_fields_max: 9, ..lax() },
            9,
            "/form",
            MULTIPART,
            |count| parts(&field("a", None, "", "1"), count),
            r#"400 {"detail":"Too many fields. Maximum number of fields is 9."}"#,
        ),
        case(
            "form_files_max",
            Limits { form_files_max: 9, ..lax() },
            9,
            "/form",
            MULTIPART,
            |count| parts(&field("a", Some("b"), "", "1"), count),
            r#"400 {"detail":"Too many files. Maximum number of files is 9."}"#,
        ),
        case(
            "form_field_bytes_max",
            Limits { form_field_bytes_max: 2048, ..lax() },
            2048,
            "/form",
            URLENCODED,
            |bytes| format!("b=1&a={}", "x".repeat(bytes - 1)),
            r#"400 {"detail":"Field exceeded maximum size of 2KB."}"#,
        ),
        case(
            "form_field_bytes_max",
            Limits { form_field_bytes_max: 2048, ..lax() },
            2048,
            "/form",
            MULTIPART,
            |bytes| parts(&field("a", None, "", &"x".repeat(bytes)), 1),
            r#"400 {"detail":"Part exceeded maximum size of 2KB."}"#,
        ),
        case(
            "part_headers_max",
            Limits { part_headers_max: 9, ..lax() },
            9,
            "/form",
            MULTIPART,
            |count| parts(&field("a", None, &"\r\nx: 1".repeat(count - 1), ""), 1),
            r#"400 {"detail":"Too many part headers. Maximum number of headers is 9."}"#,
        ),
        case(
            "part_head_bytes_max",
            Limits { part_head_bytes_max: 99, ..lax() },
            99,
            "/form",
            MULTIPART,
            |bytes| {
                let head = |bytes| field("a", None, &format!("\r\nx: {}", "x".repeat(bytes)), "");
                parts(&head(bytes - (head(0).len() - 4)), 1)
            },
            r#"400 {"detail":"Part head exceeded maximum size of 99 bytes."}"#,
        ),
        case(
            "field_name_bytes_max",
            Limits { field_name_bytes_max: 9, ..lax() },
            9,
            "/form",
            MULTIPART,
            |bytes| parts(&field(&"n".repeat(bytes), None, "", ""), 1),
            r#"400 {"detail":"Field name exceeded maximum size of 9 bytes."}"#,
        ),
        case(
            "file_name_bytes_max",
            Limits { file_name_bytes_max: 9, ..lax() },
            9,
            "/form",
            MULTIPART,
            |bytes| parts(&field("a", Some(&"n".repeat(bytes)), "", ""), 1),
            r#"400 {"detail":"File name exceeded maximum size of 9 bytes."}"#,
        ),
    ]
}

#[test]
fn as_much_as_a_limit_allows_is_read_and_one_more_is_refused() {
    for Case { name, limits, max, path, content_type, body, refusal } in cases() {
        let app = App::new("Limits").limits(limits).routes(routes![json, raw, stream, form]);
        let client = TestClient::new(app);
        let send = |amount| written(&client.post(path).header("content-type", content_type).body(body(amount)).send());
        assert_eq!(send(max), "200 null", "{name} as {content_type}");
        assert_eq!(send(max + 1), refusal, "{name} as {content_type}");
    }
}
