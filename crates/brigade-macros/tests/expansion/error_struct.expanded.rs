#[api(status = 410, detail = "Gone")]
struct Closed<T> {
    since: T,
}
#[automatically_derived]
#[allow(deprecated)]
impl<T> ::brigade::ApiError for Closed<T>
where
    T: ::brigade::Model + ::brigade::__private::Serialize,
{
    fn into_error(self) -> ::brigade::Error {
        match self {
            Self { since: field_0, .. } => {
                ::brigade::__private::api_error(
                    410,
                    ::core::option::Option::None,
                    ::std::borrow::Cow::Borrowed("Gone"),
                    ::std::vec::Vec::from([
                        ("since", ::brigade::__private::member(&field_0)),
                    ]),
                    ::core::option::Option::None,
                )
            }
        }
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
