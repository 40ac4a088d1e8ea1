//! Whatever becomes part of a header has no control characters: nobody writes a second header, cookie or answer that way.

use std::panic::catch_unwind;

use brigade::middleware::{Cors, HttpsRedirect, RequestIds, SecurityHeaders, TrustedHosts};
use tower::Layer;

/// Makes a layer with a text.
type Set = fn(&str);

#[test]
fn no_setting_takes_a_control_character() {
    let settings: &[(&str, Set)] = &[
        ("example.com", |text| drop(HttpsRedirect::new().host(text))),
        ("example.com", |text| drop(TrustedHosts::new([text]))),
        ("x-request-id", |text| drop(RequestIds::new().header(text))),
        ("x-frame-options", |text| drop(SecurityHeaders::new().set(text, "DENY"))),
        ("same-origin", |text| drop(SecurityHeaders::new().set("referrer-policy", text))),
        ("https://a.example", |text| drop(Cors::new().allow_origins([text]).layer(()))),
        ("POST", |text| drop(Cors::new().allow_methods([text]).layer(()))),
        ("x-token", |text| drop(Cors::new().allow_headers([text]).layer(()))),
        ("x-token", |text| drop(Cors::new().expose_headers([text]).layer(()))),
        #[cfg(feature = "sessions")]
        ("session", |text| drop(brigade::middleware::Sessions::new([7; 32]).cookie(text))),
        #[cfg(feature = "sessions")]
        ("example.com", |text| drop(brigade::middleware::Sessions::new([7; 32]).domain(text))),
        #[cfg(feature = "sessions")]
        ("/shop", |text| drop(brigade::middleware::Sessions::new([7; 32]).path(text))),
    ];
    for (index, (good, set)) in settings.iter().enumerate() {
        set(good);
        for byte in (0..32).chain([127]) {
            for position in [0, good.len() / 2, good.len()] {
                let mut text = (*good).to_owned();
                text.insert(position, char::from(byte));
                // A tab is part of a header's value like a space.
                let is_refused = catch_unwind(|| set(&text)).is_err();
                assert_eq!(is_refused, byte != b'\t' || *good != "same-origin", "setting {index}: {text:?}");
            }
        }
    }
}
