//! Where a workspace is, as it is typed, and where a call is, as a provider says.

#![no_main]

use vconnct_client::hostile;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    hostile::address(bytes);
    hostile::call_address(bytes);
});
