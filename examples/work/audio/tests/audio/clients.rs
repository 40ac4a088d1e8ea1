//! Several clients at once: those that are slow, and those that leave.

use std::thread;

use super::{
    client,
    made::{sentence, silence, wav},
    steps, upload,
};

/// A recording of so many steps that some wait for the client, whatever is buffered on the way.
fn long() -> Vec<u8> {
    wav(&[sentence("0880"), silence(60.0, 16_000)].concat(), 16_000, 1)
}

fn cores() -> usize {
    thread::available_parallelism().expect("it is known").get()
}

#[expect(clippy::disallowed_methods, reason = "each client of the test is a thread")]
#[test]
fn slow_clients_do_not_hold_up_others() {
    let client = client();
    // More than there are cores: each keeps its network while it waits, and others have networks all the same.
    let mut slow: Vec<_> = (0..=cores()).map(|_| upload(&client, long()).send_streaming()).collect();
    for slow in &mut slow {
        assert_eq!(slow.status(), 200);
        let first = slow.next_chunk().expect("it goes on").expect("there is more");
        assert!(first.starts_with(br#"{"step":"opened""#), "{first:?}");
    }
    thread::scope(|scope| {
        for name in ["0880", "0930"] {
            let client = &client;
            scope.spawn(move || {
                assert_eq!(steps(client, wav(&sentence(name), 16_000, 1)).last().expect("some")["step"], "done")
            });
        }
    });
    for mut slow in slow {
        let mut last = None;
        while let Some(chunk) = slow.next_chunk().expect("it goes on") {
            last = Some(chunk);
        }
        assert!(last.as_ref().is_some_and(|last| last.starts_with(br#"{"step":"done""#)), "{last:?}");
    }
}

#[test]
fn the_work_for_clients_that_leave_ends() {
    let client = client();
    // More than can be under way: each is worked on once those before have left.
    for _ in 0..=cores() + audio::WAITING_MAX {
        let mut leaving = upload(&client, long()).send_streaming();
        assert!(leaving.next_chunk().expect("it goes on").is_some());
    }
    assert_eq!(steps(&client, wav(&sentence("0880"), 16_000, 1)).last().expect("some")["step"], "done");
}
