use brigade::{batch, get};

#[batch]
async fn waits(numbers: Vec<u32>) -> Vec<u32> {
    numbers
}

#[batch]
fn nothing() -> Vec<u32> {
    Vec::new()
}

#[batch]
fn one(number: u32) -> Vec<u32> {
    vec![number]
}

#[batch]
fn a_vec_borrowed(numbers: &Vec<u32>) -> Vec<u32> {
    numbers.clone()
}

#[batch]
fn borrowed_items(texts: Vec<&str>) -> Vec<usize> {
    texts.iter().map(|text| text.len()).collect()
}

#[batch]
fn no_results(numbers: Vec<u32>) {
    drop(numbers);
}

#[batch]
fn one_result(numbers: Vec<u32>) -> u32 {
    numbers.iter().sum()
}

#[batch]
fn hidden_results(numbers: Vec<u32>) -> Vec<impl ToString> {
    numbers
}

#[batch]
fn of_a_request(numbers: Vec<u32>, factor: u32) -> Vec<u32> {
    numbers.iter().map(|number| number * factor).collect()
}

#[batch]
fn two_alone(numbers: Vec<u32>, #[state] one: &mut String, #[state] other: &mut Vec<u8>) -> Vec<u32> {
    one.clear();
    other.clear();
    numbers
}

#[batch]
fn state_first(#[state] factor: u32, numbers: Vec<u32>) -> Vec<u32> {
    numbers.iter().map(|number| number * factor).collect()
}

#[batch]
fn generic<T>(numbers: Vec<T>) -> Vec<T> {
    numbers
}

#[batch]
struct Numbers;

#[get("/")]
async fn read(number: u32) -> u32 {
    number
}

fn main() {
    let _ = read {};
}
