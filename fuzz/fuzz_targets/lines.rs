//! What comes over the local socket.

#![no_main]

use vconnct_client::hostile;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    hostile::lines(bytes);
});
