enum ShopError {
    /// No such burger.
    #[api(status = 404)]
    NotFound,
    #[api(status = 409, code = "sold_out", detail = "Only {left} left")]
    SoldOut {
        /// How many there are.
        left: u32,
        #[api(skip)]
        till: Till,
    },
    #[api(status = 502, detail = "{0} does not answer")]
    Kitchen(String, #[source] io::Error),
}
#[automatically_derived]
#[allow(deprecated)]
impl ::brigade::ApiError for ShopError {
    fn into_error(self) -> ::brigade::Error {
        match self {
            Self::NotFound { .. } => {
                ::brigade::__private::api_error(
                    404,
                    ::core::option::Option::None,
                    ::std::borrow::Cow::Borrowed(::brigade::__private::reason(404)),
                    ::std::vec::Vec::from([]),
                    ::core::option::Option::None,
                )
            }
            Self::SoldOut { left: field_0, .. } => {
                ::brigade::__private::api_error(
                    409,
                    ::core::option::Option::Some("sold_out"),
                    ::std::borrow::Cow::Owned(::std::format!("Only {field_0} left")),
                    ::std::vec::Vec::from([
                        ("left", ::brigade::__private::member(&field_0)),
                    ]),
                    ::core::option::Option::None,
                )
            }
            Self::Kitchen { 0: field_0, 1: field_1, .. } => {
                ::brigade::__private::api_error(
                    502,
                    ::core::option::Option::None,
                    ::std::borrow::Cow::Owned(
                        ::std::format!("{field_0} does not answer"),
                    ),
                    ::std::vec::Vec::from([]),
                    ::core::option::Option::Some(::core::convert::Into::into(field_1)),
                )
            }
        }
    }
    fn answers() -> ::std::vec::Vec<::brigade::__private::ErrorAnswer> {
        ::std::vec::Vec::from([
            ::brigade::__private::ErrorAnswer {
                status: 404,
                code: ::core::option::Option::None,
                description: "No such burger.",
                fields: const { &[] },
            },
            ::brigade::__private::ErrorAnswer {
                status: 409,
                code: ::core::option::Option::Some("sold_out"),
                description: "Only {left} left",
                fields: const {
                    &[
                        ::brigade::__private::member_field::<
                            u32,
                        >("left", "How many there are."),
                    ]
                },
            },
            ::brigade::__private::ErrorAnswer {
                status: 502,
                code: ::core::option::Option::None,
                description: "{0} does not answer",
                fields: const { &[] },
            },
        ])
    }
}
