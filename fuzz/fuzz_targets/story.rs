//! All that can happen to a signed-in person, told by bytes.

#![no_main]

use vconnct_client::hostile;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    hostile::story(bytes);
});
