//! WebSockets of the test client: the application's end is the same, and both ends are in one process.

use std::{
    future::{Future, poll_fn},
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    task::Poll,
};

use brigade::{
    App, Broadcast, Lifespan, Message, Outcome, Result, WebSocket, dependency, get, routes, testing::TestClient,
    websocket,
};

use super::talks::echo;

#[derive(Clone, Default)]
struct Ended(Arc<AtomicUsize>);

#[dependency(cleanup = count)]
async fn counted(#[state] ended: Ended) -> Ended {
    ended
}

async fn count(ended: Ended, _outcome: Outcome) {
    ended.0.fetch_add(1, SeqCst);
}

#[websocket("/counted")]
async fn counted_echo(socket: WebSocket, #[depends(counted)] _counted: Ended) -> Result<()> {
    let mut socket = socket.header("set-cookie", "seat=7").protocol("b").accept().await?;
    while let Some(message) = socket.receive().await? {
        socket.send(message).await?;
    }
    Ok(())
}

#[get("/ended")]
async fn ended(#[depends(counted)] ended: Ended, #[cookie] seat: Option<u8>) -> (usize, Option<u8>) {
    (ended.0.load(SeqCst), seat)
}

async fn lifespan(lifespan: Lifespan) -> Result<()> {
    lifespan.until_shutdown().await;
    Ok(())
}

#[test]
fn other_requests_are_answered_while_a_socket_is_open_and_its_clean_ups_wait_for_its_end() {
    let app = App::new("Counted").state(Ended::default()).lifespan(lifespan).routes(routes![counted_echo, ended]);
    let client = TestClient::new(app);
    let mut socket = client.websocket("/counted").offer("a").offer("b").connect();
    assert_eq!(socket.header("sec-websocket-protocol"), Some("b"));
    socket.send_text("hello");
    assert_eq!(socket.receive(), Some(Message::from("hello")));
    let now = || client.get("/ended").send().json::<(usize, Option<u8>)>();
    assert_eq!((now(), now()), ((0, Some(7)), (1, Some(7))));
    socket.close(1000, "");
    assert_eq!(now(), (3, Some(7)));
}

#[test]
fn sockets_hear_of_the_end_of_the_application() {
    let client = TestClient::new(App::new("Echo").lifespan(lifespan).routes(routes![echo]));
    let mut socket = client.websocket("/echo").connect();
    drop(client);
    assert_eq!(socket.receive_close().code, 1001);
}

#[websocket("/relay")]
async fn relay(socket: WebSocket, #[state] room: Broadcast<Message>) -> Result<()> {
    let mut news = room.subscribe();
    let (sender, mut receiver) = socket.accept().await?.split();
    let mut speaking = pin!(async {
        while let Some(message) = receiver.receive().await? {
            room.send(message);
        }
        Ok(())
    });
    let mut hearing = pin!(async {
        while let Some(message) = news.receive().await? {
            sender.send(message).await?;
        }
        Ok(())
    });
    poll_fn(|context| match speaking.as_mut().poll(context) {
        Poll::Pending => hearing.as_mut().poll(context),
        ended => ended,
    })
    .await
}

async fn pass_on() {
    let client = TestClient::new(App::new("Relay").state(Broadcast::<Message>::new()).routes(routes![relay]));
    let mut sockets: Vec<_> = (0..20).map(|_| client.websocket("/relay").connect()).collect();
    // The last fills what is held for those who are slow: each comes when all have heard those before.
    let large = "x".repeat(1 << 20);
    for (speaker, message) in
        [Message::from("text"), Message::from(vec![0]), Message::from(large)].into_iter().enumerate()
    {
        sockets[speaker].send(message.clone());
        for socket in &mut sockets {
            assert_eq!(socket.receive().as_ref(), Some(&message));
        }
    }
    client.close().await;
    assert_eq!(sockets[0].receive_close().code, 1001);
}

#[test]
fn messages_are_passed_on_to_all_in_async_tests_too() {
    brigade_scheduler::runtime(Some(1)).unwrap().block_on(pass_on());
}
