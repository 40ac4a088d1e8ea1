pub(crate) async fn count(
    request: Request,
    next: Next,
    counts: &Counts,
    name: Name,
) -> Response {
    counts.add(&name);
    next.run(request).await
}
#[allow(non_camel_case_types)]
/// The middleware of that name; add it with `.middleware(count {})`.
pub(crate) struct count {}
#[automatically_derived]
#[allow(deprecated)]
impl ::brigade::Middleware<()> for count {
    const NAME: &'static str = "count";
    const STATES: &'static [::brigade::__private::StateType] = &[
        ::brigade::__private::state_type::<Counts>(),
        ::brigade::__private::state_type::<Name>(),
    ];
    fn answer(
        &self,
        request: ::brigade::Request,
        next: ::brigade::Next,
    ) -> impl ::core::future::Future<
        Output = ::brigade::Result<::brigade::Response>,
    > + ::core::marker::Send {
        let s0 = next.state::<Counts>();
        let s1 = next.state::<Name>();
        ::brigade::__private::respond(async move {
            count(request, next, &*s0, ::core::clone::Clone::clone(&*s1)).await
        })
    }
}
