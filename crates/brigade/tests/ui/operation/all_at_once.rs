use brigade::{get, routes};

#[get("items/{item_id}", status = 1000, colour = "red", tags = [1])]
const fn read<T>(word: &str, #[state(x)] state: &mut T, #[query(gt = 3, lt = 2)] number: u32) -> impl Clone {
    let _ = (word, state, number);
}

fn app() {
    // The operation is broken, but it is one: nothing is said here.
    let _ = routes![read];
}

fn main() {}
