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
