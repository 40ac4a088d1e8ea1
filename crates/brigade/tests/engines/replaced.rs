//! Engines that are replaced while others use them.

use std::{
    sync::atomic::{AtomicBool, Ordering::SeqCst},
    thread,
};

use brigade::{App, Engine, Result, get, routes};

use crate::{
    Numbered,
    server::{Client, serve},
    shared,
};

#[get("/lent")]
fn lent(#[state] numbered: &mut Numbered) -> usize {
    numbered.0
}

#[get("/renew/{number}")]
async fn renew(number: usize, #[state] numbered: Engine<Numbered>) -> Result<()> {
    numbered.replace_with(move || Ok::<_, String>(Numbered(number))).await
}

const REPLACEMENTS: usize = 50;

#[test]
fn no_request_is_lost_and_none_meets_what_was_replaced() {
    let app =
        App::new("Replaced").load("numbers", || Ok::<_, String>(Numbered(0))).routes(routes![shared, lent, renew]);
    let (address, _) = serve(app);
    let over = AtomicBool::new(false);
    thread::scope(|scope| {
        let clients: Vec<_> = ["/shared", "/lent"]
            .repeat(4)
            .into_iter()
            .map(|target| {
                let over = &over;
                scope.spawn(move || {
                    let (mut client, mut latest) = (Client::new(address), 0);
                    while latest < REPLACEMENTS && !over.load(SeqCst) {
                        let (head, body) = client.get(target);
                        assert!(head.starts_with("HTTP/1.1 200"), "{head}{body}");
                        let number: usize = body.parse().unwrap();
                        assert!(number >= latest, "{target} gives {number} after {latest}");
                        latest = number;
                    }
                    latest
                })
            })
            .collect();
        let mut client = Client::new(address);
        for number in 1..=REPLACEMENTS {
            let (head, body) = client.get(&format!("/renew/{number}"));
            if !head.starts_with("HTTP/1.1 200") {
                over.store(true, SeqCst);
                panic!("{head}{body}");
            }
        }
        for client in clients {
            assert_eq!(client.join().unwrap(), REPLACEMENTS);
        }
    });
}
