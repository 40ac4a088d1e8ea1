/// Doubles numbers.
#[allow(dead_code)]
pub fn double(
    item: u32,
) -> impl ::core::future::Future<
    Output = ::core::result::Result<
        u32,
        ::brigade::BatchError<::core::convert::Infallible>,
    >,
> + ::core::marker::Send + use<> {
    ::brigade::__private::batch_one::<double>(item)
}
#[allow(non_camel_case_types)]
/// What `double` is besides a function of one item: `double::all`, and its like.
pub struct double {}
#[allow(dead_code)]
impl double {
    /// Gives the results of all `items`, in their order, or the first error.
    pub fn all(
        items: impl ::core::iter::IntoIterator<Item = u32>,
    ) -> ::brigade::BatchAll<double> {
        ::brigade::__private::batch_all(items)
    }
    /// Gives the result of each of `items`, in their order.
    pub fn each(
        items: impl ::core::iter::IntoIterator<Item = u32>,
    ) -> ::brigade::BatchEach<double> {
        ::brigade::__private::batch_each(items)
    }
    /// Waits for the result of `item`: for a plain function.
    pub fn wait(
        item: u32,
    ) -> ::core::result::Result<
        u32,
        ::brigade::BatchError<::core::convert::Infallible>,
    > {
        ::brigade::__private::batch_wait::<double>(item)
    }
    /// Waits for the results of all `items`, in their order, or the first error: for a plain function.
    pub fn wait_all(
        items: impl ::core::iter::IntoIterator<Item = u32>,
    ) -> ::core::result::Result<
        ::std::vec::Vec<u32>,
        ::brigade::BatchError<::core::convert::Infallible>,
    > {
        ::brigade::__private::batch_wait_all::<double>(items)
    }
    /// Says what was done so far in the application for which the calling code runs; `None` outside of one.
    pub fn report() -> ::core::option::Option<::brigade::BatchReport> {
        ::brigade::__private::batch_report::<double>()
    }
    /// Says whether anybody still waits for what this function works on at the moment: long work may ask, and end early.
    pub fn is_wanted() -> ::core::primitive::bool {
        ::brigade::__private::batch_is_wanted()
    }
    /// Doubles numbers.
    #[allow(clippy::ptr_arg)]
    pub fn directly(numbers: Vec<u32>) -> Vec<u32> {
        numbers.into_iter().map(|number| number * 2).collect()
    }
}
#[allow(deprecated)]
const _: () = {
    #[automatically_derived]
    impl ::brigade::Batch for double {
        type Item = u32;
        type Output = u32;
        type Error = ::core::convert::Infallible;
        const SPEC: &'static ::brigade::__private::BatchSpec = &::brigade::__private::BatchSpec {
            states: &[],
            ..::brigade::__private::BatchSpec::new("double")
        };
        fn run(
            _: &::brigade::__private::BatchStates,
            items: &mut ::std::vec::Vec<Self::Item>,
        ) -> ::brigade::__private::BatchResults<Self::Output, Self::Error> {
            ::core::result::Result::Ok(
                ::brigade::__private::all_well(
                    <double>::directly(::brigade::__private::batch_items::<u32>(items)),
                ),
            )
        }
        fn into_error(error: Self::Error) -> ::brigade::Error {
            #[allow(unused_imports)]
            use ::brigade::__private::{
                AnswersAsFailure as _, AnswersItself as _, AnswersNot as _,
            };
            (&&&::brigade::__private::Failing(
                ::core::marker::PhantomData::<::core::convert::Infallible>,
            ))
                .answer(error)
        }
    }
};
#[allow(dead_code)]
fn embed(
    item: String,
) -> impl ::core::future::Future<
    Output = ::core::result::Result<
        Embedding,
        ::brigade::BatchError<
            <brigade::Result<Vec<Embedding>> as ::brigade::__private::Fallible>::Error,
        >,
    >,
> + ::core::marker::Send + use<> {
    ::brigade::__private::batch_one::<embed>(item)
}
#[allow(non_camel_case_types)]
/// What `embed` is besides a function of one item: `embed::all`, and its like.
struct embed {}
#[allow(dead_code)]
impl embed {
    /// Gives the results of all `items`, in their order, or the first error.
    fn all(
        items: impl ::core::iter::IntoIterator<Item = String>,
    ) -> ::brigade::BatchAll<embed> {
        ::brigade::__private::batch_all(items)
    }
    /// Gives the result of each of `items`, in their order.
    fn each(
        items: impl ::core::iter::IntoIterator<Item = String>,
    ) -> ::brigade::BatchEach<embed> {
        ::brigade::__private::batch_each(items)
    }
    /// Waits for the result of `item`: for a plain function.
    fn wait(
        item: String,
    ) -> ::core::result::Result<
        Embedding,
        ::brigade::BatchError<
            <brigade::Result<Vec<Embedding>> as ::brigade::__private::Fallible>::Error,
        >,
    > {
        ::brigade::__private::batch_wait::<embed>(item)
    }
    /// Waits for the results of all `items`, in their order, or the first error: for a plain function.
    fn wait_all(
        items: impl ::core::iter::IntoIterator<Item = String>,
    ) -> ::core::result::Result<
        ::std::vec::Vec<Embedding>,
        ::brigade::BatchError<
            <brigade::Result<Vec<Embedding>> as ::brigade::__private::Fallible>::Error,
        >,
    > {
        ::brigade::__private::batch_wait_all::<embed>(items)
    }
    /// Says what was done so far in the application for which the calling code runs; `None` outside of one.
    fn report() -> ::core::option::Option<::brigade::BatchReport> {
        ::brigade::__private::batch_report::<embed>()
    }
    /// Says whether anybody still waits for what this function works on at the moment: long work may ask, and end early.
    fn is_wanted() -> ::core::primitive::bool {
        ::brigade::__private::batch_is_wanted()
    }
    #[allow(clippy::ptr_arg)]
    fn directly(
        texts: Vec<String>,
        embedder: &mut Embedder,
        names: &Names,
        scale: f32,
    ) -> brigade::Result<Vec<Embedding>> {
        embedder.run(&texts, names, scale)
    }
}
#[allow(deprecated)]
const _: () = {
    #[automatically_derived]
    impl ::brigade::Batch for embed {
        type Item = String;
        type Output = Embedding;
        type Error = <brigade::Result<
            Vec<Embedding>,
        > as ::brigade::__private::Fallible>::Error;
        const SPEC: &'static ::brigade::__private::BatchSpec = &::brigade::__private::BatchSpec {
            max: 8usize,
            cost_max: ::core::option::Option::Some(4096u64),
            retry: false,
            instances: ::core::option::Option::Some(1usize),
            states: &[
                ::brigade::__private::exclusive_type::<Embedder>(),
                ::brigade::__private::state_type::<Names>(),
                ::brigade::__private::state_type::<f32>(),
            ],
            ..::brigade::__private::BatchSpec::new("embed")
        };
        fn cost(item: &Self::Item) -> ::core::primitive::u64 {
            ::brigade::__private::cost_of(item, |text| text.len())
        }
        fn instances(
            states: &::brigade::__private::BatchStates,
        ) -> ::core::option::Option<::core::primitive::usize> {
            states.instances::<Embedder>()
        }
        fn run(
            states: &::brigade::__private::BatchStates,
            items: &mut ::std::vec::Vec<Self::Item>,
        ) -> ::brigade::__private::BatchResults<Self::Output, Self::Error> {
            let mut a0 = states.exclusive::<Embedder>()?;
            let a1 = states.shared::<Names>()?;
            let a2 = states.copied::<f32>()?;
            ::brigade::__private::well_or_not(
                <embed>::directly(::core::mem::take(items), &mut a0, &a1, a2),
            )
        }
        fn share(error: &Self::Error) -> Self::Error {
            ::brigade::__private::share::<
                <brigade::Result<
                    Vec<Embedding>,
                > as ::brigade::__private::Fallible>::Error,
            >(error)
        }
        fn into_error(error: Self::Error) -> ::brigade::Error {
            #[allow(unused_imports)]
            use ::brigade::__private::{
                AnswersAsFailure as _, AnswersItself as _, AnswersNot as _,
            };
            (&&&::brigade::__private::Failing(
                ::core::marker::PhantomData::<
                    <brigade::Result<
                        Vec<Embedding>,
                    > as ::brigade::__private::Fallible>::Error,
                >,
            ))
                .answer(error)
        }
    }
};
#[allow(dead_code)]
fn read(
    item: Page,
) -> impl ::core::future::Future<
    Output = ::core::result::Result<Text, ::brigade::BatchError<ReadError>>,
> + ::core::marker::Send + use<> {
    ::brigade::__private::batch_one::<read>(item)
}
#[allow(non_camel_case_types)]
/// What `read` is besides a function of one item: `read::all`, and its like.
struct read {}
#[allow(dead_code)]
impl read {
    /// Gives the results of all `items`, in their order, or the first error.
    fn all(
        items: impl ::core::iter::IntoIterator<Item = Page>,
    ) -> ::brigade::BatchAll<read> {
        ::brigade::__private::batch_all(items)
    }
    /// Gives the result of each of `items`, in their order.
    fn each(
        items: impl ::core::iter::IntoIterator<Item = Page>,
    ) -> ::brigade::BatchEach<read> {
        ::brigade::__private::batch_each(items)
    }
    /// Waits for the result of `item`: for a plain function.
    fn wait(
        item: Page,
    ) -> ::core::result::Result<Text, ::brigade::BatchError<ReadError>> {
        ::brigade::__private::batch_wait::<read>(item)
    }
    /// Waits for the results of all `items`, in their order, or the first error: for a plain function.
    fn wait_all(
        items: impl ::core::iter::IntoIterator<Item = Page>,
    ) -> ::core::result::Result<
        ::std::vec::Vec<Text>,
        ::brigade::BatchError<ReadError>,
    > {
        ::brigade::__private::batch_wait_all::<read>(items)
    }
    /// Says what was done so far in the application for which the calling code runs; `None` outside of one.
    fn report() -> ::core::option::Option<::brigade::BatchReport> {
        ::brigade::__private::batch_report::<read>()
    }
    /// Says whether anybody still waits for what this function works on at the moment: long work may ask, and end early.
    fn is_wanted() -> ::core::primitive::bool {
        ::brigade::__private::batch_is_wanted()
    }
    #[allow(clippy::ptr_arg)]
    fn directly(pages: &[Page]) -> Vec<Result<Text, ReadError>> {
        pages.iter().map(Page::read).collect()
    }
}
#[allow(deprecated)]
const _: () = {
    #[automatically_derived]
    impl ::brigade::Batch for read {
        type Item = Page;
        type Output = Text;
        type Error = ReadError;
        const SPEC: &'static ::brigade::__private::BatchSpec = &::brigade::__private::BatchSpec {
            states: &[],
            ..::brigade::__private::BatchSpec::new("read")
        };
        fn run(
            _: &::brigade::__private::BatchStates,
            items: &mut ::std::vec::Vec<Self::Item>,
        ) -> ::brigade::__private::BatchResults<Self::Output, Self::Error> {
            ::core::result::Result::Ok(<read>::directly(items))
        }
        fn into_error(error: Self::Error) -> ::brigade::Error {
            #[allow(unused_imports)]
            use ::brigade::__private::{
                AnswersAsFailure as _, AnswersItself as _, AnswersNot as _,
            };
            (&&&::brigade::__private::Failing(::core::marker::PhantomData::<ReadError>))
                .answer(error)
        }
    }
};
