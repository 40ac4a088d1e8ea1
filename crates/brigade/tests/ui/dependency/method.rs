use brigade::dependency;

struct Shop;

impl Shop {
    #[dependency]
    async fn open(&self) -> bool {
        true
    }
}

fn main() {}
