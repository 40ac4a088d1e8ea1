#[cfg(feature = "houses")]
#[must_use]
pub(crate) fn clean_house(r#type: House) -> CleanHouse {
    r#type.clean()
}
#[cfg(feature = "houses")]
#[allow(non_camel_case_types)]
/// The path operation `POST /houses/clean`; name it in `routes![]`.
pub(crate) struct clean_house {}
#[cfg(feature = "houses")]
#[allow(deprecated)]
const _: () = {
    #[automatically_derived]
    impl ::brigade::__private::Operation for clean_house {
        const SPEC: &'static ::brigade::__private::OperationSpec = &::brigade::__private::OperationSpec {
            method: "POST",
            path: "/houses/clean",
            name: "clean_house",
            location: ::core::concat!(::core::file!(), ":", ::core::line!()),
            doc: "",
            summary: ::core::option::Option::None,
            description: ::core::option::Option::None,
            response_description: ::core::option::Option::None,
            operation_id: ::core::option::Option::None,
            tags: &[],
            status: ::core::option::Option::Some(201u16),
            deprecated: false,
            hidden: false,
            responses: &[],
            openapi_extra: ::core::option::Option::None,
            placement: ::brigade::__private::Placement::Pool,
            deadline: ::core::option::Option::None,
            running_max: ::core::option::Option::None,
            priority: ::brigade::__private::Priority::Normal,
            detach: false,
            parameters: &[::brigade::__private::inferred::<House>("type")],
            answers: <CleanHouse as ::brigade::__private::Respond>::answers,
        };
        fn answer(
            call: ::std::boxed::Box<::brigade::__private::Call>,
        ) -> ::brigade::__private::Answering {
            ::brigade::__private::answer(
                call,
                |extraction| {
                    let a0 = extraction.argument::<House>(0);
                    ::core::option::Option::Some((a0?,))
                },
                |(a0,)| async move { clean_house(a0) },
            )
        }
    }
};
