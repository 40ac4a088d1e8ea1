//! HTTP/2 with prior knowledge.

use super::*;

type Sender = h2::client::SendRequest<Bytes>;

impl Server {
    /// Connects, and gives the task that tells how the connection ended.
    async fn connect_http2(&self) -> (Sender, Task<Result<(), h2::Error>>) {
        let stream = tokio::net::TcpStream::connect(self.address).await.unwrap();
        let (sender, connection) = h2::client::handshake(stream).await.unwrap();
        (sender.ready().await.unwrap(), brigade_scheduler::spawn(connection))
    }
}

async fn ask(sender: &mut Sender, request: Request<()>, body: Option<Bytes>) -> Result<(u16, String), h2::Error> {
    let (response, mut stream) = sender.send_request(request, body.is_none())?;
    if let Some(body) = body {
        stream.send_data(body, true)?;
    }
    let (head, mut body) = response.await?.into_parts();
    let mut text = Vec::new();
    while let Some(data) = body.data().await {
        let data = data?;
        body.flow_control().release_capacity(data.len())?;
        text.extend(data);
    }
    Ok((head.status.as_u16(), String::from_utf8(text).unwrap()))
}

fn get(target: &str) -> Request<()> {
    Request::get(target).body(()).unwrap()
}

/// Runs `test` against `server`, for as long as anything may take.
fn run(server: &Server, test: impl Future<Output = ()>) {
    server.runtime.block_on(async { tokio::time::timeout(PATIENCE, test).await }).expect("an end in time");
}

#[test]
fn requests_are_answered_side_by_side() {
    let server = Server::start(Limits::default());
    run(&server, async {
        let (mut sender, _connection) = server.connect_http2().await;
        let (waiting, _) = sender.send_request(get("http://a/wait"), true).unwrap();
        assert_eq!(ask(&mut sender, get("http://a/b"), None).await.unwrap(), (200, "GET /b".into()));
        let post = Request::post("http://a/collect").body(()).unwrap();
        let five = Some(Bytes::from_static(b"hello"));
        assert_eq!(ask(&mut sender, post.clone(), five).await.unwrap(), (200, "5 bytes".into()));
        let large = Some(Bytes::from(vec![b'x'; 2000]));
        let refused = (413, r#"{"detail":"Request body too large"}"#.into());
        assert_eq!(ask(&mut sender, post, large).await.unwrap(), refused);
        let (status, body) = ask(&mut sender, get("http://a/large"), None).await.unwrap();
        assert_eq!((status, body.len()), (200, 64 << 20));
        server.gate.add_permits(1);
        assert_eq!(waiting.await.unwrap().status(), 200);
    });
}

#[test]
fn a_stream_can_speak_another_protocol() {
    let server = Server::start(Limits::default());
    run(&server, async {
        let (mut sender, _connection) = server.connect_http2().await;
        // The setting comes with the first answer at the latest.
        assert_eq!(ask(&mut sender, get("http://a/b"), None).await.unwrap().0, 200);
        let connect = |path: &str, protocol: &'static str| {
            let request =
                Request::connect(format!("http://a{path}")).extension(h2::ext::Protocol::from_static(protocol));
            request.body(()).unwrap()
        };
        let (response, mut to) = sender.send_request(connect("/echo", "test"), false).unwrap();
        let response = response.await.unwrap();
        assert_eq!(response.status(), 200);
        let mut from = response.into_body();
        for text in ["hello", "again"] {
            to.send_data(Bytes::from(text), false).unwrap();
            assert_eq!(from.data().await.unwrap().unwrap(), text);
        }
        // Others are answered beside it.
        assert_eq!(ask(&mut sender, get("http://a/b"), None).await.unwrap().0, 200);
        server.shutdown.ask();
        assert_eq!(from.data().await.unwrap().unwrap(), "bye");
        to.send_data(Bytes::new(), true).unwrap();
        assert_eq!(from.data().await.unwrap().unwrap(), "end");
        assert!(from.data().await.is_none_or(|data| data.is_ok_and(|data| data.is_empty())));
    });
    assert_eq!(server.event(), "left");
    server.join();
}

#[test]
fn a_stream_that_speaks_another_protocol_closes_when_the_drain_is_over() {
    let server = Server::start(Limits { drain_time_max: Duration::from_millis(300), ..Limits::default() });
    run(&server, async {
        let (mut sender, _connection) = server.connect_http2().await;
        assert_eq!(ask(&mut sender, get("http://a/b"), None).await.unwrap().0, 200);
        let request = Request::connect("http://a/echo").extension(h2::ext::Protocol::from_static("test"));
        let (response, _to) = sender.send_request(request.body(()).unwrap(), false).unwrap();
        let mut from = response.await.unwrap().into_body();
        server.shutdown.ask();
        assert_eq!(from.data().await.unwrap().unwrap(), "bye");
        assert!(from.data().await.is_none_or(|data| data.is_err()));
    });
    assert_eq!(server.event(), "left");
    server.join();
}

#[test]
fn heads_are_guarded() {
    let server = Server::start(Limits::default());
    run(&server, async {
        let (mut sender, _connection) = server.connect_http2().await;
        let with_host = |host: &str| Request::get("http://a/b").header("host", host).body(()).unwrap();
        let long = format!("http://a/{}", "x".repeat(8192));
        let cases = [
            (get("http://a/b"), 200),
            (with_host("a"), 200),
            (with_host("b"), 400),
            (get("http://u@a/b"), 400),
            (Request::connect("a:80").body(()).unwrap(), 501),
            (get(&long), 414),
            (Request::builder().method("BREW").uri("http://a/b").body(()).unwrap(), 200),
        ];
        for (request, status) in cases {
            let shown = format!("{request:?}");
            assert_eq!(ask(&mut sender, request, None).await.unwrap().0, status, "{shown}");
        }
    });
}

#[test]
fn a_connection_without_requests_is_closed() {
    let short = Duration::from_millis(150);
    let server = Server::start(Limits { head_time_max: short, idle_time_max: short, ..Limits::default() });
    run(&server, async {
        let (_sender, connection) = server.connect_http2().await;
        // However it is told.
        let _ = connection.await.unwrap();
        let (mut sender, connection) = server.connect_http2().await;
        assert_eq!(ask(&mut sender, get("http://a/b"), None).await.unwrap().0, 200);
        connection.await.unwrap().unwrap();
    });
}

#[test]
fn a_client_whose_windows_stay_full_is_closed() {
    let server = Server::start(Limits { write_stall_max: Duration::from_millis(150), ..Limits::default() });
    run(&server, async {
        let stream = tokio::net::TcpStream::connect(server.address).await.unwrap();
        let handshake = h2::client::Builder::new().initial_window_size(0).handshake::<_, Bytes>(stream);
        let (sender, connection) = handshake.await.unwrap();
        let connection = brigade_scheduler::spawn(connection);
        let (response, _) = sender.ready().await.unwrap().send_request(get("http://a/large"), true).unwrap();
        let response = response.await.unwrap();
        assert_eq!(response.status(), 200);
        // However it is told.
        let _ = connection.await.unwrap();
        assert_eq!(server.event(), "left");
    });
}

#[test]
fn a_drain_answers_what_runs() {
    let server = Server::start(Limits::default());
    run(&server, async {
        let (mut sender, connection) = server.connect_http2().await;
        let (waiting, _) = sender.send_request(get("http://a/wait"), true).unwrap();
        assert_eq!(server.event(), "began");
        let (mut idle, idle_connection) = server.connect_http2().await;
        assert_eq!(ask(&mut idle, get("http://a/b"), None).await.unwrap().0, 200);
        server.shutdown.ask();
        // It ends; to a client whose last frame crosses the end, that is an error.
        let _ = idle_connection.await.unwrap();
        server.gate.add_permits(1);
        assert_eq!(waiting.await.unwrap().status(), 200);
        drop(sender);
        let _ = connection.await.unwrap();
    });
    server.join();
}
