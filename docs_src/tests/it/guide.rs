use brigade::testing::TestClient;
use docs_src::guide::{
    answers, batching, clean_ups, constraints, deadlines, dependencies, engines, error_handlers, error_model, errors,
    files, frontend, headers_and_cookies, hello, layers, lifespan, limits, metadata, middleware, middleware_state,
    migrating, observability, other_frameworks, own_types, parameters, placement, problem_json, proxies, ready_layers,
    response_parts, routers, serde_attributes, sessions, several_cores, state, streaming_work, streams,
    sub_applications, templates, testing, unions, urls, validators,
};
use expect_test::expect;
use serde_json::Value;
use tower::ServiceExt as _;

use crate::transcript::check;

#[test]
fn answers() {
    check(
        answers::app(),
        expect![[r#"
            > GET /text
            200 (text/plain; charset=utf-8) Two burgers

            > GET /html
            200 (text/html; charset=utf-8) <h1>2 burgers</h1>

            > GET /picture
            200 (image/svg+xml) <svg xmlns="http://www.w3.org/2000/svg"><circle r="9"/></svg>

            > PUT /burgers/0
            > content-type: image/png
            > not really a picture
            200 20

            > PUT /burgers/7
            > content-type: image/png
            > bytes
            201 5"#]],
    );
}

#[test]
fn files() {
    check(
        files::app(),
        expect![[r#"
            > GET /prices
            200 (text/csv; charset=utf-8) burger,price Royal,8.50 Veggie,7.00
            content-disposition: attachment; filename*=utf-8''Prices%20this%20week.csv
            accept-ranges: bytes

            > GET /lists/prices
            200 (text/csv; charset=utf-8) burger,price Royal,8.50 Veggie,7.00
            accept-ranges: bytes

            > GET /lists/..%2fCargo.toml
            404 {"detail":"Not Found"}

            > GET /static/shop.css
            200 (text/css; charset=utf-8) h1 { color: firebrick }
            cache-control: max-age=3600
            accept-ranges: bytes"#]],
    );
}

#[test]
fn templates() {
    check(
        templates::app(),
        expect![[r#"
            > GET /burgers/2
            200 (text/html; charset=utf-8) <title>Ham &amp; Eggs</title> <link rel="stylesheet" href="http://testserver/static/shop.css">  <h1>Ham &amp; Eggs: $8.50</h1> <li>onions</li><li>&lt;secret&gt;</li> <a href="http://testserver/burgers/3">The next one</a>

            > GET /burgers/3
            404 (text/html; charset=utf-8) <title>Burgers</title> <link rel="stylesheet" href="http://testserver/static/shop.css"> <p>There is nothing at /burgers/3.</p>

            > GET /nowhere?<b>
            404 (text/html; charset=utf-8) <title>Burgers</title> <link rel="stylesheet" href="http://testserver/static/shop.css"> <p>There is nothing at /nowhere.</p>"#]],
    );
}

#[test]
fn urls() {
    check(
        urls::app(),
        expect![[r#"
            > POST /v1/burgers
            201 1
            location: /v1/burgers/1

            > GET /links
            200 ["http://testserver/v1/burgers/7","/kitchen/orders/27%20July"]

            > GET /links
            > host: burgers.example.com
            200 ["http://burgers.example.com/v1/burgers/7","/kitchen/orders/27%20July"]

            > GET /kitchen/orders/27%20July
            200 "27 July""#]],
    );
}

#[test]
fn frontend() {
    check(
        frontend::app(),
        expect![[r#"
            > GET /
            200 (text/html; charset=utf-8) <h1>Shop</h1><script src="/assets/app.js"></script>
            accept-ranges: bytes

            > GET /assets/app.js
            200 (text/javascript; charset=utf-8) console.log("ready")
            accept-ranges: bytes

            > GET /api/burgers
            200 ["Royal","Veggie"]

            > POST /api/burgers
            405 {"detail":"Method Not Allowed"}
            allow: GET

            > GET /menu
            > accept: text/html
            404 (text/html; charset=utf-8) <h1>There is no such page</h1>
            accept-ranges: bytes

            > GET /kitchen/
            401 {"detail":"This is for employees"}

            > GET /kitchen/orders
            > accept: text/html
            > cookie: session=Ann
            200 (text/html; charset=utf-8) <h1>Shop</h1><script src="/assets/app.js"></script>
            accept-ranges: bytes

            > GET /kitchen/orders.js
            > cookie: session=Ann
            404 {"detail":"Not Found"}

            > GET /kitchen
            > cookie: session=Ann
            307
            location: http://testserver/kitchen/"#]],
    );
}

#[test]
fn response_parts() {
    check(
        response_parts::app(),
        expect![[r#"
            > GET /greeting
            200 "Enjoy your meal"
            cache-control: max-age=60
            vary: cookie

            > GET /greeting?language=de
            200 "Mahlzeit"
            cache-control: max-age=60
            set-cookie: language=de; HttpOnly; Max-Age=31536000; Path=/; SameSite=lax
            vary: cookie

            > GET /greeting
            200 "Mahlzeit"
            cache-control: max-age=60
            vary: cookie

            > PUT /burgers/royal
            200 "royal"

            > PUT /burgers/veggie
            201 "veggie"

            > POST /logout
            303
            location: /greeting
            set-cookie: language=""; expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; Path=/; SameSite=lax

            > GET /greeting
            200 "Enjoy your meal"
            cache-control: max-age=60
            vary: cookie"#]],
    );
}

#[test]
fn constraints() {
    check(
        constraints::app(),
        expect![[r#"
            > POST /burgers
            > {"name": "", "price": 0, "toppings": [{"amount": "two"}]}
            422 {"detail":[{"type":"string_too_short","loc":["body","name"],"msg":"String should have at least 1 character","input":"","ctx":{"min_length":1}},{"type":"greater_than","loc":["body","price"],"msg":"Input should be greater than 0","input":0,"ctx":{"gt":0.0}},{"type":"missing","loc":["body","toppings",0,"name"],"msg":"Field required","input":{"amount":"two"}},{"type":"int_parsing","loc":["body","toppings",0,"amount"],"msg":"Input should be a valid integer, unable to parse string as an integer","input":"two"}]}

            > POST /burgers
            > {"name": "Royal", "price": "4.5", "toppings": [{"name": "cheese"}]}
            201 {"name":"Royal","price":4.5,"code":null,"toppings":[{"name":"cheese","amount":1}]}

            > POST /burgers
            > {"name": "", "price": 0, "code": "abc", "toppings": [{"amount": 11}, {"name": "salad", "amount": "two"}]}
            422 {"detail":[{"type":"string_too_short","loc":["body","name"],"msg":"String should have at least 1 character","input":"","ctx":{"min_length":1}},{"type":"greater_than","loc":["body","price"],"msg":"Input should be greater than 0","input":0,"ctx":{"gt":0.0}},{"type":"string_pattern_mismatch","loc":["body","code"],"msg":"String should match pattern '^[A-Z]{3}-[0-9]{4}$'","input":"abc","ctx":{"pattern":"^[A-Z]{3}-[0-9]{4}$"}},{"type":"missing","loc":["body","toppings",0,"name"],"msg":"Field required","input":{"amount":11}},{"type":"less_than_equal","loc":["body","toppings",0,"amount"],"msg":"Input should be less than or equal to 10","input":11,"ctx":{"le":10}},{"type":"int_parsing","loc":["body","toppings",1,"amount"],"msg":"Input should be a valid integer, unable to parse string as an integer","input":"two"}]}

            > POST /burgers
            > {"name": "Royal", "price": 4.5, "toppings": [{"name": "a"}, {"name": "b"}, {"name": "c"}]}
            422 {"detail":[{"type":"too_long","loc":["body","toppings"],"msg":"List should have at most 2 items after validation, not 3","input":[{"name":"a"},{"name":"b"},{"name":"c"}],"ctx":{"field_type":"List","max_length":2,"actual_length":3}}]}

            > POST /burgers
            > {"name": "Royal"
            422 {"detail":[{"type":"json_invalid","loc":["body",16],"msg":"JSON decode error","input":{},"ctx":{"error":"Expecting ',' delimiter"}}]}

            > POST /burgers
            > []
            422 {"detail":[{"type":"model_attributes_type","loc":["body"],"msg":"Input should be a valid dictionary or object to extract fields from","input":[]}]}"#]],
    );
}

#[test]
fn deadlines() {
    check(
        deadlines::app(),
        expect![[r#"
            > POST /primes?below=100
            200 25

            > GET /delivery-time
            503 {"detail":"The operation took too long"}
            retry-after: 1

            > POST /orders?burgers=2
            201 2

            > GET /health
            200 "well""#]],
    );
}

#[test]
fn error_handlers() {
    check(
        error_handlers::app(),
        expect![[r#"
            > GET /burgers/1
            200 "Royal"

            > GET /burgers/2
            410 (text/plain; charset=utf-8) /burgers/2 is sold out

            > GET /burgers/3
            404 {"detail":"Burger not found"}

            > GET /burgers/royal
            400 {"detail":[{"type":"int_parsing","loc":["path","burger_id"],"msg":"Input should be a valid integer, unable to parse string as an integer","input":"royal"}]}

            > GET /menu
            > x-request-id: a1
            500 (text/plain; charset=utf-8) Please tell us this: a1"#]],
    );
}

#[test]
fn error_model() {
    check(
        error_model::app(),
        expect![[r##"
            > GET /burgers/1
            404 {"message":"There is no burger 1","mistakes":[]}

            > GET /burgers/royal
            422 {"message":"Unprocessable Entity","mistakes":["path.burger_id: Input should be a valid integer, unable to parse string as an integer"]}

            > GET /nothing
            404 {"message":"Not Found","mistakes":[]}

            > GET /openapi.json
            200 {"openapi":"3.1.0","info":{"title":"Burgers","version":"0.1.0"},"paths":{"/burgers/{burger_id}":{"get":{"summary":"Read Burger","operationId":"read_burger_burgers__burger_id__get","parameters":[{"name":"burger_id","in":"path","required":true,"schema":{"type":"integer","title":"Burger Id"}}],"responses":{"200":{"description":"Successful Response","content":{"application/json":{"schema":{"type":"string","title":"Response Read Burger Burgers  Burger Id  Get"}}}},"422":{"description":"Validation Error","content":{"application/json":{"schema":{"$ref":"#/components/schemas/Failure"}}}}}}}},"components":{"schemas":{"Failure":{"properties":{"message":{"type":"string","title":"Message"},"mistakes":{"items":{"type":"string"},"type":"array","title":"Mistakes","description":"What is wrong with the request, and where."}},"type":"object","required":["message","mistakes"],"title":"Failure","description":"What every error of this API looks like."}}}}
            cache-control: no-cache
            etag: "50de4974b856c7ae""##]],
    );
}

#[test]
fn errors() {
    check(
        errors::app(),
        expect![[r#"
            > POST /burgers/1/order
            200 1

            > POST /burgers/1/order?amount=3
            409 {"detail":"Only 2 left","code":"sold_out","left":2}

            > POST /burgers/2/order
            502 {"detail":"The kitchen does not answer"}

            > POST /burgers/3/order
            404 {"detail":"Burger not found"}

            > GET /secret
            401 {"detail":"Who are you?"}
            www-authenticate: Bearer

            > GET /burgers/count
            500 (text/plain; charset=utf-8) Internal Server Error"#]],
    );
}

#[test]
fn headers_and_cookies() {
    check(
        headers_and_cookies::app(),
        expect![[r#"
            > GET /seen
            > trace-id: a1
            > cookie: session_id=abcd; other=1
            200 {"user_agent":"testclient","session_id":"abcd","trace_id":"a1","x_tag":[]}

            > GET /seen
            > trace-id: a1
            > x-tag: red
            > x-tag: blue
            200 {"user_agent":"testclient","session_id":null,"trace_id":"a1","x_tag":["red","blue"]}

            > GET /seen
            > cookie: session_id=abc
            422 {"detail":[{"type":"missing","loc":["header","trace_id"],"msg":"Field required","input":{"x_tag":[],"host":"testserver","user-agent":"testclient","accept":"*/*","cookie":"session_id=abc"}},{"type":"string_too_short","loc":["cookie","session_id"],"msg":"String should have at least 4 characters","input":"abc","ctx":{"min_length":4}}]}"#]],
    );
}

#[test]
fn hello() {
    check(
        hello::app(),
        expect![[r#"
            > GET /hello
            200 {"message":"Hello, world!"}

            > GET /hello?name=Ann
            200 {"message":"Hello, Ann!"}

            > POST /hello
            405 {"detail":"Method Not Allowed"}
            allow: GET

            > GET /hallo
            404 {"detail":"Not Found"}

            > GET /hello/
            307
            location: http://testserver/hello"#]],
    );
}

#[test]
fn layers() {
    check(
        layers::app(),
        expect![[r#"
            > GET /menu
            200 ["Royal","Veggie"]
            cache-control: max-age=60

            > GET /stock
            200 70"#]],
    );
}

#[test]
fn lifespan() {
    check(
        lifespan::app(),
        expect![[r#"
            > GET /prices/royal
            200 4.5

            > GET /prices/pizza
            404 {"detail":"Not on the menu"}

            > GET /ovens
            200 2"#]],
    );
}

#[test]
fn limits() {
    check(
        limits::app(),
        expect![[r#"
            > POST /notes
            > {"text": "short"}
            200 {"text":"short"}

            > POST /notes
            > {"text": "long long long long long long long long long long long long long long long long long long long long "}
            413 {"detail":"Request body too large"}"#]],
    );
}

#[test]
fn metadata() {
    check(
        metadata::app(),
        expect![[r#"
            > GET /burgers
            200 []

            > POST /burgers
            > {"name": "Royal", "price": 4.5}
            201 {"name":"Royal","price":4.5}

            > GET /health
            200 true"#]],
    );
}

#[test]
fn middleware() {
    check(
        middleware::app(),
        expect![[r#"
            > GET /menu
            200 ["Royal","Veggie"]
            cache-control: no-store

            > GET /kitchen/stock
            403 {"detail":"Staff only"}
            cache-control: no-store

            > GET /kitchen/stock
            > x-word: please
            200 70
            cache-control: no-store

            > GET /elsewhere
            404 {"detail":"Not Found"}
            cache-control: no-store"#]],
    );
}

#[test]
fn middleware_state() {
    check(
        middleware_state::app(),
        expect![[r#"
            > GET /elsewhere
            404 {"detail":"Not Found"}

            > GET /visits
            200 2"#]],
    );
}

#[test]
fn observability() {
    check(
        observability::app(),
        expect![[r#"
            > GET /primes?below=100
            200 25

            > GET /recipes/soup
            200 "soup, salt, pepper"

            > GET /gossip
            200 "the cook eats elsewhere"

            > GET /burgers/1
            200 "Royal"

            > GET /burgers/2
            404 {"detail":"No such burger"}"#]],
    );
    let client = TestClient::new(observability::app());
    client.get("/primes?below=100").send();
    let metrics = client.get("/metrics").send();
    let counted =
        r#"brigade_operation_requests_total{operation="count_primes",method="GET",path="/primes",status="2xx"} 1"#;
    assert!(metrics.text().lines().any(|line| line == counted), "{}", metrics.text());
    let sentences = client.get("/brigade").send();
    assert!(sentences.text().contains("\n\nGET /primes (count_primes)\n"), "{}", sentences.text());
    assert_eq!(client.get("/brigade/data").send().json::<Value>()["operations"][0]["requests"], 1);
}

#[test]
fn parameters() {
    check(
        parameters::app(),
        expect![[r#"
            > GET /burgers?limit=0&size=huge
            422 {"detail":[{"type":"greater_than_equal","loc":["query","limit"],"msg":"Input should be greater than or equal to 1","input":"0","ctx":{"ge":1}},{"type":"enum","loc":["query","size"],"msg":"Input should be 'small' or 'large'","input":"huge","ctx":{"expected":"'small' or 'large'"}}]}

            > GET /burgers
            200 [{"burger_id":0,"size":"small"},{"burger_id":1,"size":"small"}]

            > GET /burgers?skip=5&limit=1&size=large
            200 [{"burger_id":5,"size":"large"}]

            > GET /burgers?limit=0&skip=-1&size=huge
            422 {"detail":[{"type":"greater_than_equal","loc":["query","skip"],"msg":"Input should be greater than or equal to 0","input":"-1","ctx":{"ge":0}},{"type":"greater_than_equal","loc":["query","limit"],"msg":"Input should be greater than or equal to 1","input":"0","ctx":{"ge":1}},{"type":"enum","loc":["query","size"],"msg":"Input should be 'small' or 'large'","input":"huge","ctx":{"expected":"'small' or 'large'"}}]}

            > GET /burgers/7?burger-size=small
            200 {"burger_id":7,"size":"small"}

            > GET /burgers/0
            422 {"detail":[{"type":"greater_than_equal","loc":["path","burger_id"],"msg":"Input should be greater than or equal to 1","input":"0","ctx":{"ge":1}},{"type":"missing","loc":["query","burger-size"],"msg":"Field required","input":null}]}

            > GET /burgers/seven?burger-size=small
            422 {"detail":[{"type":"int_parsing","loc":["path","burger_id"],"msg":"Input should be a valid integer, unable to parse string as an integer","input":"seven"}]}"#]],
    );
}

#[test]
fn placement() {
    check(
        placement::app(),
        expect![[r#"
            > GET /greeting
            200 "hello"

            > POST /primes?below=100
            200 25

            > POST /letters?text=a1b2
            200 2

            > GET /answer
            200 42"#]],
    );
}

#[test]
fn problem_json() {
    check(
        problem_json::app(),
        expect![[r#"
            > GET /burgers/7
            404 (application/problem+json) {"type":"about:blank","title":"Not Found","status":404,"detail":"There is no burger 7"}

            > GET /burgers/seven
            422 (application/problem+json) {"type":"about:blank","title":"Unprocessable Entity","status":422,"errors":[{"type":"int_parsing","loc":["path","burger_id"],"msg":"Input should be a valid integer, unable to parse string as an integer","input":"seven"}]}

            > GET /drinks
            404 (application/problem+json) {"type":"about:blank","title":"Not Found","status":404}"#]],
    );
}

#[test]
fn ready_layers() {
    check(
        ready_layers::app(),
        expect![[r#"
            > GET /menu
            > x-request-id: 7
            200 ["Royal","Veggie","ordered as 7"]
            x-content-type-options: nosniff
            x-frame-options: DENY
            content-security-policy: frame-ancestors 'none'
            referrer-policy: no-referrer

            > GET /nowhere
            > x-request-id: 8
            404 {"detail":"Not Found"}
            x-content-type-options: nosniff
            x-frame-options: DENY
            content-security-policy: frame-ancestors 'none'
            referrer-policy: no-referrer

            > GET /menu
            > host: evil.example
            > x-request-id: 9
            400 (text/plain; charset=utf-8) Invalid host header"#]],
    );
}

#[test]
fn routers() {
    check(
        routers::app(),
        expect![[r#"
            > GET /menu/burgers
            200 ["Royal"]

            > POST /menu/burgers
            201 "Royal"

            > GET /menu/burgers/2
            404 {"detail":"Burger not found"}

            > GET /menu/drinks
            404 {"detail":"The bar is closed"}

            > GET /burgers
            404 {"detail":"Not Found"}"#]],
    );
}

#[test]
fn serde_attributes() {
    check(
        serde_attributes::app(),
        expect![[r#"
            > POST /customers
            > {"firstName": "Ann", "mail": "ann@example.com", "password": "secret"}
            200 {"firstName":"Ann","mail":"ann@example.com","loyaltyPoints":0,"isNew":true}

            > POST /customers
            > {"first_name": "Ann", "mail": "ann@example.com", "password": "secret", "isNew": true}
            422 {"detail":[{"type":"missing","loc":["body","firstName"],"msg":"Field required","input":{"first_name":"Ann","mail":"ann@example.com","password":"secret","isNew":true}},{"type":"extra_forbidden","loc":["body","first_name"],"msg":"Extra inputs are not permitted","input":"Ann"},{"type":"extra_forbidden","loc":["body","isNew"],"msg":"Extra inputs are not permitted","input":true}]}

            > POST /orders
            > {"street": "Main Street 1", "city": "Springfield", "amounts": {"Royal": 2}}
            200 {"street":"Main Street 1","city":"Springfield","amounts":{"Royal":2}}

            > POST /orders
            > {"street": "Main Street 1", "amounts": {"Royal": -2}}
            422 {"detail":[{"type":"missing","loc":["body","city"],"msg":"Field required","input":{"street":"Main Street 1","amounts":{"Royal":-2}}},{"type":"greater_than_equal","loc":["body","amounts","Royal"],"msg":"Input should be greater than or equal to 0","input":-2,"ctx":{"ge":0}}]}"#]],
    );
}

#[test]
fn sessions() {
    let client = TestClient::new(sessions::app());
    assert_eq!(client.get("/me").send().status(), 401);
    let answer = client.post("/login").form(&[("name", "Ann")]).send();
    let cookie = answer.header("set-cookie").unwrap();
    assert!(cookie.starts_with("__Host-session="), "{cookie}");
    assert!(cookie.ends_with("; Path=/; HttpOnly; SameSite=lax; Secure; Max-Age=1209600"), "{cookie}");
    assert_eq!(client.get("/me").send().text(), r#""Ann""#);
    assert_eq!(client.post("/logout").header("origin", "https://evil.example").send().status(), 403);
    assert_eq!(client.get("/me").send().text(), r#""Ann""#);
    client.post("/logout").send();
    assert_eq!(client.get("/me").send().status(), 401);
}

#[test]
fn engines() {
    check(
        engines::app(),
        expect![[r#"
            > GET /prices/Royal
            200 8.5

            > POST /smooth
            > [3, 6, 9, 0]
            200 [6.0,5.0]

            > PUT /prices
            > {"Veggie": 7.5}
            200 null

            > GET /prices/Royal
            404 {"detail":"There is no such burger"}

            > POST /prices/reload
            200 null

            > GET /prices/Royal
            200 8.5

            > GET /readyz
            200 {"status":"ready"}
            cache-control: no-store"#]],
    );
}

#[test]
fn batching() {
    check(
        batching::app(),
        expect![[r#"
            > POST /embed
            > {"text": "a bee"}
            200 [0.2,0.4,0.0,0.0]

            > POST /embed/many
            > ["aeio", ""]
            422 {"detail":"There is nothing to embed"}

            > POST /keep
            > ["", ""]
            200 {"kept":0,"wrong":2}"#]],
    );
}

#[test]
fn several_cores() {
    check(
        several_cores::app(),
        expect![[r#"
            > POST /blur
            > [[0, 0, 90], [0, 90, 0], [90, 0, 0], [0, 0, 0]]
            200 [[22,30,45],[30,30,30],[30,20,15],[22,15,0]]

            > POST /blur
            > [[8], [], [1, 2, 3]]
            200 [[8],[],[1,2,2]]

            > POST /primes?below=100000
            200 9592

            > POST /statistics
            > [3.5, 1.25, 8]
            200 [12.75,3.5]"#]],
    );
}

#[test]
fn state() {
    check(
        state::app(),
        expect![[r#"
            > POST /orders
            200 1

            > POST /orders
            200 2

            > GET /
            200 "Brigade""#]],
    );
}

#[test]
fn testing() {
    check(
        testing::app(),
        expect![[r#"
            > GET /double/21
            200 42

            > GET /double/1001
            422 {"detail":[{"type":"less_than_equal","loc":["path","number"],"msg":"Input should be less than or equal to 1000","input":"1001","ctx":{"le":1000}}]}"#]],
    );
}

#[test]
fn unions() {
    check(
        unions::app(),
        expect![[r#"
            > POST /payments
            > {"kind": "cash", "cents": 450}
            200 {"kind":"cash","cents":450}

            > POST /payments
            > {"kind": "card", "number": "123"}
            422 {"detail":[{"type":"string_too_short","loc":["body","card","number"],"msg":"String should have at least 12 characters","input":"123","ctx":{"min_length":12}}]}

            > POST /payments
            > {"kind": "shells"}
            422 {"detail":[{"type":"union_tag_invalid","loc":["body"],"msg":"Input tag 'shells' found using 'kind' does not match any of the expected tags: 'cash', 'card'","input":{"kind":"shells"},"ctx":{"discriminator":"'kind'","tag":"shells","expected_tags":"'cash', 'card'"}}]}

            > POST /payments
            > {"cents": 450}
            422 {"detail":[{"type":"union_tag_not_found","loc":["body"],"msg":"Unable to extract tag using discriminator 'kind'","input":{"cents":450},"ctx":{"discriminator":"'kind'"}}]}

            > POST /seats
            > [7, "window", "7"]
            200 [7,"window","7"]

            > POST /seats
            > [7.5, null]
            422 {"detail":[{"type":"int_from_float","loc":["body",0,"int"],"msg":"Input should be a valid integer, got a number with a fractional part","input":7.5},{"type":"string_type","loc":["body",0,"str"],"msg":"Input should be a valid string","input":7.5},{"type":"int_type","loc":["body",1,"int"],"msg":"Input should be a valid integer","input":null},{"type":"string_type","loc":["body",1,"str"],"msg":"Input should be a valid string","input":null}]}"#]],
    );
}

#[test]
fn validators() {
    check(
        validators::app(),
        expect![[r#"
            > POST /shifts
            > {"begins_minute": 480, "ends_minute": 960}
            200 {"begins_minute":480,"ends_minute":960}

            > POST /shifts
            > {"begins_minute": 481, "ends_minute": 960}
            422 {"detail":[{"type":"value_error","loc":["body","begins_minute"],"msg":"Value error, shifts begin and end on the quarter of an hour","input":481,"ctx":{"error":{}}}]}

            > POST /shifts
            > {"begins_minute": 960, "ends_minute": 480}
            422 {"detail":[{"type":"value_error","loc":["body"],"msg":"Value error, 480 is not after 960","input":{"begins_minute":960,"ends_minute":480},"ctx":{"error":{}}}]}"#]],
    );
}

#[test]
fn streaming_work() {
    check(
        streaming_work::app(),
        expect![[r#"
            > GET /primes?from=20&below=30
            200 (application/jsonl) {"prime":23,"done":0.3} {"prime":29,"done":0.9}
            vary: accept

            > GET /primes?from=30&below=30
            400 {"detail":"There are no numbers between these"}"#]],
    );
}

#[test]
fn streams() {
    check(
        streams::app(),
        expect![[r#"
            > GET /orders?count=2
            200 (application/jsonl) {"id":1,"burger":"Veggie"} {"id":2,"burger":"Veggie"}

            > GET /menu
            200 (text/plain; charset=utf-8) 1: Burgers 2: Drinks"#]],
    );
    let client = TestClient::new(streams::app());
    let mut calls = client.get("/calls").send_streaming();
    client.post("/calls?name=Ann").send();
    assert_eq!(calls.next_chunk().unwrap().unwrap(), "event: ready\ndata: \"Ann\"\n\n");
}

#[test]
fn sub_applications() {
    check(
        sub_applications::app(),
        expect![[r#"
            > GET /burgers/2
            404 {"detail":"Burger not found"}

            > GET /admin/hello
            200 "Hello, administrator"

            > GET /admin/burgers/2
            404 (application/problem+json) {"type":"about:blank","title":"Not Found","status":404}

            > GET /admin
            307
            location: http://testserver/admin/"#]],
    );
}

#[test]
fn other_frameworks() {
    check(
        other_frameworks::app(),
        expect![[r#"
            > GET /burgers
            200 "/burgers"

            > GET /old/burgers/7
            200 "the old burger 7"

            > GET /old/
            200 (text/plain; charset=utf-8) / below /old

            > GET /old/nothing
            404"#]],
    );
}

#[test]
fn other_frameworks_around_an_application() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    for (target, expected) in [("/burgers/7", "\"the old burger 7\""), ("/new/burgers", "\"/burgers\"")] {
        let request = http::Request::get(target).body(axum::body::Body::empty()).unwrap();
        let body = runtime.block_on(async {
            let answer = other_frameworks::router().unwrap().oneshot(request).await.unwrap();
            axum::body::to_bytes(answer.into_body(), 100).await.unwrap()
        });
        assert_eq!(body, expected, "{target}");
    }
}

#[test]
fn migrating() {
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    check(
        migrating::app_before(&format!("http://{nobody}")),
        expect![[r#"
            > GET /burgers/1
            200 {"name":"Royal","price":8.5}

            > GET /burgers/2
            404 {"detail":"Burger not found"}

            > GET /drinks
            502 {"detail":"Bad Gateway"}

            > DELETE /burgers/1
            502 {"detail":"Bad Gateway"}"#]],
    );
}

#[test]
fn proxies() {
    check(
        proxies::app(),
        expect![[r#"
            > GET /client
            200 "unknown by http"

            > GET /api/client
            200 "unknown by http"

            > GET /client/
            307
            location: http://testserver/api/client"#]],
    );
}

#[test]
fn dependencies() {
    check(
        dependencies::app(),
        expect![[r#"
            > GET /orders?skip=1&limit=1
            > x-token: ann's
            200 ["Veggie for Ann"]

            > GET /orders?limit=101
            422 {"detail":[{"type":"missing","loc":["header","x-token"],"msg":"Field required","input":null},{"type":"less_than_equal","loc":["query","limit"],"msg":"Input should be less than or equal to 100","input":"101","ctx":{"le":100}}]}

            > POST /shop/burgers/Royal
            > x-token: ann's
            200 "Ann cooks a Royal"

            > POST /shop/burgers/Royal
            > x-token: bob's
            403 {"detail":"Bob is no Cook"}

            > GET /shop/menu
            > x-token: eve's
            401 {"detail":"Unknown token"}

            > GET /shop/menu
            > x-token: bob's
            200 ["Royal","Veggie"]"#]],
    );
}

#[test]
fn clean_ups() {
    check(
        clean_ups::app(),
        expect![[r#"
            > POST /orders/2
            200 "2 burgers"

            > POST /orders/3?broke=true
            402 {"detail":"No money, no burgers"}

            > GET /stock
            200 3

            > POST /orders/4
            409 {"detail":"There are only 3"}"#]],
    );
}

#[test]
fn own_types() {
    check(
        own_types::app(),
        expect![[r#"
            > GET /burgers/7/receipt?doneness=well-done
            200 (text/csv) burger 7, well-done;850

            > GET /burgers/1000/receipt?doneness=raw
            422 {"detail":[{"type":"less_than_equal","loc":["path","burger_id"],"msg":"Input should be less than or equal to 999","input":"1000","ctx":{"le":999}},{"type":"enum","loc":["query","doneness"],"msg":"Input should be 'rare' or 'well-done'","input":"raw","ctx":{"expected":"'rare' or 'well-done'"}}]}"#]],
    );
}
