//! Every type of a single value, as it is read from a query and from a body, and as it is written.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use brigade::{App, Date, DateTime, Email, HttpUrl, Secret, Time, TimeDelta, get, post, routes};
use docs_src::Named;
use rust_decimal::Decimal;
use uuid::Uuid;

use super::{Color, Size};

macro_rules! echoes {
    ($($read:ident $write:ident $path:literal $type:ty;)*) => {
        $(
            #[get($path)]
            async fn $read(value: $type) -> $type {
                value
            }

            #[post($path)]
            async fn $write(#[body] value: $type) -> $type {
                value
            }
        )*

        fn app() -> App {
            App::new("FastAPI").routes(routes![$($read, $write),*])
        }
    };
}

echoes! {
    read_integer write_integer "/integer" i64;
    read_byte write_byte "/byte" u8;
    read_number write_number "/number" f64;
    read_boolean write_boolean "/boolean" bool;
    read_text write_text "/text" String;
    read_decimal write_decimal "/decimal" Decimal;
    read_moment write_moment "/moment" DateTime;
    read_date write_date "/date" Date;
    read_time write_time "/time" Time;
    read_duration write_duration "/duration" TimeDelta;
    read_uuid write_uuid "/uuid" Uuid;
    read_color write_color "/color" Color;
    read_size write_size "/size" Size;
    read_email write_email "/email" Email;
    read_url write_url "/url" HttpUrl;
    read_ipv4 write_ipv4 "/ipv4" Ipv4Addr;
    read_ipv6 write_ipv6 "/ipv6" Ipv6Addr;
    read_ip write_ip "/ip" IpAddr;
    read_secret write_secret "/secret" Secret;
}

pub const APPS: &[Named] = &[("pairs/scalars", app)];
