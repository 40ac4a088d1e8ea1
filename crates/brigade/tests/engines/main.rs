//! Engines: loaded before the first request, shared or lent, replaced while others use them.
#![expect(clippy::unwrap_used, reason = "operations of tests are tests, too")]
#![expect(clippy::disallowed_methods, reason = "servers and clients of tests are threads")]

mod exclusive;
mod health;
mod replaced;
mod server;

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering::SeqCst},
};

use brigade::{App, Engine, Result, Router, StatusCode, get, post, routes, testing::TestClient};

/// Counts how often it was made.
struct Numbered(usize);

/// Returns a loader that numbers what it loads from 1.
fn numbered() -> impl Fn() -> Result<Numbered, String> + Send + Sync + 'static {
    let loaded = AtomicUsize::new(0);
    move || Ok(Numbered(loaded.fetch_add(1, SeqCst) + 1))
}

#[get("/shared")]
fn shared(#[state] numbered: &Numbered) -> usize {
    numbered.0
}

#[get("/name")]
fn name(#[state] numbered: Engine<Numbered>) -> String {
    numbered.name().to_owned()
}

#[test]
fn all_functions_share_one_copy() {
    let client = TestClient::new(App::new("Numbers").load("numbers", numbered()).routes(routes![shared, name]));
    for _ in 0..3 {
        assert_eq!(client.get("/shared").send().json::<usize>(), 1);
    }
    assert_eq!(client.get("/name").send().json::<String>(), "numbers");
}

#[test]
fn a_copy_is_of_the_shared_one() {
    #[get("/")]
    fn copied(#[state] words: Vec<String>) -> Vec<String> {
        words
    }
    let load = || Ok::<_, String>(vec!["burger".to_owned()]);
    let client = TestClient::new(App::new("Words").load("words", load).routes(routes![copied]));
    assert_eq!(client.get("/").send().json::<Vec<String>>(), ["burger"]);
}

#[test]
fn a_mounted_application_has_engines_of_its_own() {
    let inner = App::new("Inner").load("numbers", numbered()).routes(routes![shared]);
    let client = TestClient::new(App::new("Outer").mount("/inner", inner));
    assert_eq!(client.get("/inner/shared").send().json::<usize>(), 1);
}

#[test]
fn lifespans_find_what_was_loaded_before_them() {
    async fn look(lifespan: brigade::Lifespan) -> Result<()> {
        assert_eq!(lifespan.get::<Numbered>()?.0, 1);
        Ok(())
    }
    drop(TestClient::new(App::new("Numbers").load("numbers", numbered()).lifespan(look)));
}

#[test]
fn every_engine_that_cannot_be_loaded_is_named() {
    let app = App::new("Broken")
        .load("numbers", numbered())
        .load("words", || Err::<String, _>("words.txt: no such file"))
        .load("faces", || -> Result<u8, String> { panic!("the file is corrupt") });
    let Err(error) = TestClient::try_new(app) else { panic!("it cannot start") };
    let text = error.to_string();
    assert!(text.contains("the engine `words` could not be loaded: words.txt: no such file"), "{text}");
    assert!(text.contains("the engine `faces` could not be loaded: panic: the file is corrupt"), "{text}");
    assert!(!text.contains("numbers"), "{text}");
}

#[test]
fn what_is_there_twice_keeps_the_application_from_starting() {
    for (app, mistake) in [
        (App::new("Twice").load("one", numbered()).load("two", numbered()), "two states of the type"),
        (App::new("Twice").load("one", numbered()).state(Numbered(0)), "two states of the type"),
        (App::new("Twice").state(Numbered(0)).load("one", numbered()), "two states of the type"),
        (
            App::new("Twice").load("one", numbered()).load("one", || Ok::<_, String>(0)),
            "two engines have the name \"one\"",
        ),
    ] {
        let Err(error) = TestClient::try_new(app) else { panic!("it cannot start: {mistake}") };
        assert!(error.to_string().contains(mistake), "{error}");
    }
}

#[test]
fn an_engine_is_replaced_by_what_is_loaded_anew_or_was_made_here() {
    #[post("/reload")]
    async fn reload(#[state] numbered: Engine<Numbered>) -> Result<()> {
        numbered.reload().await
    }
    #[post("/replace/{number}")]
    fn replace(number: usize, #[state] numbered: Engine<Numbered>) -> Result<()> {
        numbered.replace(Numbered(number))
    }
    #[post("/renew/{number}")]
    async fn renew(number: usize, #[state] numbered: Engine<Numbered>) -> Result<()> {
        let load = move || if number > 0 { Ok(Numbered(number)) } else { Err("nothing is no number") };
        numbered.replace_with(load).await
    }
    let router = Router::new().routes(routes![shared, reload, replace, renew]);
    let client = TestClient::new(App::new("Numbers").load("numbers", numbered()).include(router));
    for (target, status, then) in [
        ("/reload", StatusCode::OK, 2),
        ("/replace/70", StatusCode::OK, 70),
        ("/reload", StatusCode::OK, 3),
        ("/renew/0", StatusCode::INTERNAL_SERVER_ERROR, 3),
        ("/renew/90", StatusCode::OK, 90),
        ("/reload", StatusCode::OK, 90),
    ] {
        assert_eq!(client.post(target).send().status(), status, "{target}");
        assert_eq!(client.get("/shared").send().json::<usize>(), then, "after {target}");
    }
}

#[test]
fn instances_are_lent_one_by_one_and_come_back() {
    #[get("/")]
    async fn lend(#[state] numbered: Engine<Numbered>) -> Result<Vec<usize>> {
        let first = numbered.take().await?;
        let second = numbered.take().await?;
        let mut numbers = vec![first.0, second.0];
        numbers.sort_unstable();
        Ok(numbers)
    }
    #[get("/blocking")]
    fn lend_blocking(#[state] numbered: Engine<Numbered>) -> Result<usize> {
        Ok(numbered.take_blocking()?.0)
    }
    let load = Engine::loader(numbered()).instances(2);
    let client = TestClient::new(App::new("Numbers").load("numbers", load).routes(routes![lend, lend_blocking]));
    for _ in 0..3 {
        assert_eq!(client.get("/").send().json::<Vec<usize>>(), [1, 2]);
        assert!(client.get("/blocking").send().json::<usize>() <= 2);
    }
}

#[test]
fn an_instance_that_is_broken_is_loaded_anew() {
    #[get("/")]
    async fn lend(broken: bool, #[state] numbered: Engine<Numbered>) -> Result<usize> {
        let lease = numbered.take().await?;
        let number = lease.0;
        if broken {
            lease.discard();
        }
        Ok(number)
    }
    let load = Engine::loader(numbered()).instances(1);
    let client = TestClient::new(App::new("Numbers").load("numbers", load).routes(routes![lend]));
    for (target, number) in [("/?broken=false", 1), ("/?broken=true", 1), ("/?broken=false", 2)] {
        assert_eq!(client.get(target).send().json::<usize>(), number, "{target}");
    }
}

#[test]
fn dropping_the_application_drops_its_engines() {
    let held = Arc::new(());
    let load = {
        let held = Arc::downgrade(&held);
        move || held.upgrade().ok_or("the application was loaded twice")
    };
    drop(TestClient::new(App::new("Held").load("held", load)));
    assert_eq!(Arc::strong_count(&held), 1);
}

#[test]
fn how_engines_are_doing_is_shown() {
    #[get("/")]
    async fn look(#[state] word: Engine<String>, #[state] taken: &mut String) -> Result<[String; 2]> {
        word.reload().await?;
        Ok([taken.clone(), word.name().to_owned()])
    }
    let load = Engine::loader(|| Ok::<_, String>("burger".to_owned())).instances(2);
    let app = App::new("Seen").load("numbers", numbered()).load("words", load).metrics_url("/metrics");
    let client = TestClient::new(app.routes(routes![shared, look]));
    assert_eq!(client.get("/").send().json::<[String; 2]>(), ["burger", "words"]);
    let text = client.get("/brigade").send().text().to_owned();
    for part in [
        "\nengine numbers\n    One is shared by all. It was loaded in ",
        "\nengine words\n    0 of 2 instances are lent. It was loaded in ",
        ". Once it was replaced.\n",
    ] {
        assert!(text.contains(part), "{part:?} is not in {text}");
    }
    let metrics = client.get("/metrics").send().text().to_owned();
    for line in [
        "brigade_engine_instances{engine=\"numbers\"} 1",
        "brigade_engine_instances{engine=\"words\"} 2",
        "brigade_engine_instances_lent{engine=\"words\"} 0",
        "brigade_engine_waiting{engine=\"words\"} 0",
        "brigade_engine_replacements_total{engine=\"words\"} 1",
        "brigade_engine_discarded_total{engine=\"words\"} 0",
    ] {
        assert!(metrics.lines().any(|other| other == line), "{line} is not in {metrics}");
    }
    let page = client.get("/brigade").header("accept", "text/html").send().text().to_owned();
    assert!(page.contains("<section id=\"engines\"><article><h2><b>engine</b> numbers</h2>"), "{page}");
}
