use std::{
    io::Read,
    pin::Pin,
    task::{Context, Poll},
};

use brigade::{Body, BoxError, Bytes, Request, Response, middleware::Compression};
use http_body::Frame;
use http_body_util::BodyExt;

use crate::{header, request, run, through};

/// Gives its frames one by one; where there is none yet, it is pending for a moment.
struct Frames(Vec<Option<Frame<Bytes>>>);

impl http_body::Body for Frames {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        if self.0.is_empty() {
            return Poll::Ready(None);
        }
        match self.0.remove(0) {
            Some(frame) => Poll::Ready(Some(Ok(frame))),
            None => {
                context.waker().wake_by_ref();
                Poll::Pending
            }
        }
    }
}

fn decompressed(encoding: &str, bytes: &[u8]) -> Vec<u8> {
    let mut plain = Vec::new();
    match encoding {
        "gzip" => flate2::read::GzDecoder::new(bytes).read_to_end(&mut plain),
        "br" => brotli_decompressor::Decompressor::new(bytes, 4096).read_to_end(&mut plain),
        #[cfg(feature = "zstd")]
        "zstd" => zstd::stream::read::Decoder::new(bytes).expect("zstd").read_to_end(&mut plain),
        other => panic!("{other}"),
    }
    .expect("compressed bytes");
    plain
}

const ENCODINGS: &[&str] = &[
    "gzip",
    "br",
    #[cfg(feature = "zstd")]
    "zstd",
];

/// Bytes that compress somewhat.
fn sentence(bytes: usize) -> Bytes {
    (0_u32..).flat_map(|number| format!("burger {number}, ").into_bytes()).take(bytes).collect()
}

fn asking(encoding: &str) -> Request {
    request(&format!("GET /\naccept-encoding: {encoding}"))
}

#[test]
fn a_short_answer_is_compressed_with_its_length() {
    for encoding in ENCODINGS {
        let plain = sentence(4000);
        let body = plain.clone();
        let answer = through(Compression::new(), asking(encoding), move |_| {
            let body = Body::from(body.clone());
            http::Response::builder()
                .header("content-length", 4000)
                .header("accept-ranges", "bytes")
                .header("etag", "\"1\"")
                .body(body)
                .unwrap()
        });
        assert_eq!(header(&answer, "content-encoding"), Some(*encoding));
        assert_eq!(header(&answer, "vary"), Some("Accept-Encoding"));
        assert_eq!(header(&answer, "etag"), Some("W/\"1\""));
        assert_eq!((header(&answer, "content-length"), header(&answer, "accept-ranges")), (None, None));
        let length = http_body::Body::size_hint(answer.body()).exact().expect("a length");
        let bytes = run(answer.into_body().collect()).unwrap().to_bytes();
        assert_eq!(bytes.len() as u64, length);
        assert!(length < 2000, "{encoding}: {length}");
        assert_eq!(decompressed(encoding, &bytes), plain);
    }
}

#[test]
fn a_long_answer_is_compressed_as_it_is_read() {
    for encoding in ENCODINGS {
        let plain = sentence(1_000_000);
        let body = plain.clone();
        let answer = through(Compression::new(), asking(encoding), move |_| Response::new(Body::from(body.clone())));
        assert_eq!(http_body::Body::size_hint(answer.body()).exact(), None);
        let mut body = answer.into_body();
        let mut context = Context::from_waker(std::task::Waker::noop());
        let (mut bytes, mut pauses) = (Vec::new(), 0);
        loop {
            match http_body::Body::poll_frame(Pin::new(&mut body), &mut context) {
                Poll::Ready(Some(frame)) => bytes.extend_from_slice(&frame.unwrap().into_data().unwrap()),
                Poll::Ready(None) => break,
                Poll::Pending => pauses += 1,
            }
        }
        assert_eq!(decompressed(encoding, &bytes), plain);
        // Others have their turn, every 64 KiB.
        assert!((14..=16).contains(&pauses), "{pauses}");
    }
}

#[test]
fn a_stream_arrives_as_it_comes() {
    for encoding in ENCODINGS {
        let answer = through(Compression::new(), asking(encoding), |_| {
            let mut trailers = http::HeaderMap::new();
            trailers.insert("x-sum", 7.into());
            let data = |text: &'static str| Some(Frame::data(Bytes::from_static(text.as_bytes())));
            let frames = vec![data("one "), None, data("two "), data("three "), None, Some(Frame::trailers(trailers))];
            Response::new(Body::new(Frames(frames)))
        });
        let mut body = answer.into_body();
        let (mut bytes, mut lengths) = (Vec::new(), Vec::new());
        let trailers = loop {
            match run(body.frame()).expect("trailers come last").unwrap().into_data() {
                Ok(data) => bytes.extend_from_slice(&data),
                Err(trailers) => break trailers.into_trailers().unwrap(),
            }
            lengths.push(bytes.len());
        };
        assert_eq!(decompressed(encoding, &bytes), b"one two three ");
        assert!(lengths.len() >= 3, "{lengths:?}");
        assert_eq!(trailers["x-sum"], "7");
        assert!(run(body.frame()).is_none());
    }
}

#[test]
fn some_answers_are_left_as_they_are() {
    let cases = [
        ("", 500, true),
        ("", 499, false),
        ("content-type: application/json", 4000, true),
        ("content-type: image/svg+xml", 4000, true),
        ("content-type: image/png", 4000, false),
        ("content-type: video/mp4", 4000, false),
        ("content-type: text/event-stream; charset=utf-8", 4000, false),
        ("content-type: TEXT/Event-Stream", 4000, false),
        ("content-encoding: br", 4000, false),
        ("content-range: bytes 0-3999/8000", 4000, false),
        ("content-type: multipart/byteranges; boundary=b", 4000, false),
        ("content-type: font/ttf", 4000, true),
        ("content-type: font/woff2", 4000, false),
    ];
    for (line, bytes, is_compressed) in cases {
        for encoding in ["gzip", "identity"] {
            let answer = through(Compression::new(), asking(encoding), move |_| {
                let mut response = Response::new(Body::from(sentence(bytes)));
                if let Some((name, value)) = line.split_once(": ") {
                    response.headers_mut().insert(name, value.parse().unwrap());
                }
                response
            });
            let gets_gzip = header(&answer, "content-encoding") == Some("gzip");
            assert_eq!(gets_gzip, is_compressed && encoding == "gzip", "{line} {bytes} {encoding}");
            // Caches have to know even if this client gets it plain.
            assert_eq!(header(&answer, "vary").is_some(), is_compressed, "{line} {bytes} {encoding}");
        }
    }
    let answer = through(Compression::new().bytes_min(100).level(9), asking("gzip"), |_| {
        Response::new(Body::from(sentence(100)))
    });
    assert_eq!(header(&answer, "content-encoding"), Some("gzip"));
}

#[test]
fn a_body_that_fails_fails() {
    struct Broken;

    impl http_body::Body for Broken {
        type Data = Bytes;
        type Error = BoxError;

        fn poll_frame(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
            Poll::Ready(Some(Err("the disk is gone".into())))
        }

        fn size_hint(&self) -> http_body::SizeHint {
            http_body::SizeHint::with_exact(1000)
        }
    }

    let answer = through(Compression::new(), asking("gzip"), |_| Response::new(Body::new(Broken)));
    let error = run(answer.into_body().collect()).unwrap_err();
    assert_eq!(error.to_string(), "the disk is gone");
}
