//! Every program that the guide shows, compiled and tested.
//!
//! Most are FastAPI's tutorial applications under FastAPI's names, so that FastAPI's own tests can be run against them.
#![allow(missing_docs, reason = "doc comments are descriptions in the document of an application")]

use brigade::App;

pub mod additional_responses {
    pub mod tutorial001;
    pub mod tutorial002;
    pub mod tutorial003;
    pub mod tutorial004;
}

pub mod additional_status_codes {
    pub mod tutorial001;
}

pub mod advanced_middleware {
    pub mod tutorial001;
    pub mod tutorial002;
    pub mod tutorial003;
}

pub mod app_testing {
    pub mod app_b;
    pub mod tutorial001;
    pub mod tutorial002;
    pub mod tutorial003;
    pub mod tutorial004;
}

pub mod async_tests {
    pub mod app_a;
}

pub mod authentication_error_status_code {
    pub mod tutorial001;
}

pub mod background_tasks {
    pub mod tutorial001;
    pub mod tutorial002;
}

pub mod behind_a_proxy {
    pub mod tutorial001;
    pub mod tutorial001_01;
    pub mod tutorial002;
    pub mod tutorial003;
    pub mod tutorial004;
}

pub mod bigger_applications {
    pub mod app;
}

pub mod body {
    pub mod tutorial001;
    pub mod tutorial002;
    pub mod tutorial003;
    pub mod tutorial004;
}

pub mod body_fields {
    pub mod tutorial001;
}

pub mod body_multiple_params {
    pub mod tutorial001;
    pub mod tutorial002;
    pub mod tutorial003;
    pub mod tutorial004;
    pub mod tutorial005;
}

pub mod body_nested_models {
    pub mod tutorial001;
    pub mod tutorial002;
    pub mod tutorial003;
    pub mod tutorial004;
    pub mod tutorial005;
    pub mod tutorial006;
    pub mod tutorial007;
    pub mod tutorial008;
    pub mod tutorial009;
}

pub mod body_updates {
    pub mod tutorial001;
    pub mod tutorial002;
}

pub mod conditional_openapi {
    pub mod tutorial001;
}

pub mod configure_swagger_ui {
    pub mod tutorial001;
    pub mod tutorial002;
    pub mod tutorial003;
}

pub mod cookie_param_models {
    pub mod tutorial001;
    pub mod tutorial002;
}

pub mod cookie_params {
    pub mod tutorial001;
}

pub mod cors {
    pub mod tutorial001;
}

pub mod custom_docs_ui {
    pub mod tutorial001;
    pub mod tutorial002;
}

pub mod custom_request_and_route {
    pub mod tutorial001;
    pub mod tutorial002;
    pub mod tutorial003;
}

pub mod custom_response {
    pub mod tutorial001;
    pub mod tutorial002;
    pub mod tutorial003;
    pub mod tutorial005;
    pub mod tutorial006;
    pub mod tutorial006b;
    pub mod tutorial006c;
    pub mod tutorial007;
    pub mod tutorial008;
    pub mod tutorial009;
    pub mod tutorial009b;
    pub mod tutorial009c;
    pub mod tutorial010;
}

pub mod dataclasses_ {
    pub mod tutorial001;
    pub mod tutorial002;
    pub mod tutorial003;
}

pub mod debugging {
    pub mod tutorial001;
}

pub mod dependencies {
    pub mod tutorial001;
    pub mod tutorial002;
    pub mod tutorial005;
    pub mod tutorial006;
    pub mod tutorial008b;
    pub mod tutorial008c;
    pub mod tutorial008e;
    pub mod tutorial011;
    pub mod tutorial012;
}

pub mod dependency_testing {
    pub mod tutorial001;
}

pub mod encoder {
    pub mod tutorial001;
}

pub mod events {
    pub mod tutorial001;
    pub mod tutorial002;
    pub mod tutorial003;
}

pub mod extending_openapi {
    pub mod tutorial001;
}

pub mod extra_data_types {
    pub mod tutorial001;
}

pub mod extra_models {
    pub mod tutorial001;
    pub mod tutorial002;
    pub mod tutorial003;
    pub mod tutorial004;
    pub mod tutorial005;
}

pub mod first_steps {
    pub mod tutorial001;
    pub mod tutorial003;
}

pub mod frontend {
    pub mod tutorial001;
    pub mod tutorial002;
    pub mod tutorial003;
    pub mod tutorial004;
    pub mod tutorial005;
    pub mod tutorial006;
}

pub mod generate_clients {
    pub mod tutorial001;
    pub mod tutorial002;
    pub mod tutorial003;
}

pub mod graphql_ {
    pub mod tutorial001;
}

pub mod guide {
    pub mod answers;
    pub mod api_keys;
    pub mod batching;
    pub mod body_stream;
    pub mod broadcasting;
    pub mod clean_ups;
    pub mod constraints;
    pub mod deadlines;
    pub mod dependencies;
    pub mod engines;
    pub mod error_handlers;
    pub mod error_model;
    pub mod errors;
    pub mod files;
    pub mod frontend;
    pub mod headers_and_cookies;
    pub mod hello;
    pub mod layers;
    pub mod lifespan;
    pub mod limits;
    pub mod metadata;
    pub mod middleware;
    pub mod middleware_state;
    pub mod migrating;
    pub mod observability;
    pub mod other_frameworks;
    pub mod own_types;
    pub mod parameters;
    pub mod placement;
    pub mod porting;
    pub mod problem_json;
    pub mod proxies;
    pub mod ready_layers;
    pub mod response_parts;
    pub mod routers;
    pub mod serde_attributes;
    pub mod sessions;
    pub mod settings;
    pub mod several_cores;
    pub mod state;
    pub mod streaming_work;
    pub mod streams;
    pub mod sub_applications;
    pub mod templates;
    pub mod testing;
    pub mod unions;
    pub mod upload;
    pub mod urls;
    pub mod validators;
    pub mod websockets;
}

pub mod handling_errors {
    pub mod tutorial001;
    pub mod tutorial002;
    pub mod tutorial003;
    pub mod tutorial004;
    pub mod tutorial005;
    pub mod tutorial006;
}

pub mod header_param_models {
    pub mod tutorial001;
    pub mod tutorial002;
    pub mod tutorial003;
}

pub mod header_params {
    pub mod tutorial001;
    pub mod tutorial002;
    pub mod tutorial003;
}

pub mod json_base64_bytes {
    pub mod tutorial001;
}

pub mod metadata {
    pub mod tutorial001;
    pub mod tutorial001_1;
    pub mod tutorial002;
    pub mod tutorial003;
    pub mod tutorial004;
}

pub mod middleware {
    pub mod tutorial001;
}

pub mod openapi_callbacks {
    pub mod tutorial001;
}

pub mod openapi_webhooks {
    pub mod tutorial001;
}

pub mod path_operation_advanced_configuration {
    pub mod tutorial001;
    pub mod tutorial002;
    pub mod tutorial003;
    pub mod tutorial004;
    pub mod tutorial005;
    pub mod tutorial006;
    pub mod tutorial007;
}

pub mod path_operation_configuration {
    pub mod tutorial001;
    pub mod tutorial002;
    pub mod tutorial002b;
    pub mod tutorial003;
    pub mod tutorial004;
    pub mod tutorial005;
    pub mod tutorial006;
}

pub mod path_params {
    pub mod tutorial001;
    pub mod tutorial002;
    pub mod tutorial003;
    pub mod tutorial004;
    pub mod tutorial005;
}

pub mod path_params_numeric_validations {
    pub mod tutorial001;
    pub mod tutorial002;
    pub mod tutorial003;
    pub mod tutorial004;
    pub mod tutorial005;
    pub mod tutorial006;
}

pub mod query_param_models {
    pub mod tutorial001;
    pub mod tutorial002;
}

pub mod query_params {
    pub mod tutorial001;
    pub mod tutorial002;
    pub mod tutorial003;
    pub mod tutorial004;
    pub mod tutorial005;
    pub mod tutorial006;
}

pub mod query_params_str_validations {
    pub mod tutorial001;
    pub mod tutorial002;
    pub mod tutorial003;
    pub mod tutorial004;
    pub mod tutorial005;
    pub mod tutorial006;
    pub mod tutorial006c;
    pub mod tutorial007;
    pub mod tutorial008;
    pub mod tutorial009;
    pub mod tutorial010;
    pub mod tutorial011;
    pub mod tutorial012;
    pub mod tutorial013;
    pub mod tutorial014;
    pub mod tutorial015;
}

pub mod request_files {
    pub mod tutorial001;
    pub mod tutorial001_02;
    pub mod tutorial001_03;
    pub mod tutorial002;
    pub mod tutorial003;
}

pub mod request_form_models {
    pub mod tutorial001;
    pub mod tutorial002;
}

pub mod request_forms {
    pub mod tutorial001;
}

pub mod request_forms_and_files {
    pub mod tutorial001;
}

pub mod response_change_status_code {
    pub mod tutorial001;
}

pub mod response_cookies {
    pub mod tutorial001;
    pub mod tutorial002;
}

pub mod response_directly {
    pub mod tutorial001;
    pub mod tutorial002;
}

pub mod response_headers {
    pub mod tutorial001;
    pub mod tutorial002;
}

pub mod response_model {
    pub mod tutorial001;
    pub mod tutorial002;
    pub mod tutorial003;
    pub mod tutorial003_01;
    pub mod tutorial003_02;
    pub mod tutorial003_03;
    pub mod tutorial004;
    pub mod tutorial005;
}

pub mod response_status_code {
    pub mod tutorial001;
}

pub mod schema_extra_example {
    pub mod tutorial001;
    pub mod tutorial002;
    pub mod tutorial003;
    pub mod tutorial004;
    pub mod tutorial005;
}

pub mod security {
    pub mod tutorial001;
    pub mod tutorial002;
    pub mod tutorial003;
    pub mod tutorial004;
    pub mod tutorial005;
    pub mod tutorial006;
    pub mod tutorial007;
}

pub mod separate_openapi_schemas {
    pub mod tutorial001;
    pub mod tutorial002;
}

pub mod server_sent_events {
    pub mod tutorial001;
    pub mod tutorial002;
    pub mod tutorial003;
    pub mod tutorial004;
    pub mod tutorial005;
}

pub mod settings {
    pub mod app01;
    pub mod app02;
    pub mod app03;
    pub mod tutorial001;
}

pub mod static_files {
    pub mod tutorial001;
}

pub mod sql_databases {
    pub mod tutorial001;
    pub mod tutorial002;
}

pub mod stream_data {
    pub mod tutorial001;
    pub mod tutorial002;
}

pub mod stream_json_lines {
    pub mod tutorial001;
}

pub mod strict_content_type {
    pub mod tutorial001;
}

pub mod sub_applications {
    pub mod tutorial001;
}

pub mod templates {
    pub mod tutorial001;
}

pub mod using_request_directly {
    pub mod tutorial001;
}

pub mod websockets_ {
    pub mod tutorial001;
    pub mod tutorial002;
    pub mod tutorial003;
}

pub mod wsgi {
    pub mod tutorial001;
}

pub mod host;
pub mod hs256;

macro_rules! apps {
    ($($area:ident: $($name:ident)*;)*) => {
        /// The applications by name, such as `body/tutorial001`.
        pub const APPS: &[Named] =
            &[$($((concat!(stringify!($area), "/", stringify!($name)), $area::$name::app),)*)*];
    };
}

apps! {
    additional_responses: tutorial001 tutorial002 tutorial003 tutorial004;
    additional_status_codes: tutorial001;
    advanced_middleware: tutorial001 tutorial002 tutorial003;
    app_testing: app_b tutorial001 tutorial002 tutorial003 tutorial004;
    async_tests: app_a;
    authentication_error_status_code: tutorial001;
    background_tasks: tutorial001 tutorial002;
    behind_a_proxy: tutorial001 tutorial001_01 tutorial002 tutorial003 tutorial004;
    bigger_applications: app;
    body: tutorial001 tutorial002 tutorial003 tutorial004;
    body_fields: tutorial001;
    body_multiple_params: tutorial001 tutorial002 tutorial003 tutorial004 tutorial005;
    body_nested_models: tutorial001 tutorial002 tutorial003 tutorial004 tutorial005 tutorial006 tutorial007 tutorial008
        tutorial009;
    body_updates: tutorial001 tutorial002;
    conditional_openapi: tutorial001;
    configure_swagger_ui: tutorial001 tutorial002 tutorial003;
    cookie_param_models: tutorial001 tutorial002;
    cookie_params: tutorial001;
    cors: tutorial001;
    custom_docs_ui: tutorial001 tutorial002;
    custom_request_and_route: tutorial001 tutorial002 tutorial003;
    custom_response: tutorial001 tutorial002 tutorial003 tutorial005 tutorial006 tutorial006b tutorial006c
        tutorial007 tutorial008 tutorial009 tutorial009b tutorial009c tutorial010;
    dataclasses_: tutorial001 tutorial002 tutorial003;
    debugging: tutorial001;
    dependencies: tutorial001 tutorial002 tutorial005 tutorial006 tutorial008b tutorial008c tutorial008e tutorial011
        tutorial012;
    dependency_testing: tutorial001;
    encoder: tutorial001;
    events: tutorial001 tutorial002 tutorial003;
    extending_openapi: tutorial001;
    extra_data_types: tutorial001;
    extra_models: tutorial001 tutorial002 tutorial003 tutorial004 tutorial005;
    first_steps: tutorial001 tutorial003;
    frontend: tutorial001 tutorial002 tutorial003 tutorial004 tutorial005 tutorial006;
    generate_clients: tutorial001 tutorial002 tutorial003;
    graphql_: tutorial001;
    guide: answers api_keys batching body_stream broadcasting clean_ups constraints deadlines dependencies engines error_handlers
        error_model errors files frontend headers_and_cookies hello layers lifespan limits metadata middleware middleware_state
        migrating observability other_frameworks own_types parameters placement porting problem_json proxies ready_layers
        response_parts routers serde_attributes sessions several_cores state streaming_work streams sub_applications
        templates testing unions urls validators websockets;
    handling_errors: tutorial001 tutorial002 tutorial003 tutorial004 tutorial005 tutorial006;
    header_param_models: tutorial001 tutorial002 tutorial003;
    header_params: tutorial001 tutorial002 tutorial003;
    json_base64_bytes: tutorial001;
    metadata: tutorial001 tutorial001_1 tutorial002 tutorial003 tutorial004;
    middleware: tutorial001;
    openapi_callbacks: tutorial001;
    openapi_webhooks: tutorial001;
    path_operation_advanced_configuration: tutorial001 tutorial002 tutorial003 tutorial004 tutorial005 tutorial006
        tutorial007;
    path_operation_configuration: tutorial001 tutorial002 tutorial002b tutorial003 tutorial004 tutorial005 tutorial006;
    path_params: tutorial001 tutorial002 tutorial003 tutorial004 tutorial005;
    path_params_numeric_validations: tutorial001 tutorial002 tutorial003 tutorial004 tutorial005 tutorial006;
    query_param_models: tutorial001 tutorial002;
    query_params: tutorial001 tutorial002 tutorial003 tutorial004 tutorial005 tutorial006;
    query_params_str_validations: tutorial001 tutorial002 tutorial003 tutorial004 tutorial005 tutorial006 tutorial006c
        tutorial007 tutorial008 tutorial009 tutorial010 tutorial011 tutorial012 tutorial013 tutorial014 tutorial015;
    request_files: tutorial001 tutorial001_02 tutorial001_03 tutorial002 tutorial003;
    request_form_models: tutorial001 tutorial002;
    request_forms: tutorial001;
    request_forms_and_files: tutorial001;
    response_change_status_code: tutorial001;
    response_cookies: tutorial001 tutorial002;
    response_directly: tutorial001 tutorial002;
    response_headers: tutorial001 tutorial002;
    response_model: tutorial001 tutorial002 tutorial003 tutorial003_01 tutorial003_02 tutorial003_03 tutorial004
        tutorial005;
    response_status_code: tutorial001;
    schema_extra_example: tutorial001 tutorial002 tutorial003 tutorial004 tutorial005;
    security: tutorial001 tutorial002 tutorial003 tutorial004 tutorial005 tutorial006 tutorial007;
    separate_openapi_schemas: tutorial001 tutorial002;
    server_sent_events: tutorial001 tutorial002 tutorial003 tutorial004 tutorial005;
    settings: app01 app02 app03 tutorial001;
    static_files: tutorial001;
    sql_databases: tutorial001 tutorial002;
    stream_data: tutorial001 tutorial002;
    stream_json_lines: tutorial001;
    strict_content_type: tutorial001;
    sub_applications: tutorial001;
    templates: tutorial001;
    using_request_directly: tutorial001;
    websockets_: tutorial001 tutorial002 tutorial003;
    wsgi: tutorial001;
}

/// Names of FastAPI's whose applications differ in Python alone.
const SAME: [(&str, &str); 11] = [
    ("app_testing/app_a", "app_testing/tutorial001"),
    ("custom_response/tutorial001b", "custom_response/tutorial001"),
    ("custom_response/tutorial004", "custom_response/tutorial002"),
    ("dependencies/tutorial001_02", "dependencies/tutorial001"),
    ("dependencies/tutorial003", "dependencies/tutorial002"),
    ("dependencies/tutorial004", "dependencies/tutorial002"),
    ("dependencies/tutorial008d", "dependencies/tutorial008c"),
    ("response_model/tutorial001_01", "response_model/tutorial001"),
    ("response_model/tutorial003_05", "response_model/tutorial003_02"),
    ("response_model/tutorial006", "response_model/tutorial005"),
    ("response_status_code/tutorial002", "response_status_code/tutorial001"),
];

/// Pairs a name with the function that makes the application.
pub type Named = (&'static str, fn() -> App);

/// Names of applications as FastAPI's tests of them see them: with other functions in the place of dependencies.
const OVERRIDDEN: [Named; 2] = [
    ("dependency_testing/tutorial001+overrides", dependency_testing::tutorial001::app_with_overrides),
    ("settings/app02+overrides", settings::app02::app_with_overrides),
];

/// Makes the application of that name.
#[must_use]
pub fn app(name: &str) -> Option<App> {
    let name = SAME.iter().find(|(same, _)| *same == name).map_or(name, |(_, name)| name);
    APPS.iter().chain(&OVERRIDDEN).find(|(other, _)| *other == name).map(|(_, app)| app())
}
