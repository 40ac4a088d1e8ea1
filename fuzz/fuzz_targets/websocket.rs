//! Runs `brigade_fuzz::websocket` on what libFuzzer makes up.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| brigade_fuzz::websocket(data));
