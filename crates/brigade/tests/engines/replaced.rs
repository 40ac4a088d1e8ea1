//! Engines that are replaced while others use them.

use std::{
    sync::{
        Arc, Barrier,
        atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst},
    },
    thread,
};

use brigade::{App, Engine, Result, StatusCode, get, routes, testing::TestClient};

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

#[test]
fn a_value_that_is_put_in_while_the_engine_loads_anew_stays() {
    #[get("/reload")]
    async fn reload(#[state] numbered: Engine<Numbered>) -> Result<()> {
        numbered.reload().await
    }
    #[get("/put")]
    fn put(#[state] numbered: Engine<Numbered>) -> Result<()> {
        numbered.replace(Numbered(70))
    }
    let (loads, [begun, go]) = (AtomicUsize::new(0), [(); 2].map(|()| Arc::new(Barrier::new(2))));
    let loading = (begun.clone(), go.clone());
    let load = move || {
        let number = loads.fetch_add(1, SeqCst);
        if number > 0 {
            loading.0.wait();
            loading.1.wait();
        }
        Ok::<_, String>(Numbered(number))
    };
    let client = TestClient::new(App::new("Reloaded").load("numbers", load).routes(routes![shared, reload, put]));
    thread::scope(|scope| {
        let reload = scope.spawn(|| client.get("/reload").send().status());
        begun.wait();
        assert_eq!(client.get("/put").send().status(), StatusCode::OK);
        go.wait();
        assert_eq!(reload.join().unwrap(), StatusCode::OK);
    });
    assert_eq!(client.get("/shared").send().json::<usize>(), 70);
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
