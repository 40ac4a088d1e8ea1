//! Applications that are compared with FastAPI over HTTP.
#![allow(missing_docs, reason = "doc comments are descriptions in the document of an application")]
#![allow(clippy::disallowed_names, reason = "FastAPI's tests have them, and they are on the wire")]

use brigade::App;
use docs_src::Named;

/// The applications of FastAPI's tests, but for those of its tutorial, which `docs_src` has.
pub mod fastapi {
    pub mod additional_properties;
    pub mod additional_properties_bool;
    pub mod additional_response_extra;
    pub mod additional_responses_custom_model_in_callback;
    pub mod additional_responses_custom_validationerror;
    pub mod additional_responses_default_validationerror;
    pub mod additional_responses_response_class;
    pub mod additional_responses_router;
    pub mod additional_responses_union_duplicate_anyof;
    pub mod allow_inf_nan_in_enforcing;
    pub mod ambiguous_params;
    pub mod annotated;
    pub mod arbitrary_types;
    pub mod callable_endpoint;
    pub mod compat;
    pub mod computed_fields;
    pub mod custom_middleware_exception;
    pub mod custom_route_class;
    pub mod custom_schema_fields;
    pub mod custom_swagger_ui_redirect;
    pub mod datetime_custom_encoder;
    pub mod default_response_class;
    pub mod default_response_class_router;
    pub mod dependency_after_yield_raise;
    pub mod dependency_after_yield_streaming;
    pub mod dependency_after_yield_websockets;
    pub mod dependency_cache;
    pub mod dependency_class;
    pub mod dependency_contextmanager;
    pub mod dependency_contextvars;
    pub mod dependency_duplicates;
    pub mod dependency_overrides;
    pub mod dependency_paramless;
    pub mod dependency_partial;
    pub mod dependency_pep695;
    pub mod dependency_security_overrides;
    pub mod dependency_wrapped;
    pub mod dependency_yield_except_httpexception;
    pub mod dependency_yield_scope;
    pub mod dependency_yield_scope_websockets;
    pub mod deprecated_openapi_prefix;
    pub mod deprecated_responses;
    pub mod duplicate_models_openapi;
    pub mod empty_router;
    pub mod enforce_once_required_parameter;
    pub mod exception_handlers;
    pub mod extra_routes;
    pub mod file_and_form_order_issue_9116;
    pub mod filter_pydantic_sub_model_pv2;
    pub mod form_default;
    pub mod forms_from_non_typing_sequences;
    pub mod forms_single_model;
    pub mod forms_single_param;
    pub mod frontend;
    pub mod generate_unique_id_function;
    pub mod generic_parameterless_depends;
    pub mod get_model_definitions_formfeed_escape;
    pub mod get_request_body;
    pub mod http_connection_injection;
    pub mod include_route;
    pub mod include_router_defaults_overrides;
    pub mod infer_param_optionality;
    pub mod inherited_custom_class;
    pub mod json_type;
    pub mod list_bytes_file_order_preserved_issue_14811;
    pub mod main;
    pub mod modules_same_name_body;
    pub mod multi_body_errors;
    pub mod multi_query_errors;
    pub mod nested_annotated_in_sequence;
    pub mod no_schema_split;
    pub mod no_swagger_ui_redirect;
    pub mod openapi_cache_root_path;
    pub mod openapi_examples;
    pub mod openapi_model_description_trim_on_formfeed;
    pub mod openapi_query_parameter_extension;
    pub mod openapi_route_extensions;
    pub mod openapi_separate_input_output_schemas;
    pub mod openapi_servers;
    pub mod optional_file_list;
    pub mod orjson_response_class;
    pub mod param_class;
    pub mod param_in_path_and_dependency;
    pub mod param_include_in_schema;
    pub mod put_no_body;
    pub mod pydanticv2_dataclasses_uuid_stringified_annotations;
    pub mod query_cookie_header_model_extra_params;
    pub mod read_with_orm_mode;
    pub mod regex_deprecated_body;
    pub mod regex_deprecated_params;
    pub mod repeated_cookie_headers;
    pub mod repeated_dependency_schema;
    pub mod repeated_parameter_alias;
    pub mod request_body_parameters_media_type;
    pub mod request_param_model_by_alias;
    pub mod request_params {
        pub mod body {
            pub mod list;
            pub mod optional_list;
            pub mod optional_str;
            pub mod required_str;
        }
        pub mod cookie {
            pub mod optional_str;
            pub mod required_str;
        }
        pub mod file {
            pub mod list;
            pub mod optional;
            pub mod optional_list;
            pub mod required;
        }
        pub mod form {
            pub mod list;
            pub mod optional_list;
            pub mod optional_str;
            pub mod required_str;
        }
        pub mod header {
            pub mod list;
            pub mod optional_list;
            pub mod optional_str;
            pub mod required_str;
        }
        pub mod path {
            pub mod required_str;
        }
        pub mod query {
            pub mod list;
            pub mod optional_list;
            pub mod optional_str;
            pub mod required_str;
        }
    }
    pub mod required_noneable;
    pub mod response_by_alias;
    pub mod response_change_status_code;
    pub mod response_class_no_mediatype;
    pub mod response_code_no_body;
    pub mod response_dependency;
    pub mod response_model_as_return_annotation;
    pub mod response_model_data_filter;
    pub mod response_model_data_filter_no_inheritance;
    pub mod response_model_default_factory;
    pub mod response_model_include_exclude;
    pub mod response_model_sub_types;
    pub mod response_set_response_code_empty;
    pub mod return_none_stringified_annotations;
    pub mod route_scope;
    pub mod router_include_context;
    pub mod router_prefix_with_template;
    pub mod router_redirect_slashes;
    pub mod schema_compat_pydantic_v2;
    pub mod schema_extra_examples;
    pub mod schema_ref_pydantic_v2;
    pub mod security_api_key_cookie;
    pub mod security_api_key_cookie_description;
    pub mod security_api_key_cookie_optional;
    pub mod security_api_key_header;
    pub mod security_api_key_header_description;
    pub mod security_api_key_header_optional;
    pub mod security_api_key_query;
    pub mod security_api_key_query_description;
    pub mod security_api_key_query_optional;
    pub mod security_http_base;
    pub mod security_http_base_description;
    pub mod security_http_base_optional;
    pub mod security_http_basic_optional;
    pub mod security_http_basic_realm;
    pub mod security_http_basic_realm_description;
    pub mod security_http_bearer;
    pub mod security_http_bearer_description;
    pub mod security_http_bearer_optional;
    pub mod security_http_digest;
    pub mod security_http_digest_description;
    pub mod security_http_digest_optional;
    pub mod security_oauth2;
    pub mod security_oauth2_authorization_code_bearer;
    pub mod security_oauth2_authorization_code_bearer_description;
    pub mod security_oauth2_authorization_code_bearer_scopes_openapi;
    pub mod security_oauth2_authorization_code_bearer_scopes_openapi_simple;
    pub mod security_oauth2_optional;
    pub mod security_oauth2_optional_description;
    pub mod security_oauth2_password_bearer_optional;
    pub mod security_oauth2_password_bearer_optional_description;
    pub mod security_openid_connect;
    pub mod security_openid_connect_description;
    pub mod security_openid_connect_optional;
    pub mod security_scopes_dont_propagate;
    pub mod serialize_response;
    pub mod serialize_response_dataclass;
    pub mod serialize_response_model;
    pub mod skip_defaults;
    pub mod sse;
    pub mod starlette_exception;
    pub mod starlette_urlconvertors;
    pub mod stream_bare_type;
    pub mod stream_json_validation_error;
    pub mod stream_status_code;
    pub mod strict_content_type_app_level;
    pub mod strict_content_type_nested;
    pub mod strict_content_type_router_level;
    pub mod stringified_annotation_dependency;
    pub mod stringified_annotation_dependency_py314;
    pub mod stringified_annotations_simple;
    pub mod sub_callbacks;
    pub mod swagger_ui_init_oauth;
    pub mod top_level_security_scheme_in_openapi;
    pub mod tuples;
    pub mod typing_python39;
    pub mod union_body;
    pub mod union_body_discriminator;
    pub mod union_body_discriminator_annotated;
    pub mod union_forms;
    pub mod union_inherited_body;
    pub mod validate_response;
    pub mod validate_response_recursive;
    pub mod webhooks_security;
    pub mod wrapped_method_forward_reference;
    pub mod ws_dependencies;
    pub mod ws_router;
}

pub mod pairs;

/// Each file names its applications as the tests' harness does: `test_path`, `test_path:other`, `test_path/test_function`.
const FILES: &[&[Named]] = &[
    fastapi::additional_properties::APPS,
    fastapi::additional_properties_bool::APPS,
    fastapi::additional_response_extra::APPS,
    fastapi::additional_responses_custom_model_in_callback::APPS,
    fastapi::additional_responses_custom_validationerror::APPS,
    fastapi::additional_responses_default_validationerror::APPS,
    fastapi::additional_responses_response_class::APPS,
    fastapi::additional_responses_router::APPS,
    fastapi::additional_responses_union_duplicate_anyof::APPS,
    fastapi::allow_inf_nan_in_enforcing::APPS,
    fastapi::ambiguous_params::APPS,
    fastapi::annotated::APPS,
    fastapi::arbitrary_types::APPS,
    fastapi::callable_endpoint::APPS,
    fastapi::compat::APPS,
    fastapi::computed_fields::APPS,
    fastapi::custom_middleware_exception::APPS,
    fastapi::custom_route_class::APPS,
    fastapi::custom_schema_fields::APPS,
    fastapi::custom_swagger_ui_redirect::APPS,
    fastapi::datetime_custom_encoder::APPS,
    fastapi::default_response_class::APPS,
    fastapi::default_response_class_router::APPS,
    fastapi::dependency_after_yield_raise::APPS,
    fastapi::dependency_after_yield_streaming::APPS,
    fastapi::dependency_after_yield_websockets::APPS,
    fastapi::dependency_cache::APPS,
    fastapi::dependency_class::APPS,
    fastapi::dependency_contextmanager::APPS,
    fastapi::dependency_contextvars::APPS,
    fastapi::dependency_duplicates::APPS,
    fastapi::dependency_overrides::APPS,
    fastapi::dependency_paramless::APPS,
    fastapi::dependency_partial::APPS,
    fastapi::dependency_pep695::APPS,
    fastapi::dependency_security_overrides::APPS,
    fastapi::dependency_wrapped::APPS,
    fastapi::dependency_yield_except_httpexception::APPS,
    fastapi::dependency_yield_scope::APPS,
    fastapi::dependency_yield_scope_websockets::APPS,
    fastapi::deprecated_openapi_prefix::APPS,
    fastapi::deprecated_responses::APPS,
    fastapi::duplicate_models_openapi::APPS,
    fastapi::empty_router::APPS,
    fastapi::enforce_once_required_parameter::APPS,
    fastapi::exception_handlers::APPS,
    fastapi::extra_routes::APPS,
    fastapi::file_and_form_order_issue_9116::APPS,
    fastapi::filter_pydantic_sub_model_pv2::APPS,
    fastapi::form_default::APPS,
    fastapi::forms_from_non_typing_sequences::APPS,
    fastapi::forms_single_model::APPS,
    fastapi::forms_single_param::APPS,
    fastapi::frontend::APPS,
    fastapi::generate_unique_id_function::APPS,
    fastapi::generic_parameterless_depends::APPS,
    fastapi::get_model_definitions_formfeed_escape::APPS,
    fastapi::get_request_body::APPS,
    fastapi::http_connection_injection::APPS,
    fastapi::include_route::APPS,
    fastapi::include_router_defaults_overrides::APPS,
    fastapi::infer_param_optionality::APPS,
    fastapi::inherited_custom_class::APPS,
    fastapi::json_type::APPS,
    fastapi::list_bytes_file_order_preserved_issue_14811::APPS,
    fastapi::main::APPS,
    fastapi::modules_same_name_body::APPS,
    fastapi::multi_body_errors::APPS,
    fastapi::multi_query_errors::APPS,
    fastapi::nested_annotated_in_sequence::APPS,
    fastapi::no_schema_split::APPS,
    fastapi::no_swagger_ui_redirect::APPS,
    fastapi::openapi_cache_root_path::APPS,
    fastapi::openapi_examples::APPS,
    fastapi::openapi_model_description_trim_on_formfeed::APPS,
    fastapi::openapi_query_parameter_extension::APPS,
    fastapi::openapi_route_extensions::APPS,
    fastapi::openapi_separate_input_output_schemas::APPS,
    fastapi::openapi_servers::APPS,
    fastapi::optional_file_list::APPS,
    fastapi::orjson_response_class::APPS,
    fastapi::param_class::APPS,
    fastapi::param_in_path_and_dependency::APPS,
    fastapi::param_include_in_schema::APPS,
    fastapi::put_no_body::APPS,
    fastapi::pydanticv2_dataclasses_uuid_stringified_annotations::APPS,
    fastapi::query_cookie_header_model_extra_params::APPS,
    fastapi::read_with_orm_mode::APPS,
    fastapi::regex_deprecated_body::APPS,
    fastapi::regex_deprecated_params::APPS,
    fastapi::repeated_cookie_headers::APPS,
    fastapi::repeated_dependency_schema::APPS,
    fastapi::repeated_parameter_alias::APPS,
    fastapi::request_body_parameters_media_type::APPS,
    fastapi::request_param_model_by_alias::APPS,
    fastapi::request_params::body::list::APPS,
    fastapi::request_params::body::optional_list::APPS,
    fastapi::request_params::body::optional_str::APPS,
    fastapi::request_params::body::required_str::APPS,
    fastapi::request_params::cookie::optional_str::APPS,
    fastapi::request_params::cookie::required_str::APPS,
    fastapi::request_params::file::list::APPS,
    fastapi::request_params::file::optional::APPS,
    fastapi::request_params::file::optional_list::APPS,
    fastapi::request_params::file::required::APPS,
    fastapi::request_params::form::list::APPS,
    fastapi::request_params::form::optional_list::APPS,
    fastapi::request_params::form::optional_str::APPS,
    fastapi::request_params::form::required_str::APPS,
    fastapi::request_params::header::list::APPS,
    fastapi::request_params::header::optional_list::APPS,
    fastapi::request_params::header::optional_str::APPS,
    fastapi::request_params::header::required_str::APPS,
    fastapi::request_params::path::required_str::APPS,
    fastapi::request_params::query::list::APPS,
    fastapi::request_params::query::optional_list::APPS,
    fastapi::request_params::query::optional_str::APPS,
    fastapi::request_params::query::required_str::APPS,
    fastapi::required_noneable::APPS,
    fastapi::response_by_alias::APPS,
    fastapi::response_change_status_code::APPS,
    fastapi::response_class_no_mediatype::APPS,
    fastapi::response_code_no_body::APPS,
    fastapi::response_dependency::APPS,
    fastapi::response_model_as_return_annotation::APPS,
    fastapi::response_model_data_filter::APPS,
    fastapi::response_model_data_filter_no_inheritance::APPS,
    fastapi::response_model_default_factory::APPS,
    fastapi::response_model_include_exclude::APPS,
    fastapi::response_model_sub_types::APPS,
    fastapi::response_set_response_code_empty::APPS,
    fastapi::return_none_stringified_annotations::APPS,
    fastapi::route_scope::APPS,
    fastapi::router_include_context::APPS,
    fastapi::router_prefix_with_template::APPS,
    fastapi::router_redirect_slashes::APPS,
    fastapi::schema_compat_pydantic_v2::APPS,
    fastapi::schema_extra_examples::APPS,
    fastapi::schema_ref_pydantic_v2::APPS,
    fastapi::security_api_key_cookie::APPS,
    fastapi::security_api_key_cookie_description::APPS,
    fastapi::security_api_key_cookie_optional::APPS,
    fastapi::security_api_key_header::APPS,
    fastapi::security_api_key_header_description::APPS,
    fastapi::security_api_key_header_optional::APPS,
    fastapi::security_api_key_query::APPS,
    fastapi::security_api_key_query_description::APPS,
    fastapi::security_api_key_query_optional::APPS,
    fastapi::security_http_base::APPS,
    fastapi::security_http_base_description::APPS,
    fastapi::security_http_base_optional::APPS,
    fastapi::security_http_basic_optional::APPS,
    fastapi::security_http_basic_realm::APPS,
    fastapi::security_http_basic_realm_description::APPS,
    fastapi::security_http_bearer::APPS,
    fastapi::security_http_bearer_description::APPS,
    fastapi::security_http_bearer_optional::APPS,
    fastapi::security_http_digest::APPS,
    fastapi::security_http_digest_description::APPS,
    fastapi::security_http_digest_optional::APPS,
    fastapi::security_oauth2::APPS,
    fastapi::security_oauth2_authorization_code_bearer::APPS,
    fastapi::security_oauth2_authorization_code_bearer_description::APPS,
    fastapi::security_oauth2_authorization_code_bearer_scopes_openapi::APPS,
    fastapi::security_oauth2_authorization_code_bearer_scopes_openapi_simple::APPS,
    fastapi::security_oauth2_optional::APPS,
    fastapi::security_oauth2_optional_description::APPS,
    fastapi::security_oauth2_password_bearer_optional::APPS,
    fastapi::security_oauth2_password_bearer_optional_description::APPS,
    fastapi::security_openid_connect::APPS,
    fastapi::security_openid_connect_description::APPS,
    fastapi::security_openid_connect_optional::APPS,
    fastapi::security_scopes_dont_propagate::APPS,
    fastapi::serialize_response::APPS,
    fastapi::serialize_response_dataclass::APPS,
    fastapi::serialize_response_model::APPS,
    fastapi::skip_defaults::APPS,
    fastapi::sse::APPS,
    fastapi::starlette_exception::APPS,
    fastapi::starlette_urlconvertors::APPS,
    fastapi::stream_bare_type::APPS,
    fastapi::stream_json_validation_error::APPS,
    fastapi::stream_status_code::APPS,
    fastapi::strict_content_type_app_level::APPS,
    fastapi::strict_content_type_nested::APPS,
    fastapi::strict_content_type_router_level::APPS,
    fastapi::stringified_annotation_dependency::APPS,
    fastapi::stringified_annotation_dependency_py314::APPS,
    fastapi::stringified_annotations_simple::APPS,
    fastapi::sub_callbacks::APPS,
    fastapi::swagger_ui_init_oauth::APPS,
    fastapi::top_level_security_scheme_in_openapi::APPS,
    fastapi::tuples::APPS,
    fastapi::typing_python39::APPS,
    fastapi::union_body::APPS,
    fastapi::union_body_discriminator::APPS,
    fastapi::union_body_discriminator_annotated::APPS,
    fastapi::union_forms::APPS,
    fastapi::union_inherited_body::APPS,
    fastapi::validate_response::APPS,
    fastapi::validate_response_recursive::APPS,
    fastapi::webhooks_security::APPS,
    fastapi::wrapped_method_forward_reference::APPS,
    fastapi::ws_dependencies::APPS,
    fastapi::ws_router::APPS,
    pairs::bodies::APPS,
    pairs::constraints::APPS,
    pairs::files::APPS,
    pairs::forms::APPS,
    pairs::parameters::APPS,
    pairs::paths::APPS,
    pairs::responses::APPS,
    pairs::scalars::APPS,
    pairs::security::APPS,
];

/// Makes the application of that name; tests ask for some of the tutorial's, too.
#[must_use]
pub fn app(name: &str) -> Option<App> {
    let own = FILES.iter().copied().flatten().find(|(other, _)| *other == name).map(|(_, app)| app());
    own.or_else(|| docs_src::app(name))
}

/// Returns the names of all applications.
pub fn names() -> impl Iterator<Item = &'static str> {
    FILES.iter().copied().flatten().map(|(name, _)| *name)
}
