use brigade::{App, Model, Respond, Response, Result, Text, get, routes};
use docs_src::Named;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{Value, json};

#[derive(Serialize, Deserialize, Model)]
struct User {
    name: String,
    surname: String,
}

#[derive(Serialize)]
struct DbUser {
    name: String,
    surname: String,
    password_hash: String,
}

#[derive(Serialize, Deserialize, Model)]
struct Item {
    name: String,
    price: f64,
}

#[derive(Serialize, Deserialize, Model)]
#[serde(untagged)]
enum UserOrItem {
    User(User),
    Item(Item),
}

fn john() -> User {
    User { name: "John".into(), surname: "Doe".into() }
}

fn db_john() -> DbUser {
    DbUser { name: "John".into(), surname: "Doe".into(), password_hash: "secret".into() }
}

fn db_jane() -> DbUser {
    DbUser { name: "Jane".into(), surname: "Does".into(), password_hash: "secret2".into() }
}

fn foo() -> Item {
    Item { name: "Foo".into(), price: 42.0 }
}

/// Takes what is known for a `T`, without what a `T` does not have.
fn as_model<T: DeserializeOwned>(known: impl Serialize) -> Result<T> {
    Ok(serde_json::from_value(json!(known))?)
}

#[get("/no_response_model-no_annotation-return_model")]
fn no_response_model_no_annotation_return_model() -> Value {
    json!(john())
}

#[get("/no_response_model-no_annotation-return_dict")]
fn no_response_model_no_annotation_return_dict() -> Value {
    json!({"name": "John", "surname": "Doe"})
}

#[get("/response_model-no_annotation-return_same_model")]
fn response_model_no_annotation_return_same_model() -> User {
    john()
}

#[get("/response_model-no_annotation-return_exact_dict")]
fn response_model_no_annotation_return_exact_dict() -> Result<User> {
    as_model(json!({"name": "John", "surname": "Doe"}))
}

#[get("/response_model-no_annotation-return_invalid_dict")]
fn response_model_no_annotation_return_invalid_dict() -> Result<User> {
    as_model(json!({"name": "John"}))
}

#[get("/response_model-no_annotation-return_invalid_model")]
fn response_model_no_annotation_return_invalid_model() -> Result<User> {
    as_model(foo())
}

#[get("/response_model-no_annotation-return_dict_with_extra_data")]
fn response_model_no_annotation_return_dict_with_extra_data() -> Result<User> {
    as_model(json!({"name": "John", "surname": "Doe", "password_hash": "secret"}))
}

#[get("/response_model-no_annotation-return_submodel_with_extra_data")]
fn response_model_no_annotation_return_submodel_with_extra_data() -> Result<User> {
    as_model(db_john())
}

#[get("/no_response_model-annotation-return_same_model")]
fn no_response_model_annotation_return_same_model() -> User {
    john()
}

#[get("/no_response_model-annotation-return_exact_dict")]
fn no_response_model_annotation_return_exact_dict() -> Result<User> {
    as_model(json!({"name": "John", "surname": "Doe"}))
}

#[get("/no_response_model-annotation-return_invalid_dict")]
fn no_response_model_annotation_return_invalid_dict() -> Result<User> {
    as_model(json!({"name": "John"}))
}

#[get("/no_response_model-annotation-return_invalid_model")]
fn no_response_model_annotation_return_invalid_model() -> Result<User> {
    as_model(foo())
}

#[get("/no_response_model-annotation-return_dict_with_extra_data")]
fn no_response_model_annotation_return_dict_with_extra_data() -> Result<User> {
    as_model(json!({"name": "John", "surname": "Doe", "password_hash": "secret"}))
}

#[get("/no_response_model-annotation-return_submodel_with_extra_data")]
fn no_response_model_annotation_return_submodel_with_extra_data() -> Result<User> {
    as_model(db_john())
}

#[get("/response_model_none-annotation-return_same_model")]
fn response_model_none_annotation_return_same_model() -> Value {
    json!(john())
}

#[get("/response_model_none-annotation-return_exact_dict")]
fn response_model_none_annotation_return_exact_dict() -> Value {
    json!({"name": "John", "surname": "Doe"})
}

#[get("/response_model_none-annotation-return_invalid_dict")]
fn response_model_none_annotation_return_invalid_dict() -> Value {
    json!({"name": "John"})
}

#[get("/response_model_none-annotation-return_invalid_model")]
fn response_model_none_annotation_return_invalid_model() -> Value {
    json!(foo())
}

#[get("/response_model_none-annotation-return_dict_with_extra_data")]
fn response_model_none_annotation_return_dict_with_extra_data() -> Value {
    json!({"name": "John", "surname": "Doe", "password_hash": "secret"})
}

#[get("/response_model_none-annotation-return_submodel_with_extra_data")]
fn response_model_none_annotation_return_submodel_with_extra_data() -> Value {
    json!(db_john())
}

#[get("/response_model_model1-annotation_model2-return_same_model")]
fn response_model_model1_annotation_model2_return_same_model() -> User {
    john()
}

#[get("/response_model_model1-annotation_model2-return_exact_dict")]
fn response_model_model1_annotation_model2_return_exact_dict() -> Result<User> {
    as_model(json!({"name": "John", "surname": "Doe"}))
}

#[get("/response_model_model1-annotation_model2-return_invalid_dict")]
fn response_model_model1_annotation_model2_return_invalid_dict() -> Result<User> {
    as_model(json!({"name": "John"}))
}

#[get("/response_model_model1-annotation_model2-return_invalid_model")]
fn response_model_model1_annotation_model2_return_invalid_model() -> Result<User> {
    as_model(foo())
}

#[get("/response_model_model1-annotation_model2-return_dict_with_extra_data")]
fn response_model_model1_annotation_model2_return_dict_with_extra_data() -> Result<User> {
    as_model(json!({"name": "John", "surname": "Doe", "password_hash": "secret"}))
}

#[get("/response_model_model1-annotation_model2-return_submodel_with_extra_data")]
fn response_model_model1_annotation_model2_return_submodel_with_extra_data() -> Result<User> {
    as_model(db_john())
}

#[get("/response_model_filtering_model-annotation_submodel-return_submodel")]
fn response_model_filtering_model_annotation_submodel_return_submodel() -> Result<User> {
    as_model(db_john())
}

#[get("/response_model_list_of_model-no_annotation")]
fn response_model_list_of_model_no_annotation() -> Result<Vec<User>> {
    as_model([db_john(), db_jane()])
}

#[get("/no_response_model-annotation_list_of_model")]
fn no_response_model_annotation_list_of_model() -> Result<Vec<User>> {
    as_model([db_john(), db_jane()])
}

#[get("/no_response_model-annotation_forward_ref_list_of_model")]
fn no_response_model_annotation_forward_ref_list_of_model() -> Result<Vec<User>> {
    as_model([db_john(), db_jane()])
}

#[get("/response_model_union-no_annotation-return_model1")]
fn response_model_union_no_annotation_return_model1() -> Result<UserOrItem> {
    as_model(db_john())
}

#[get("/response_model_union-no_annotation-return_model2")]
fn response_model_union_no_annotation_return_model2() -> UserOrItem {
    UserOrItem::Item(foo())
}

#[get("/no_response_model-annotation_union-return_model1")]
fn no_response_model_annotation_union_return_model1() -> Result<UserOrItem> {
    as_model(db_john())
}

#[get("/no_response_model-annotation_union-return_model2")]
fn no_response_model_annotation_union_return_model2() -> UserOrItem {
    UserOrItem::Item(foo())
}

#[get("/no_response_model-annotation_response_class")]
fn no_response_model_annotation_response_class() -> Result<Response> {
    Text("Foo").respond(None)
}

#[get("/no_response_model-annotation_json_response_class")]
fn no_response_model_annotation_json_response_class() -> Result<Response> {
    json!({"foo": "bar"}).respond(None)
}

pub const APPS: &[Named] = &[("test_response_model_as_return_annotation", app)];

fn app() -> App {
    App::new("FastAPI").routes(routes![
        no_response_model_no_annotation_return_model,
        no_response_model_no_annotation_return_dict,
        response_model_no_annotation_return_same_model,
        response_model_no_annotation_return_exact_dict,
        response_model_no_annotation_return_invalid_dict,
        response_model_no_annotation_return_invalid_model,
        response_model_no_annotation_return_dict_with_extra_data,
        response_model_no_annotation_return_submodel_with_extra_data,
        no_response_model_annotation_return_same_model,
        no_response_model_annotation_return_exact_dict,
        no_response_model_annotation_return_invalid_dict,
        no_response_model_annotation_return_invalid_model,
        no_response_model_annotation_return_dict_with_extra_data,
        no_response_model_annotation_return_submodel_with_extra_data,
        response_model_none_annotation_return_same_model,
        response_model_none_annotation_return_exact_dict,
        response_model_none_annotation_return_invalid_dict,
        response_model_none_annotation_return_invalid_model,
        response_model_none_annotation_return_dict_with_extra_data,
        response_model_none_annotation_return_submodel_with_extra_data,
        response_model_model1_annotation_model2_return_same_model,
        response_model_model1_annotation_model2_return_exact_dict,
        response_model_model1_annotation_model2_return_invalid_dict,
        response_model_model1_annotation_model2_return_invalid_model,
        response_model_model1_annotation_model2_return_dict_with_extra_data,
        response_model_model1_annotation_model2_return_submodel_with_extra_data,
        response_model_filtering_model_annotation_submodel_return_submodel,
        response_model_list_of_model_no_annotation,
        no_response_model_annotation_list_of_model,
        no_response_model_annotation_forward_ref_list_of_model,
        response_model_union_no_annotation_return_model1,
        response_model_union_no_annotation_return_model2,
        no_response_model_annotation_union_return_model1,
        no_response_model_annotation_union_return_model2,
        no_response_model_annotation_response_class,
        no_response_model_annotation_json_response_class,
    ])
}
