use std::{fs::File, io::Write};

use brigade::{BackgroundTasks, HttpError, Result, Router, UploadFile, dependency, get, post, routes};
use sha2::{Digest, Sha256};

use super::{
    clerks::clerk,
    database::{Database, transaction},
    models::{Found, Kind, Thing},
    settings::Settings,
};

pub(super) fn router() -> Router {
    let operations = routes![list_things, enter_thing, read_thing, claim_thing];
    Router::new().prefix("/things").tags(["things"]).routes(operations)
}

#[derive(Debug, thiserror::Error)]
#[error("{by} has it")]
pub(super) struct Taken {
    pub(super) by: String,
}

#[dependency]
async fn find_thing(#[path(ge = 1)] thing_id: i64, #[depends(transaction)] database: &mut Database) -> Result<Thing> {
    let thing = sqlx::query_as("SELECT * FROM things WHERE id = ?").bind(thing_id);
    let thing = thing.fetch_optional(&mut **database).await?;
    Ok(thing.ok_or_else(|| HttpError::new(404, "There is no such thing"))?)
}

fn announce(thing: &Thing, desk: &str, settings: &Settings) -> Result<()> {
    let mut notices = File::options().create(true).append(true).open(&settings.notices)?;
    Ok(writeln!(notices, "{desk}: number {}, found at {}", thing.id, thing.found.place)?)
}

#[get("")]
async fn list_things(
    #[depends(transaction)] database: &mut Database,
    kind: Option<Kind>,
    #[query(default = 20, ge = 1, le = 100)] limit: i64,
) -> Result<Vec<Thing>> {
    let things = sqlx::query_as("SELECT * FROM things WHERE coalesce(?, kind) = kind ORDER BY id LIMIT ?");
    Ok(things.bind(kind).bind(limit).fetch_all(&mut **database).await?)
}

/// Enters a thing that was brought in.
#[post("", status = 201)]
async fn enter_thing(
    found: Found,
    #[depends(clerk)] clerk: String,
    #[depends(transaction)] database: &mut Database,
    #[state] settings: Settings,
    tasks: BackgroundTasks,
    #[header(default = "main", max_length = 20)] x_desk: String,
) -> Result<Thing> {
    let insert = "INSERT INTO things (kind, place, value, entered_by) VALUES (?, ?, ?, ?) RETURNING *";
    let insert = sqlx::query_as(insert).bind(found.kind).bind(found.place).bind(found.value).bind(clerk);
    let thing: Thing = insert.fetch_one(&mut **database).await?;
    let copy = thing.clone();
    tasks.add_work(move || announce(&copy, &x_desk, &settings));
    Ok(thing)
}

#[get("/{thing_id}")]
async fn read_thing(#[depends(find_thing)] thing: Thing) -> Thing {
    thing
}

/// Hands a thing to its owner, against a picture that proves it.
#[post("/{thing_id}/claim", depends = [clerk])]
async fn claim_thing(
    #[depends(find_thing)] mut thing: Thing,
    #[form(min_length = 1)] owner: String,
    proof: UploadFile,
    #[depends(transaction)] database: &mut Database,
) -> Result<Thing> {
    if let Some(by) = thing.claimed_by {
        return Err(Taken { by }.into());
    }
    let digest = format!("{:x}", Sha256::digest(proof.bytes().await?));
    let claim = sqlx::query("UPDATE things SET claimed_by = ?, proof = ? WHERE id = ?");
    claim.bind(&owner).bind(digest).bind(thing.id).execute(&mut **database).await?;
    thing.claimed_by = Some(owner);
    Ok(thing)
}
