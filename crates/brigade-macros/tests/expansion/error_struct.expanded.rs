#[api(status = 410, detail = "Gone")]
struct Closed<T> {
    since: T,
}
#[automatically_derived]
#[allow(deprecated)]
impl<T> ::brigade::ApiError for Closed<T>
where
    Self: ::core::marker::Send + ::core::marker::Sync + 'static,
    T: ::brigade::Model + ::brigade::__private::Serialize,
{
    fn into_error(self) -> ::brigade::Error {
        let error = match self {
            Self { since: ref field_0, .. } => {
                ::brigade::__private::api_error(
                    410,
                    ::core::option::Option::None,
                    ::std::borrow::Cow::Borrowed("Gone"),
                    ::std::vec::Vec::from([
                        ("since", ::brigade::__private::member(field_0)),
                    ]),
                )
            }
        };
        error
            .raised(
                self,
                |error| match *error {
                    Self { .. } => ::core::option::Option::None,
                },
            )
    }
    fn answers() -> ::std::vec::Vec<::brigade::__private::ErrorAnswer> {
        ::std::vec::Vec::from([
            ::brigade::__private::ErrorAnswer {
                status: 410,
                code: ::core::option::Option::None,
                description: "Gone",
                fields: const { &[::brigade::__private::member_field::<T>("since", "")] },
            },
        ])
    }
}
