//! Compares documents with those that FastAPI writes for the same API, key by key and in order.
//!
//! `regenerate.py` holds the APIs in Python and writes `expected/`.

mod pretty;

use std::future::Future;

use brigade::{__private::*, Endpoint, Info, Operation, Router};

fn check(name: &str, endpoints: impl IntoIterator<Item = Endpoint>) {
    check_router(name, &Info::new("FastAPI", "0.1.0"), Router::new().routes(endpoints));
}

fn check_router(name: &str, info: &Info, router: Router) {
    let path = format!("{}/tests/openapi/expected/{name}.json", env!("CARGO_MANIFEST_DIR"));
    let expected = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let document = of_router(info, &router, OpenApiOptions::default());
    let written = pretty::print(&document);
    assert!(written == expected.trim_end(), "{name} differs:\n{}", pretty::difference(&expected, &written));
}

struct ReadItem {}

impl Operation for ReadItem {
    const SPEC: &'static OperationSpec = &OperationSpec {
        method: "GET",
        path: "/items/{item_id}",
        name: "read_item",
        location: "here",
        doc: "",
        summary: None,
        description: None,
        response_description: None,
        operation_id: None,
        tags: &[],
        status: None,
        deprecated: false,
        hidden: false,
        responses: &[],
        openapi_extra: None,
        run: Run::Inline,
        parameters: &[
            Parameter {
                source: Source::Path,
                schema: || Type::Int(IntRange { min: i64::MIN as i128, max: i64::MAX as u128 }),
                ..state::<()>("item_id")
            },
            Parameter {
                presence: Presence::Optional,
                constraints: Constraints { max_length: Some(50), ..Constraints::NONE },
                source: Source::Query,
                schema: || Type::Optional(|| Type::String),
                ..state::<()>("q")
            },
        ],
        answers: <brigade::Response as Respond>::answers,
    };
    type Arguments = ();
    type Answer = brigade::Response;
    fn extract(_: &mut Extraction<'_>) -> Option<()> {
        Some(())
    }
    fn call((): ()) -> impl Future<Output = brigade::Response> + Send {
        async { brigade::Response::default() }
    }
}

#[test]
fn an_operation_with_path_and_query_parameters() {
    check("path_and_query", [Endpoint::new::<ReadItem>()]);
}
