use brigade::batch;

#[batch(max = 0)]
fn none(numbers: Vec<u32>) -> Vec<u32> {
    numbers
}

#[batch(maximum = 8)]
fn misspelt(numbers: Vec<u32>) -> Vec<u32> {
    numbers
}

#[batch(max_batch_size = 8, timeout = 3)]
fn of_others(numbers: Vec<u32>) -> Vec<u32> {
    numbers
}

#[batch(max = 8, max = 9)]
fn twice(numbers: Vec<u32>) -> Vec<u32> {
    numbers
}

#[batch(cost = 3)]
fn cost_is_asked(numbers: Vec<u32>) -> Vec<u32> {
    numbers
}

#[batch(cost = |one, other| one + other)]
fn cost_is_asked_of_one(numbers: Vec<u32>) -> Vec<u32> {
    numbers
}

#[batch(max_cost = 100)]
fn cost_is_missing(numbers: Vec<u32>) -> Vec<u32> {
    numbers
}

#[batch(wait = 2, retry = "no", instances = -1)]
fn wrong_values(numbers: Vec<u32>) -> Vec<u32> {
    numbers
}

#[brigade::get("/")]
async fn read() -> Result<u32, brigade::HttpError> {
    // What is called so is there, however wrong its settings are.
    Ok(none(1).await? + misspelt::all([2]).await?[0])
}

fn main() {
    let _ = read {};
}
