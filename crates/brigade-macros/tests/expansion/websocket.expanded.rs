/// Speaks on a WebSocket.
pub async fn chat(socket: WebSocket, room: String, user: User) -> Result<()> {
    speak(socket, room, user).await
}
#[allow(non_camel_case_types)]
/// The path operation `WEBSOCKET /rooms/{room}`; name it in `routes![]`.
pub struct chat {}
#[allow(deprecated)]
const _: () = {
    #[automatically_derived]
    impl ::brigade::__private::Operation for chat {
        const SPEC: &'static ::brigade::__private::OperationSpec = &::brigade::__private::OperationSpec {
            method: "WEBSOCKET",
            path: "/rooms/{room}",
            name: "chat",
            location: ::core::concat!(::core::file!(), ":", ::core::line!()),
            doc: "Speaks on a WebSocket.",
            summary: ::core::option::Option::None,
            description: ::core::option::Option::None,
            response_description: ::core::option::Option::None,
            operation_id: ::core::option::Option::None,
            tags: &[],
            status: ::core::option::Option::None,
            deprecated: false,
            hidden: true,
            responses: &[],
            openapi_extra: ::core::option::Option::None,
            placement: ::brigade::__private::Placement::Learned,
            deadline: ::core::option::Option::None,
            running_max: ::core::option::Option::None,
            priority: ::brigade::__private::Priority::Normal,
            detach: false,
            parameters: &[
                ::brigade::__private::inferred::<WebSocket>("socket"),
                ::brigade::__private::sourced::<
                    String,
                >(::brigade::__private::Source::Path, "room"),
            ],
            answers: ::brigade::__private::socket_answers::<Result<()>>,
        };
        const DEPENDS: &'static [::brigade::__private::DependencyUse] = &[
            ::brigade::__private::DependencyUse {
                spec: || <current_user as ::brigade::__private::Dependency>::SPEC,
                provide: |extraction| <current_user as ::brigade::__private::Dependency>::provide(
                    extraction,
                    (),
                ),
                scopes: &[],
                cached: true,
                stage: ::core::option::Option::None,
            },
        ];
        const EFFECTS: &'static [::brigade::__private::DependencyUse] = &[
            ::brigade::__private::DependencyUse {
                spec: || <verify_token as ::brigade::__private::Dependency>::SPEC,
                provide: |extraction| <verify_token as ::brigade::__private::Dependency>::provide(
                    extraction,
                    (),
                ),
                scopes: &[],
                cached: true,
                stage: ::core::option::Option::None,
            },
        ];
        fn answer(
            call: ::std::boxed::Box<::brigade::__private::Call>,
        ) -> ::brigade::__private::Answering {
            ::brigade::__private::answer(
                call,
                |extraction| {
                    let a0 = extraction.argument::<WebSocket>(0);
                    let a1 = extraction.argument::<String>(1);
                    let a2 = <current_user as ::brigade::__private::Dependency>::take::<
                        User,
                    >(extraction, 0);
                    ::core::option::Option::Some((a0?, a1?, a2?))
                },
                |(a0, a1, a2)| async move { chat(a0, a1, a2).await },
            )
        }
    }
};
