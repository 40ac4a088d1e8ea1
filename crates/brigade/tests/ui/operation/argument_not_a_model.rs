use brigade::get;

struct Filter;

#[get("/{part}")]
async fn read(inferred: Filter, #[query] named: Filter, part: Filter) {
    let _ = (inferred, named, part);
}

fn main() {}
