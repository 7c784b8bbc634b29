//! Frames of the realtime session: each alone, and line by line as one session.

#![no_main]

use vconnct_proto::hostile;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    hostile::frame(bytes);
    hostile::session(bytes);
});
