//! What security schemes read from requests, how they refuse, and what the document says of them.

use brigade::{
    App, Body, Error, HttpError, RequestHead, Router, Secret, dependency, depends, get, post, routes,
    security::{
        ApiKeyCookie, ApiKeyHeader, ApiKeyQuery, FromCredentials, HttpAuth, HttpBasic, HttpBearer, HttpDigest, OAuth2,
        OAuth2AuthorizationCodeBearer, OAuth2Flow, OAuth2PasswordBearer, OpenIdConnect, Scheme, SecurityScopes,
    },
    testing::TestClient,
    webhooks,
};
use serde_json::json;

fn head(target: &str, headers: &[(&'static str, &str)]) -> RequestHead {
    let mut request = brigade::Request::new(Body::empty());
    *request.uri_mut() = target.parse().expect("the tables have valid targets");
    for (name, value) in headers {
        request.headers_mut().append(*name, value.parse().expect("the tables have valid headers"));
    }
    request.into_parts().0
}

fn authorized(value: &str) -> RequestHead {
    head("/", &[("authorization", value)])
}

/// Says what a scheme makes of a request: credentials, none, or an answer.
fn read<S: Scheme<Credentials: std::fmt::Debug>>(scheme: &S, head: &RequestHead) -> String {
    match scheme.read(head) {
        Ok(Some(credentials)) => format!("{credentials:?}"),
        Ok(None) => "none".to_owned(),
        Err(error) => format!("{}", error.status().as_u16()),
    }
}

#[test]
fn the_schemes_of_http_read_what_follows_their_name() {
    let found = |scheme: &str, credentials: &str| {
        format!("HttpCredentials {{ scheme: {scheme:?}, credentials: {credentials:?} }}")
    };
    for (value, bearer, digest, any) in [
        ("Bearer abc", Some(("Bearer", "abc")), None, Some(("Bearer", "abc"))),
        ("bEARER   abc ", Some(("bEARER", "abc")), None, Some(("bEARER", "abc"))),
        ("Bearer", None, None, None),
        ("Bearer  ", None, None, None),
        ("Digest a=\"b\", c=\"d\"", None, Some(("Digest", "a=\"b\", c=\"d\"")), Some(("Digest", "a=\"b\", c=\"d\""))),
        ("Other abc def", None, None, Some(("Other", "abc def"))),
        ("", None, None, None),
    ] {
        let head = authorized(value);
        let expected = |pair: Option<(&str, &str)>| {
            pair.map_or("none".to_owned(), |(scheme, credentials)| found(scheme, credentials))
        };
        assert_eq!(read(&HttpBearer::new(), &head), expected(bearer), "{value:?}");
        assert_eq!(read(&HttpDigest::new(), &head), expected(digest), "{value:?}");
        assert_eq!(read(&HttpAuth::new("other"), &head), expected(any), "{value:?}");
    }
}

#[test]
fn a_bearer_of_oauth2_is_the_token_alone_and_may_be_empty() {
    for (value, token) in [
        ("Bearer abc", "\"abc\""),
        ("bearer  abc ", "\"abc\""),
        ("Bearer", "\"\""),
        ("Bearer ", "\"\""),
        ("Basic abc", "none"),
        ("", "none"),
    ] {
        let head = authorized(value);
        assert_eq!(read(&OAuth2PasswordBearer::new("token"), &head), token, "{value:?}");
        assert_eq!(read(&OAuth2AuthorizationCodeBearer::new("login", "token"), &head), token, "{value:?}");
    }
}

#[test]
fn oauth2_and_open_id_connect_take_the_whole_header() {
    for (value, found) in [("Whatever abc", "\"Whatever abc\""), ("abc", "\"abc\""), ("", "none")] {
        let head = authorized(value);
        assert_eq!(read(&OAuth2::new(&[]), &head), found, "{value:?}");
        assert_eq!(read(&OpenIdConnect::new("/openid"), &head), found, "{value:?}");
    }
}

#[test]
fn a_name_and_a_password_are_split_at_the_first_colon() {
    for (value, username, password) in [
        ("Basic am9objpzZWNyZXQ=", "john", "secret"),
        ("bAsIc am9objpzZWNyZXQ=", "john", "secret"),
        ("Basic am9objphOmI=", "john", "a:b"),
        ("Basic Og==", "", ""),
        // As Python does, what is no base64 is skipped, and what comes after the padding.
        ("Basic Og===", "", ""),
        ("Basic O-g=.=x", "", ""),
    ] {
        let found = HttpBasic::new().read(&authorized(value)).expect("it can be read").expect("it is there");
        assert_eq!((found.username.as_str(), found.password.expose()), (username, password), "{value:?}");
    }
    for value in ["Bearer am9objpzZWNyZXQ=", ""] {
        assert_eq!(read(&HttpBasic::new(), &authorized(value)), "none", "{value:?}");
    }
    // No base64, no colon, bytes that are not ASCII, nothing.
    for value in ["Basic notabase64token", "Basic am9obnNlY3JldA==", "Basic asO2aG46w7Y=", "Basic", "Basic %%%"] {
        assert_eq!(read(&HttpBasic::new(), &authorized(value)), "401", "{value:?}");
    }
}

#[test]
fn a_password_is_not_in_the_log() {
    let found = HttpBasic::new().read(&authorized("Basic am9objpzZWNyZXQ=")).expect("it can be read");
    assert_eq!(found.as_ref().map(|found| &found.password), Some(&Secret::from("secret".to_owned())));
    assert!(!format!("{found:?}").contains("secret"), "{found:?}");
}

#[test]
fn a_key_is_found_where_its_scheme_says_and_is_not_empty() {
    let query = ApiKeyQuery::new("key");
    let header = ApiKeyHeader::new("X-Key");
    let cookie = ApiKeyCookie::new("key");
    for (target, headers, expected) in [
        ("/?key=a%20b", &[][..], ["\"a b\"", "none", "none"]),
        ("/?key=a&key=b", &[], ["\"b\"", "none", "none"]),
        ("/?key=", &[("x-key", ""), ("cookie", "key=")], ["none", "none", "none"]),
        ("/", &[("x-key", "a"), ("x-key", "b")], ["none", "\"a\"", "none"]),
        ("/", &[("cookie", "other=1; key=a"), ("cookie", "key=\"b c\"")], ["none", "none", "\"b c\""]),
        ("/?Key=a", &[("cookie", "Key=a")], ["none", "none", "none"]),
    ] {
        let head = head(target, headers);
        let found = [read(&query, &head), read(&header, &head), read(&cookie, &head)];
        assert_eq!(found, expected, "{target} {headers:?}");
    }
}

#[get("/{scheme}")]
async fn refuse(scheme: String) -> Result<(), Error> {
    Err(match scheme.as_str() {
        "bearer" => HttpBearer::new().refusal(),
        "digest" => HttpDigest::new().refusal(),
        "other" => HttpAuth::new("oTHER-scheme").refusal(),
        "basic" => HttpBasic::new().refusal(),
        "realm" => HttpBasic::new().realm("The kitchen").refusal(),
        "oauth2" => OAuth2PasswordBearer::new("token").refusal(),
        "code" => OAuth2AuthorizationCodeBearer::new("login", "token").refusal(),
        "openid" => OpenIdConnect::new("/openid").refusal(),
        _ => ApiKeyQuery::new("key").refusal(),
    })
}

#[test]
fn a_request_without_credentials_is_told_which_are_asked_for() {
    let client = TestClient::new(App::new("Refusing").routes(routes![refuse]));
    for (scheme, challenge) in [
        ("bearer", "Bearer"),
        ("digest", "Digest"),
        ("other", "Other-Scheme"),
        ("basic", "Basic"),
        ("realm", "Basic realm=\"The kitchen\""),
        ("oauth2", "Bearer"),
        ("code", "Bearer"),
        ("openid", "Bearer"),
        ("key", "APIKey"),
    ] {
        let answer = client.get(&format!("/{scheme}")).send();
        assert_eq!(answer.status(), 401, "{scheme}");
        assert_eq!(answer.header("www-authenticate"), Some(challenge), "{scheme}");
        assert_eq!(answer.json::<serde_json::Value>(), json!({"detail": "Not authenticated"}), "{scheme}");
    }
}

#[test]
fn optional_credentials_may_be_absent_and_required_ones_may_not() {
    assert_eq!(<String as FromCredentials<String>>::from_credentials(None), None);
    assert_eq!(<Option<String> as FromCredentials<String>>::from_credentials(None), Some(None));
    let token = "abc".to_owned();
    assert_eq!(<String as FromCredentials<String>>::from_credentials(Some(token.clone())), Some(token));
}

#[test]
fn the_document_says_how_clients_authenticate() {
    static SCOPES: &[(&str, &str)] = &[("me", "Read your data"), ("items", "Read items")];
    static OAUTH2: OAuth2 = OAuth2::new(&[
        OAuth2Flow::implicit("login"),
        OAuth2Flow::client_credentials("token"),
        OAuth2Flow::password("token").refresh_url("refresh").scopes(&[("me", "Read your data")]),
    ]);
    for (spec, name, definition) in [
        (HttpBasic::new().describe(), "HTTPBasic", json!({"type": "http", "scheme": "basic"})),
        (HttpDigest::new().describe(), "HTTPDigest", json!({"type": "http", "scheme": "digest"})),
        (HttpAuth::new("Other").describe(), "HTTPBase", json!({"type": "http", "scheme": "Other"})),
        (
            HttpBearer::new().bearer_format("JWT").description("Ask the **chef**").named("Kitchen").describe(),
            "Kitchen",
            json!({"type": "http", "description": "Ask the **chef**", "scheme": "bearer", "bearerFormat": "JWT"}),
        ),
        (
            OAuth2PasswordBearer::new("token").scopes(SCOPES).describe(),
            "OAuth2PasswordBearer",
            json!({"type": "oauth2", "flows": {"password": {
                "scopes": {"me": "Read your data", "items": "Read items"}, "tokenUrl": "token",
            }}}),
        ),
        (
            OAuth2AuthorizationCodeBearer::new("login", "token").refresh_url("refresh").describe(),
            "OAuth2AuthorizationCodeBearer",
            json!({"type": "oauth2", "flows": {"authorizationCode": {
                "refreshUrl": "refresh", "scopes": {}, "authorizationUrl": "login", "tokenUrl": "token",
            }}}),
        ),
        (
            OAUTH2.describe(),
            "OAuth2",
            json!({"type": "oauth2", "flows": {
                "implicit": {"scopes": {}, "authorizationUrl": "login"},
                "clientCredentials": {"scopes": {}, "tokenUrl": "token"},
                "password": {"refreshUrl": "refresh", "scopes": {"me": "Read your data"}, "tokenUrl": "token"},
            }}),
        ),
        (
            OpenIdConnect::new("/openid").describe(),
            "OpenIdConnect",
            json!({"type": "openIdConnect", "openIdConnectUrl": "/openid"}),
        ),
        (ApiKeyQuery::new("key").describe(), "APIKeyQuery", json!({"type": "apiKey", "in": "query", "name": "key"})),
        (
            ApiKeyHeader::new("X-Key").describe(),
            "APIKeyHeader",
            json!({"type": "apiKey", "in": "header", "name": "X-Key"}),
        ),
        (ApiKeyCookie::new("key").describe(), "APIKeyCookie", json!({"type": "apiKey", "in": "cookie", "name": "key"})),
    ] {
        assert_eq!(spec.name, name);
        assert_eq!(serde_json::to_value(&spec.definition).expect("JSON"), definition, "{name}");
    }
}

/// Reads the header of its name. It has no fields, so that all such schemes may lie at one place in memory.
macro_rules! scheme_without_fields {
    ($scheme:ident $header:literal) => {
        struct $scheme;

        impl Scheme for $scheme {
            type Credentials = String;

            fn read(&self, head: &RequestHead) -> Result<Option<String>, Error> {
                ApiKeyHeader::new($header).read(head)
            }

            fn refusal(&self) -> Error {
                ApiKeyHeader::new($header).refusal()
            }

            fn describe(&self) -> brigade::SchemeSpec {
                ApiKeyHeader::new($header).named(stringify!($scheme)).describe()
            }
        }
    };
}

scheme_without_fields!(Visitor "x-visitor");
scheme_without_fields!(Owner "x-owner");

static VISITOR: Visitor = Visitor;
static OWNER: Owner = Owner;

#[get("/keys")]
async fn read_keys(#[security(VISITOR)] visitor: String, #[security(OWNER)] owner: String) -> [String; 2] {
    [visitor, owner]
}

#[test]
fn a_key_of_one_scheme_is_none_of_another() {
    let client = TestClient::new(App::new("Keys").routes(routes![read_keys]));
    let visitor = || client.get("/keys").header("x-visitor", "v");
    assert_eq!(visitor().send().status(), 401);
    assert_eq!(visitor().header("x-owner", "o").send().json::<[String; 2]>(), ["v", "o"]);
}

static TOKEN: OAuth2PasswordBearer = OAuth2PasswordBearer::new("token").scopes(&[("items", "Read items")]);

/// Refuses with the scopes that were asked for.
#[dependency]
async fn scoped(scopes: SecurityScopes) -> Result<(), HttpError> {
    Err(HttpError::new(403, scopes.to_string()))
}

#[get("/operation", depends = [scoped(scopes = ["me", "items"])])]
async fn operation_with_scopes() {}

#[get("/router")]
async fn under_a_router_with_scopes() {}

#[get("/scheme", depends = [security(TOKEN, scopes = ["items"])])]
async fn scheme_with_scopes() {}

#[test]
fn what_is_called_for_that_alone_may_ask_for_scopes() {
    let router =
        Router::new().depends(depends![scoped(scopes = ["items"])]).routes(routes![under_a_router_with_scopes]);
    let app = App::new("Scopes").routes(routes![operation_with_scopes, scheme_with_scopes]).include(router);
    let client = TestClient::new(app);
    let detail = |path| client.get(path).send().json::<serde_json::Value>()["detail"].clone();
    assert_eq!(detail("/operation"), "me items");
    assert_eq!(detail("/router"), "items");
    let document: serde_json::Value = client.get("/openapi.json").send().json();
    assert_eq!(document["paths"]["/scheme"]["get"]["security"], json!([{"OAuth2PasswordBearer": ["items"]}]));
}

#[post("order-ready")]
fn order_ready(body: u64, #[security(TOKEN)] token: String);

#[post("{$request.query.callback}/paid")]
fn order_paid(body: u64);

#[post("{$request.query.callback}/seen")]
fn order_seen(#[security(OWNER)] key: String);

#[post("/orders", callbacks = [order_paid])]
async fn create_order(callback: String) -> String {
    callback
}

#[test]
fn what_is_sent_says_which_credentials_it_carries() {
    let orders = Router::new().callbacks(webhooks![order_seen]).routes(routes![create_order]);
    let document = App::new("Orders").webhooks(webhooks![order_ready]).include(orders).openapi();
    let document: serde_json::Value = serde_json::to_value(document).unwrap();
    let ready = &document["webhooks"]["order-ready"]["post"];
    assert_eq!(ready["security"], json!([{"OAuth2PasswordBearer": []}]));
    let callbacks = &document["paths"]["/orders"]["post"]["callbacks"];
    let seen = &callbacks["order_seen"]["{$request.query.callback}/seen"]["post"];
    assert_eq!(seen["security"].as_array().map(Vec::len), Some(1));
    assert!(callbacks["order_paid"]["{$request.query.callback}/paid"]["post"]["security"].is_null());
    assert_eq!(document["components"]["securitySchemes"].as_object().map(serde_json::Map::len), Some(2));
}
