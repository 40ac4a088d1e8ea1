use async_graphql::{EmptyMutation, EmptySubscription, Object, Schema, SimpleObject, http::GraphiQLSource};
use brigade::{App, Error, Html, HttpError, Request, Respond, Response, Router, Value, get, json, post, routes};
use http_body_util::BodyExt;

type UserSchema = Schema<Query, EmptyMutation, EmptySubscription>;

#[derive(SimpleObject)]
struct User {
    name: String,
    age: i32,
}

struct Query;

#[Object]
impl Query {
    async fn user(&self) -> User {
        User { name: "Patrick".to_owned(), age: 100 }
    }
}

#[get(
    "",
    response_description = "The GraphiQL integrated development environment.",
    response(404, description = "Not found if GraphiQL or query via GET are not enabled."),
    openapi_extra = json!({"responses": {"200": {"content": {"application/json": {"schema": {}}}}}})
)]
async fn handle_http_get(request: Request, #[state] schema: &UserSchema) -> brigade::Result<Response> {
    let Some(query) = request.uri().query() else {
        return Html(GraphiQLSource::build().endpoint("/graphql").finish()).respond(None);
    };
    let query =
        async_graphql::http::parse_query_string(query).map_err(|error| HttpError::new(400, error.to_string()))?;
    json!(schema.execute(query).await).respond(None)
}

#[post("")]
async fn handle_http_post(request: Request, #[state] schema: &UserSchema) -> brigade::Result<Value> {
    let body = request.into_body().collect().await.map_err(Error::internal)?.to_bytes();
    let query: async_graphql::Request =
        serde_json::from_slice(&body).map_err(|error| HttpError::new(400, error.to_string()))?;
    Ok(json!(schema.execute(query).await))
}

pub fn app() -> App {
    let schema: UserSchema = Schema::new(Query, EmptyMutation, EmptySubscription);
    let graphql = Router::new().prefix("/graphql").routes(routes![handle_http_get, handle_http_post]);
    App::new("FastAPI").state(schema).include(graphql)
}
