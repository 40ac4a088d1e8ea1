use brigade::testing::TestClient;
use docs_src::stream_data::{tutorial001, tutorial002};
use expect_test::expect;

use crate::transcript::check;

#[test]
fn tutorial001() {
    check(
        tutorial001::app(),
        expect![[r#"
            > GET /story/stream
            200 Rick: (stumbles in drunkenly, and turns on the lights) Morty! You gotta come on. You got--... you gotta come with me.Morty: (rubs his eyes) What, Rick? What's going on?Rick: I got a surprise for you, Morty.Morty: It's the middle of the night. What are you talking about?Rick: (spills alcohol on Morty's bed) Come on, I got a surprise for you. (drags Morty by the ankle) Come on, hurry up. (pulls Morty out of his bed and into the hall)Morty: Ow! Ow! You're tugging me too hard!Rick: We gotta go, gotta get outta here, come on. Got a surprise for you Morty."#]],
    );
    let client = TestClient::new(tutorial001::app());
    let story = client.get("/story/stream").send();
    for path in [
        "/story/stream-no-async",
        "/story/stream-no-annotation",
        "/story/stream-no-async-no-annotation",
        "/story/stream-bytes",
        "/story/stream-no-async-bytes",
        "/story/stream-no-annotation-bytes",
        "/story/stream-no-async-no-annotation-bytes",
    ] {
        assert_eq!(client.get(path).send().text(), story.text(), "{path}");
    }
}

#[test]
fn tutorial002() {
    let client = TestClient::new(tutorial002::app());
    for path in [
        "/image/stream",
        "/image/stream-no-async",
        "/image/stream-no-async-yield-from",
        "/image/stream-no-annotation",
        "/image/stream-no-async-no-annotation",
    ] {
        let answer = client.get(path).send();
        assert_eq!(answer.header("content-type"), Some("image/png"), "{path}");
        assert_eq!(answer.bytes(), &include_bytes!("../../src/stream_data/image.png")[..], "{path}");
    }
}
