//! Whether a form was sent by a page of ours.

use axum::http::HeaderMap;

/// False for what another site's page sends, or may have sent.
///
/// Browsers name the sender's origin. They hide it where the page tells no referrer, as ours do, but say then
/// whether the page is of the same origin. A program that says neither is no browser and carries nobody's cookies.
pub(super) fn is_ours(headers: &HeaderMap, root: &str) -> bool {
    let header = |name| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    match (header("origin"), header("sec-fetch-site")) {
        (None, None) => true,
        (None | Some("null"), site) => site == Some("same-origin"),
        (Some(origin), _) => origin == root,
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn passes(headers: &[(&'static str, &'static str)]) -> bool {
        let headers = headers.iter().map(|(name, value)| (name.parse().unwrap(), HeaderValue::from_static(value)));
        is_ours(&headers.collect(), "http://127.0.0.1:3000")
    }

    #[test]
    fn our_own_pages_and_programs_without_pages_may_send_forms() {
        assert!(passes(&[]));
        assert!(passes(&[("origin", "http://127.0.0.1:3000")]));
        assert!(passes(&[("origin", "null"), ("sec-fetch-site", "same-origin")]));
    }

    #[test]
    fn other_sites_and_pages_that_hide_may_not() {
        for headers in [
            &[("origin", "https://vconnct.example")][..],
            &[("origin", "http://127.0.0.1:3001")],
            &[("origin", "null")],
            &[("origin", "null"), ("sec-fetch-site", "cross-site")],
            &[("sec-fetch-site", "same-site")],
            &[("origin", "https://vconnct.example"), ("sec-fetch-site", "same-origin")],
        ] {
            assert!(!passes(headers), "{headers:?}");
        }
    }
}
