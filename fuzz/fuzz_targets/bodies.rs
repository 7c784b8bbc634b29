//! Bodies of answers, and the times in them.

#![no_main]

use vconnct_proto::hostile;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    hostile::body(bytes);
    hostile::time(bytes);
});
