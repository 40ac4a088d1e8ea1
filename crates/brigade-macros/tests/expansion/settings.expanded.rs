async fn put_item(
    item_id: u64,
    number: u32,
    word: Option<String>,
    user_agent: String,
    as_it_is: String,
    item: Item,
) {}
#[allow(non_camel_case_types)]
/// The path operation `PUT /items/{item_id}`; name it in `routes![]`.
struct put_item {}
#[allow(deprecated)]
const _: () = {
    const _: fn() = ::brigade::__private::numeric::<u64>;
    static PATTERN_2: ::brigade::__private::Pattern = ::brigade::__private::Pattern::new(
        "^a",
    );
    const _: fn() = ::brigade::__private::lengthy::<Option<String>>;
    const _: fn() = ::brigade::__private::textual::<Option<String>>;
    #[automatically_derived]
    impl ::brigade::__private::Operation for put_item {
        const SPEC: &'static ::brigade::__private::OperationSpec = &::brigade::__private::OperationSpec {
            method: "PUT",
            path: "/items/{item_id}",
            name: "put_item",
            location: ::core::concat!(::core::file!(), ":", ::core::line!()),
            doc: "",
            summary: ::core::option::Option::Some("Summary"),
            description: ::core::option::Option::Some("Description"),
            response_description: ::core::option::Option::Some("Response"),
            operation_id: ::core::option::Option::Some("putItem"),
            tags: &[],
            status: ::core::option::Option::None,
            deprecated: true,
            hidden: true,
            responses: &[
                ::brigade::__private::DocumentedResponse {
                    description: ::core::option::Option::Some("Gone"),
                    schema: ::core::option::Option::Some(
                        <Message as ::brigade::Model>::schema,
                    ),
                    ..::brigade::__private::DocumentedResponse::new("404")
                },
                ::brigade::__private::DocumentedResponse {
                    description: ::core::option::Option::None,
                    schema: ::core::option::Option::None,
                    ..::brigade::__private::DocumentedResponse::new("5XX")
                },
            ],
            openapi_extra: ::core::option::Option::Some(|| ::brigade::__private::default(
                &(json!({ "x-own" : true })),
            )),
            placement: ::brigade::__private::Placement::Pool,
            deadline: ::core::option::Option::Some(
                ::core::time::Duration::from_millis(1500u64),
            ),
            running_max: ::core::option::Option::Some(8usize),
            priority: ::brigade::__private::Priority::High,
            detach: true,
            parameters: &[
                ::brigade::__private::Parameter {
                    constraints: ::brigade::__private::Constraints {
                        ge: ::core::option::Option::Some(
                            ::brigade::__private::Number::Int(1i64),
                        ),
                        ..::brigade::__private::Constraints::NONE
                    },
                    validator: ::core::option::Option::None,
                    meta: ::brigade::__private::Meta {
                        title: ::core::option::Option::Some("Id"),
                        ..::brigade::__private::Meta::NONE
                    },
                    embed: false,
                    convert_underscores: true,
                    ..::brigade::__private::sourced::<
                        u64,
                    >(::brigade::__private::Source::Path, "item_id")
                },
                ::brigade::__private::Parameter {
                    alias: "n",
                    presence: ::brigade::__private::Presence::Default(|| ::brigade::__private::default(
                        &(2),
                    )),
                    constraints: ::brigade::__private::Constraints::NONE,
                    validator: ::core::option::Option::None,
                    meta: ::brigade::__private::Meta {
                        examples: ::core::option::Option::Some(|| ::std::vec::Vec::from([
                            ::brigade::__private::default(&(1)),
                            ::brigade::__private::default(&(2)),
                        ])),
                        ..::brigade::__private::Meta::NONE
                    },
                    embed: false,
                    convert_underscores: true,
                    ..::brigade::__private::sourced::<
                        u32,
                    >(::brigade::__private::Source::Query, "number")
                },
                ::brigade::__private::Parameter {
                    presence: ::brigade::__private::Presence::Required,
                    constraints: ::brigade::__private::Constraints {
                        max_length: ::core::option::Option::Some(8usize),
                        pattern: ::core::option::Option::Some(&PATTERN_2),
                        ..::brigade::__private::Constraints::NONE
                    },
                    validator: ::core::option::Option::Some(|value| ::brigade::__private::validate(
                        value,
                        |value: &Option<String>| is_nice(value),
                    )),
                    meta: ::brigade::__private::Meta::NONE,
                    embed: false,
                    convert_underscores: true,
                    ..::brigade::__private::sourced::<
                        Option<String>,
                    >(::brigade::__private::Source::Query, "word")
                },
                ::brigade::__private::Parameter {
                    alias: "user-agent",
                    ..::brigade::__private::sourced::<
                        String,
                    >(::brigade::__private::Source::Header, "user_agent")
                },
                ::brigade::__private::Parameter {
                    constraints: ::brigade::__private::Constraints::NONE,
                    validator: ::core::option::Option::None,
                    meta: ::brigade::__private::Meta::NONE,
                    embed: false,
                    convert_underscores: false,
                    ..::brigade::__private::sourced::<
                        String,
                    >(::brigade::__private::Source::Header, "as_it_is")
                },
                ::brigade::__private::Parameter {
                    constraints: ::brigade::__private::Constraints::NONE,
                    validator: ::core::option::Option::None,
                    meta: ::brigade::__private::Meta::NONE,
                    embed: true,
                    convert_underscores: true,
                    ..::brigade::__private::sourced::<
                        Item,
                    >(::brigade::__private::Source::Body, "item")
                },
            ],
            answers: <() as ::brigade::__private::Respond>::answers,
        };
        fn answer(
            call: ::std::boxed::Box<::brigade::__private::Call>,
        ) -> ::brigade::__private::Answering {
            ::brigade::__private::answer(
                call,
                |extraction| {
                    let a0 = extraction.argument::<u64>(0);
                    let a1 = extraction.argument::<u32>(1);
                    let a2 = extraction.argument::<Option<String>>(2);
                    let a3 = extraction.argument::<String>(3);
                    let a4 = extraction.argument::<String>(4);
                    let a5 = extraction.argument::<Item>(5);
                    ::core::option::Option::Some((a0?, a1?, a2?, a3?, a4?, a5?))
                },
                |(a0, a1, a2, a3, a4, a5)| async move {
                    put_item(a0, a1, a2, a3, a4, a5).await
                },
            )
        }
        fn layers() -> ::brigade::__private::Layers {
            ::brigade::__private::Layers::default()
                .layer(Timeout::new(SECOND))
                .middleware(log)
        }
    }
};
