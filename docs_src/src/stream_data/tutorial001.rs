use std::str::Lines;

use brigade::{App, Stream, get, routes};

const MESSAGE: &str = r"
Rick: (stumbles in drunkenly, and turns on the lights) Morty! You gotta come on. You got--... you gotta come with me.
Morty: (rubs his eyes) What, Rick? What's going on?
Rick: I got a surprise for you, Morty.
Morty: It's the middle of the night. What are you talking about?
Rick: (spills alcohol on Morty's bed) Come on, I got a surprise for you. (drags Morty by the ankle) Come on, hurry up. (pulls Morty out of his bed and into the hall)
Morty: Ow! Ow! You're tugging me too hard!
Rick: We gotta go, gotta get outta here, come on. Got a surprise for you Morty.
";

fn lines() -> Lines<'static> {
    MESSAGE.lines()
}

#[get("/story/stream")]
async fn stream_story() -> Stream {
    Stream::produce(|sender| async move {
        for line in lines() {
            sender.send(line).await?;
        }
        Ok(())
    })
}

#[get("/story/stream-no-async")]
fn stream_story_no_async() -> Stream {
    Stream::from_iter(lines())
}

#[get("/story/stream-no-annotation")]
async fn stream_story_no_annotation() -> Stream {
    Stream::produce(|sender| async move {
        for line in lines() {
            sender.send(line).await?;
        }
        Ok(())
    })
}

#[get("/story/stream-no-async-no-annotation")]
fn stream_story_no_async_no_annotation() -> Stream {
    Stream::from_iter(lines())
}

#[get("/story/stream-bytes")]
async fn stream_story_bytes() -> Stream {
    Stream::produce(|sender| async move {
        for line in lines() {
            sender.send(line.as_bytes()).await?;
        }
        Ok(())
    })
}

#[get("/story/stream-no-async-bytes")]
fn stream_story_no_async_bytes() -> Stream {
    Stream::from_iter(lines().map(str::as_bytes))
}

#[get("/story/stream-no-annotation-bytes")]
async fn stream_story_no_annotation_bytes() -> Stream {
    Stream::produce(|sender| async move {
        for line in lines() {
            sender.send(line.as_bytes()).await?;
        }
        Ok(())
    })
}

#[get("/story/stream-no-async-no-annotation-bytes")]
fn stream_story_no_async_no_annotation_bytes() -> Stream {
    Stream::from_iter(lines().map(str::as_bytes))
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![
        stream_story,
        stream_story_no_async,
        stream_story_no_annotation,
        stream_story_no_async_no_annotation,
        stream_story_bytes,
        stream_story_no_async_bytes,
        stream_story_no_annotation_bytes,
        stream_story_no_async_no_annotation_bytes,
    ])
}
