//! What must hold whatever others send, and whatever is typed. Each function takes bytes and panics if
//! something does not hold; the tests below try thousands of cases, `fuzz/` whatever leads to new paths.

mod story;

use std::{slice, str};

pub use self::story::story;
pub use crate::local::hostile::lines;
use crate::{address, core::checked_address};

/// What a person types for a workspace leads to its root and nowhere else: without a name, a password or
/// a page, and the same once more when it is typed itself.
pub fn address(bytes: &[u8]) {
    let Ok(typed) = str::from_utf8(bytes) else { return };
    for root in address::roots(typed) {
        assert!(matches!(root.scheme(), "http" | "https") && root.host().is_some(), "{root}");
        assert!(root.username().is_empty() && root.password().is_none(), "{root} names somebody");
        assert!(root.query().is_none() && root.fragment().is_none() && root.path().ends_with('/'), "{root}");
        for again in [root.as_str(), &address::workspace_id(&root)] {
            assert_eq!(address::roots(again), slice::from_ref(&root), "{again}");
        }
    }
}

/// What a provider gives for a call's page is refused, or a web address that means the same once more.
pub fn call_address(bytes: &[u8]) {
    let Ok(given) = str::from_utf8(bytes) else { return };
    let Ok(address) = checked_address(given) else { return };
    assert!(address.starts_with("https://") || address.starts_with("http://"), "{address}");
    assert!(address.bytes().all(|byte| byte.is_ascii_graphic()), "{address}");
    assert_eq!(checked_address(&address).as_ref(), Ok(&address));
}

#[cfg(test)]
mod tests;
