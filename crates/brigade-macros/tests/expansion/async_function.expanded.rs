/// Reads one burger.
///
/// The rest of the comment.
pub async fn read_burger(
    burger_id: u64,
    q: Option<String>,
) -> Result<Burger, HttpError> {
    find(burger_id, q).await
}
#[allow(non_camel_case_types)]
/// The path operation `GET /burgers/{burger_id}`; name it in `routes![]`.
pub struct read_burger {}
#[allow(deprecated)]
const _: () = {
    #[automatically_derived]
    impl ::brigade::__private::Operation for read_burger {
        const SPEC: &'static ::brigade::__private::OperationSpec = &::brigade::__private::OperationSpec {
            method: "GET",
            path: "/burgers/{burger_id}",
            name: "read_burger",
            location: ::core::concat!(::core::file!(), ":", ::core::line!()),
            doc: "Reads one burger.\n\nThe rest of the comment.",
            summary: ::core::option::Option::None,
            description: ::core::option::Option::None,
            response_description: ::core::option::Option::None,
            operation_id: ::core::option::Option::None,
            tags: &["burgers"],
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
            parameters: &[
                ::brigade::__private::sourced::<
                    u64,
                >(::brigade::__private::Source::Path, "burger_id"),
                ::brigade::__private::inferred::<Option<String>>("q"),
            ],
            answers: <Result<
                Burger,
                HttpError,
            > as ::brigade::__private::Respond>::answers,
        };
        fn answer(
            call: ::std::boxed::Box<::brigade::__private::Call>,
        ) -> ::brigade::__private::Answering {
            ::brigade::__private::answer(
                call,
                |extraction| {
                    let a0 = extraction.argument::<u64>(0);
                    let a1 = extraction.argument::<Option<String>>(1);
                    ::core::option::Option::Some((a0?, a1?))
                },
                |(a0, a1)| async move { read_burger(a0, a1).await },
            )
        }
    }
};
