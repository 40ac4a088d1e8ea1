use brigade::batch;

struct Picture(Vec<u8>);

#[batch]
fn sizes(pictures: Vec<Picture>) -> Vec<usize> {
    pictures.iter().map(|picture| picture.0.len()).collect()
}

#[batch]
fn sizes_by_borrowing(pictures: &[Picture]) -> Vec<usize> {
    pictures.iter().map(|picture| picture.0.len()).collect()
}

#[batch(retry = false)]
fn sizes_at_once(pictures: Vec<Picture>) -> Vec<usize> {
    pictures.iter().map(|picture| picture.0.len()).collect()
}

#[batch(cost = |text| text.len() as f64)]
fn lengths(texts: &[String]) -> Vec<usize> {
    texts.iter().map(String::len).collect()
}

struct Broken;

#[batch]
fn fails(texts: &[String]) -> Vec<Result<usize, Broken>> {
    texts.iter().map(|_| Err(Broken)).collect()
}

#[derive(Debug, brigade::ApiError)]
#[api(status = 500, detail = "broken")]
struct Alone;

#[batch(retry = false)]
fn fails_together(texts: &[String]) -> Result<Vec<usize>, Alone> {
    if texts.is_empty() { Ok(Vec::new()) } else { Err(Alone) }
}

#[batch]
fn of_a_thread(texts: &[String]) -> Vec<std::rc::Rc<str>> {
    texts.iter().map(|text| text.as_str().into()).collect()
}

fn no_batch(number: u32) -> u32 {
    number
}

struct NoBatch;

fn main() {
    no_batch(1);
    let _ = brigade::App::new("Warm").warm_up::<NoBatch>(|| 1);
}
