::core::compile_error! {
    "unknown setting `colour`; `#[get]` takes `status`, `tags`, `summary`, `description`, `response_description`, `operation_id`, `deprecated`, `hidden`, `run`, `deadline`, `max_running`, `priority`, `detach`, `layer`, `middleware`, `response`, `depends`, `callbacks`, `openapi_extra`"
}
::core::compile_error! {
    "an argument owns what it takes from a request: write `String`; to borrow the application's state write `#[state] name: …`"
}
::core::compile_error! {
    "no argument takes `{item_id}`: add `item_id: String` to the function, or another type"
}
#[allow(clippy::ptr_arg)]
pub async fn read_item(name: &str) -> Item {
    item(name)
}
#[allow(non_camel_case_types)]
/// The path operation `GET /items/{item_id}`; name it in `routes![]`.
pub struct read_item {}
#[allow(deprecated)]
const _: () = {
    #[automatically_derived]
    impl ::brigade::__private::Operation for read_item {
        const SPEC: &'static ::brigade::__private::OperationSpec = &::brigade::__private::OperationSpec {
            method: "GET",
            path: "/items/{item_id}",
            name: "read_item",
            location: ::core::concat!(::core::file!(), ":", ::core::line!()),
            doc: "",
            summary: ::core::option::Option::None,
            description: ::core::option::Option::None,
            response_description: ::core::option::Option::None,
            operation_id: ::core::option::Option::None,
            tags: &[],
            status: ::core::option::Option::None,
            deprecated: false,
            hidden: false,
            responses: &[],
            openapi_extra: ::core::option::Option::None,
            placement: ::brigade::__private::Placement::Learned,
            deadline: ::core::option::Option::None,
            running_max: ::core::option::Option::None,
            priority: ::brigade::__private::Priority::Normal,
            detach: false,
            parameters: &[],
            answers: <() as ::brigade::__private::Respond>::answers,
        };
        fn answer(
            _: ::std::boxed::Box<::brigade::__private::Call>,
        ) -> ::brigade::__private::Answering {
            ::std::boxed::Box::pin(::core::future::pending())
        }
    }
};
