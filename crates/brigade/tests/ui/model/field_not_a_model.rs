use brigade::Model;

struct Sauce;

#[derive(Model)]
struct Burger {
    sauce: Sauce,
    sauces: Vec<Sauce>,
}

fn main() {}
