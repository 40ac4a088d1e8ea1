#[allow(clippy::ptr_arg)]
async fn read_counts(db: Db, engine: &Engine, #[other] own: Own) {}
#[allow(non_camel_case_types)]
/// The path operation `GET /`; name it in `routes![]`.
struct read_counts {}
#[allow(deprecated)]
const _: () = {
    #[automatically_derived]
    impl ::brigade::__private::Operation for read_counts {
        const SPEC: &'static ::brigade::__private::OperationSpec = &::brigade::__private::OperationSpec {
            method: "GET",
            path: "/",
            name: "read_counts",
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
            parameters: &[
                ::brigade::__private::state::<Db>("db"),
                ::brigade::__private::state::<Engine>("engine"),
                ::brigade::__private::inferred::<Own>("own"),
            ],
            answers: <() as ::brigade::__private::Respond>::answers,
        };
        fn answer(
            call: ::std::boxed::Box<::brigade::__private::Call>,
        ) -> ::brigade::__private::Answering {
            ::brigade::__private::answer(
                call,
                |extraction| {
                    let a0 = extraction.state::<Db>(0);
                    let a1 = extraction.shared::<Engine>(1);
                    let a2 = extraction.argument::<Own>(2);
                    ::core::option::Option::Some((a0?, a1?, a2?))
                },
                |(a0, a1, a2)| async move { read_counts(a0, &*a1, a2).await },
            )
        }
    }
};
