use std::{
    convert::Infallible,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    time::Duration,
};

use brigade::{Request, middleware::Timeout};
use tower::{Layer, ServiceExt, service_fn};

use crate::{flush_left, hello, request, run, through, written};

struct SetOnDrop(Arc<AtomicBool>);

impl Drop for SetOnDrop {
    fn drop(&mut self) {
        self.0.store(true, Relaxed);
    }
}

#[test]
fn what_takes_too_long_is_dropped_and_answered() {
    let dropped = Arc::new(AtomicBool::new(false));
    let witness = dropped.clone();
    let service = service_fn(move |request: Request| {
        let witness = SetOnDrop(witness.clone());
        async move {
            std::future::pending::<()>().await;
            drop(witness);
            Ok::<_, Infallible>(hello(request))
        }
    });
    let service = Timeout::new(Duration::from_millis(1)).layer(service);
    let Ok(answer) = run(async { service.oneshot(request("GET /")).await });
    assert!(dropped.load(Relaxed));
    assert_eq!(
        written(answer),
        flush_left(
            r#"503
            retry-after: 1
            content-type: application/json

            {"detail":"The operation took too long"}"#
        )
    );
}

#[test]
fn what_comes_in_time_is_answered() {
    let answer = through(Timeout::new(Duration::from_hours(1)), request("GET /"), hello);
    assert_eq!(written(answer), "200\n\nHello");
}
