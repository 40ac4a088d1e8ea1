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
        let error = match self {
            Self::NotFound { .. } => {
                ::brigade::__private::api_error(
                    404,
                    ::core::option::Option::None,
                    ::std::borrow::Cow::Borrowed(::brigade::__private::reason(404)),
                    ::std::vec::Vec::from([]),
                )
            }
            Self::SoldOut { left: ref field_0, .. } => {
                ::brigade::__private::api_error(
                    409,
                    ::core::option::Option::Some("sold_out"),
                    ::std::borrow::Cow::Owned(::std::format!("Only {field_0} left")),
                    ::std::vec::Vec::from([
                        ("left", ::brigade::__private::member(field_0)),
                    ]),
                )
            }
            Self::Kitchen { 0: ref field_0, .. } => {
                ::brigade::__private::api_error(
                    502,
                    ::core::option::Option::None,
                    ::std::borrow::Cow::Owned(
                        ::std::format!("{field_0} does not answer"),
                    ),
                    ::std::vec::Vec::from([]),
                )
            }
        };
        error
            .raised(
                self,
                |error| match *error {
                    Self::NotFound { .. } => ::core::option::Option::None,
                    Self::SoldOut { .. } => ::core::option::Option::None,
                    Self::Kitchen { 1: ref field_1, .. } => {
                        ::core::option::Option::Some({
                            use ::brigade::__private::Underlying as _;
                            field_1.underlying()
                        })
                    }
                },
            )
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
