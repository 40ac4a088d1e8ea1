use brigade::{Answers, App, Error, Media, Model, Respond, Response, StatusCode, get, routes};
use serde::{Deserialize, Serialize};
use serde_json::json;

/// A number on the menu.
#[derive(Serialize, Deserialize, Model)]
struct BurgerId(#[field(ge = 1, le = 999)] u32);

#[derive(Serialize, Deserialize, Model)]
#[serde(rename_all = "kebab-case")]
enum Doneness {
    Rare,
    WellDone,
}

/// An answer that a till prints.
struct Receipt(Vec<(String, u32)>);

impl Respond for Receipt {
    fn respond(self, status: Option<StatusCode>) -> Result<Response, Error> {
        let lines: String = self.0.iter().map(|(name, cents)| format!("{name};{cents}\n")).collect();
        Media("text/csv", lines).respond(status)
    }

    fn answers() -> Answers {
        Answers::media("text/csv")
    }
}

#[get("/burgers/{burger_id}/receipt")]
async fn read_receipt(burger_id: BurgerId, doneness: Doneness) -> Receipt {
    let done = json!(doneness);
    Receipt(vec![(format!("burger {}, {}", burger_id.0, done.as_str().unwrap_or_default()), 850)])
}

pub fn app() -> App {
    App::new("Receipts").routes(routes![read_receipt])
}
