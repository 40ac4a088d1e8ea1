/// Doubles numbers.
#[batch]
pub fn double(numbers: Vec<u32>) -> Vec<u32> {
    numbers.into_iter().map(|number| number * 2).collect()
}

#[batch(max = 8, cost = |text| text.len(), max_cost = 4096, retry = false, instances = 1)]
fn embed(
    texts: Vec<String>,
    #[state] embedder: &mut Embedder,
    #[state] names: &Names,
    #[state] scale: f32,
) -> brigade::Result<Vec<Embedding>> {
    embedder.run(&texts, names, scale)
}

#[batch]
fn read(pages: &[Page]) -> Vec<Result<Text, ReadError>> {
    pages.iter().map(Page::read).collect()
}
