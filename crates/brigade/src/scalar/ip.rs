//! Internet addresses of the standard library.

use std::{
    fmt,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    str::FromStr,
};

use super::{canonical, scalar_model, string_of, unconstrained};
use crate::{
    spec::{Coerced, Exactness, Scalar},
    value::Tree,
    violation::Fault,
};

static V4: Scalar = Scalar {
    name: "IPv4Address",
    label: "lax-or-strict[lax=function-plain[ip_v4_address_validator()],strict=json-or-python[json=function-after[IPv4Address(), str],python=is-instance[IPv4Address]]]",
    coerce: |value| {
        let from_number = |number| u32::try_from(number).ok().map(Ipv4Addr::from);
        address(value, from_number).ok_or_else(|| Fault::new("ip_v4_address", "Input is not a valid IPv4 address"))
    },
    check: unconstrained,
    json_schema: |_| string_of("ipv4"),
};

static V6: Scalar = Scalar {
    name: "IPv6Address",
    label: "lax-or-strict[lax=function-plain[ip_v6_address_validator()],strict=json-or-python[json=function-after[IPv6Address(), str],python=is-instance[IPv6Address]]]",
    coerce: |value| {
        address(value, |number| Some(Ipv6Addr::from(number)))
            .ok_or_else(|| Fault::new("ip_v6_address", "Input is not a valid IPv6 address"))
    },
    check: unconstrained,
    json_schema: |_| string_of("ipv6"),
};

static ANY: Scalar = Scalar {
    name: "IPvAnyAddress",
    label: "function-plain[_validate()]",
    coerce: |value| {
        let from_number = |number: u128| {
            Some(u32::try_from(number).map_or_else(|_| IpAddr::V6(number.into()), |it| IpAddr::V4(it.into())))
        };
        match address(value, from_number) {
            // A plain function reads it in pydantic, and to a union what functions return is exact.
            Some(address) => Ok(Coerced { exactness: Exactness::Exact, ..address }),
            None => Err(Fault::new("ip_any_address", "value is not a valid IPv4 or IPv6 address")),
        }
    },
    check: unconstrained,
    json_schema: |_| string_of("ipvanyaddress"),
};

scalar_model!(Ipv4Addr, V4);
scalar_model!(Ipv6Addr, V6);
scalar_model!(IpAddr, ANY);

/// Reads an address from text or, as Python does, from the number that it is.
fn address<T: FromStr + fmt::Display>(value: &Tree<'_>, from_number: impl Fn(u128) -> Option<T>) -> Option<Coerced> {
    let address = match value {
        Tree::String(text) => text.parse().ok(),
        Tree::Int(number) => u128::try_from(*number).ok().and_then(from_number),
        Tree::BigInt(digits) => digits.parse().ok().and_then(from_number),
        Tree::Bool(bit) => from_number(u128::from(*bit)),
        Tree::Null | Tree::Float(_) | Tree::Array(_) | Tree::Object(_) => None,
    };
    address.map(canonical)
}
