//! From what a person types to the root of a workspace (protocol 1.1).

use url::{Host, Url};

/// The roots to try for a typed address, most likely first; none if it cannot be one.
pub(crate) fn roots(typed: &str) -> Vec<Url> {
    let typed = typed.trim();
    let given = typed.contains("://");
    let text = if given { typed.to_owned() } else { format!("https://{typed}") };
    let Ok(mut url) = Url::parse(&text) else { return Vec::new() };
    let names_somebody = !url.username().is_empty() || url.password().is_some();
    if !matches!(url.scheme(), "http" | "https") || url.host().is_none() || names_somebody {
        return Vec::new();
    }
    let sub_path = sub_path(url.path());
    url.set_path(&sub_path);
    url.set_query(None);
    url.set_fragment(None);
    let mut roots = vec![url.clone()];
    // Without TLS only on this machine, unless somebody asks for it in so many words.
    if !given && is_loopback(&url) && url.set_scheme("http").is_ok() {
        roots.insert(0, url);
    }
    roots
}

/// A root as it names a workspace: without a slash at its end.
pub(crate) fn workspace_id(root: &Url) -> String {
    root.as_str().trim_end_matches('/').to_owned()
}

/// What lies before the pages of a workspace: a server may live under a path of its own.
fn sub_path(path: &str) -> String {
    let segments = path.split('/').filter(|segment| !segment.is_empty());
    let root: Vec<&str> = segments.take_while(|segment| !PAGES.contains(segment)).collect();
    if root.is_empty() { "/".into() } else { format!("/{}/", root.join("/")) }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(domain)) => domain == "localhost" || domain.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// Where the pages of a workspace begin.
const PAGES: [&str; 13] = [
    "account",
    "admin",
    "api",
    "channel",
    "direct",
    "directory",
    "group",
    "home",
    "invite",
    "login",
    "marketplace",
    "omnichannel",
    "register",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn first(typed: &str) -> Option<String> {
        roots(typed).first().map(workspace_id)
    }

    #[test]
    fn a_bare_host_is_tried_with_tls() {
        assert_eq!(first(" chat.example.com ").as_deref(), Some("https://chat.example.com"));
        assert_eq!(roots("chat.example.com").len(), 1);
    }

    #[test]
    fn this_machine_is_tried_without_tls_too() {
        let tried: Vec<_> = roots("localhost:3000").iter().map(workspace_id).collect();
        assert_eq!(tried, ["http://localhost:3000", "https://localhost:3000"]);
        assert_eq!(first("http://chat.example.com").as_deref(), Some("http://chat.example.com"));
    }

    #[test]
    fn the_address_of_a_page_leads_to_its_root() {
        assert_eq!(first("https://a.example/channel/general?msg=1").as_deref(), Some("https://a.example"));
        assert_eq!(first("https://a.example/chat/direct/x#y").as_deref(), Some("https://a.example/chat"));
        assert_eq!(
            first("https://a.example/account/tokens").as_deref(),
            Some("https://a.example"),
            "where tokens are made"
        );
    }

    #[test]
    fn what_cannot_be_an_address_is_none() {
        for bad in ["", "   ", "ftp://a.example", "javascript:alert(1)", "a b"] {
            assert_eq!(first(bad), None, "{bad}");
        }
    }

    #[test]
    fn an_address_that_brings_a_name_or_a_password_is_none() {
        for bad in ["https://ana@a.example", "https://ana:secret@a.example", "https://:secret@a.example"] {
            assert_eq!(first(bad), None, "{bad}");
        }
    }
}
