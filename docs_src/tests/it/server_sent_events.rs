use docs_src::server_sent_events::{tutorial001, tutorial002, tutorial003, tutorial004, tutorial005};
use expect_test::expect;

use crate::transcript::check;

#[test]
fn tutorial001() {
    check(
        tutorial001::app(),
        expect![[r#"
            > GET /items/stream
            200 (text/event-stream; charset=utf-8) data: {"name":"Plumbus","description":"A multi-purpose household device."}  data: {"name":"Portal Gun","description":"A portal opening device."}  data: {"name":"Meeseeks Box","description":"A box that summons a Meeseeks."}
            cache-control: no-cache
            x-accel-buffering: no

            > GET /items/stream-no-async
            200 (text/event-stream; charset=utf-8) data: {"name":"Plumbus","description":"A multi-purpose household device."}  data: {"name":"Portal Gun","description":"A portal opening device."}  data: {"name":"Meeseeks Box","description":"A box that summons a Meeseeks."}
            cache-control: no-cache
            x-accel-buffering: no

            > GET /items/stream-no-annotation
            200 (text/event-stream; charset=utf-8) data: {"name":"Plumbus","description":"A multi-purpose household device."}  data: {"name":"Portal Gun","description":"A portal opening device."}  data: {"name":"Meeseeks Box","description":"A box that summons a Meeseeks."}
            cache-control: no-cache
            x-accel-buffering: no

            > GET /items/stream-no-async-no-annotation
            200 (text/event-stream; charset=utf-8) data: {"name":"Plumbus","description":"A multi-purpose household device."}  data: {"name":"Portal Gun","description":"A portal opening device."}  data: {"name":"Meeseeks Box","description":"A box that summons a Meeseeks."}
            cache-control: no-cache
            x-accel-buffering: no"#]],
    );
}

#[test]
fn tutorial002() {
    check(
        tutorial002::app(),
        expect![[r#"
            > GET /items/stream
            200 (text/event-stream; charset=utf-8) : stream of item updates  event: item_update data: {"name":"Plumbus","price":32.99} id: 1 retry: 5000  event: item_update data: {"name":"Portal Gun","price":999.99} id: 2 retry: 5000  event: item_update data: {"name":"Meeseeks Box","price":49.99} id: 3 retry: 5000
            cache-control: no-cache
            x-accel-buffering: no"#]],
    );
}

#[test]
fn tutorial003() {
    check(
        tutorial003::app(),
        expect![[r#"
            > GET /logs/stream
            200 (text/event-stream; charset=utf-8) data: 2025-01-01 INFO  Application started  data: 2025-01-01 DEBUG Connected to database  data: 2025-01-01 WARN  High memory usage detected
            cache-control: no-cache
            x-accel-buffering: no"#]],
    );
}

#[test]
fn tutorial004() {
    check(
        tutorial004::app(),
        expect![[r#"
            > GET /items/stream
            200 (text/event-stream; charset=utf-8) data: {"name":"Plumbus","price":32.99} id: 0  data: {"name":"Portal Gun","price":999.99} id: 1  data: {"name":"Meeseeks Box","price":49.99} id: 2
            cache-control: no-cache
            x-accel-buffering: no

            > GET /items/stream
            > last-event-id: 0
            200 (text/event-stream; charset=utf-8) data: {"name":"Portal Gun","price":999.99} id: 1  data: {"name":"Meeseeks Box","price":49.99} id: 2
            cache-control: no-cache
            x-accel-buffering: no

            > GET /items/stream
            > last-event-id: 1
            200 (text/event-stream; charset=utf-8) data: {"name":"Meeseeks Box","price":49.99} id: 2
            cache-control: no-cache
            x-accel-buffering: no

            > GET /items/stream
            > last-event-id: one
            422 {"detail":[{"type":"int_parsing","loc":["header","last-event-id"],"msg":"Input should be a valid integer, unable to parse string as an integer","input":"one"}]}"#]],
    );
}

#[test]
fn tutorial005() {
    check(
        tutorial005::app(),
        expect![[r#"
            > POST /chat/stream
            > {"text": "hello world"}
            200 (text/event-stream; charset=utf-8) event: token data: "hello"  event: token data: "world"  event: done data: [DONE]
            cache-control: no-cache
            x-accel-buffering: no"#]],
    );
}
