use brigade::dependency;

#[dependency]
struct User(String);

fn main() {
    let _ = User(String::new());
}
