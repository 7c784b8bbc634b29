//! Signing in in the person's own browser: where it is sent, and what it comes back with (decision 15).
//!
//! The browser knows its person already, and identity providers refuse to be shown inside other programs. A company's
//! own service (custom OAuth) is opened directly, and ends in a link with a credential that was made for this attempt
//! alone. For every other one, the workspace's own page in the browser hands over its session.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use ring::rand::{SecureRandom, SystemRandom};
use serde_json::json;
use tokio::time::{Duration, Instant};
use url::Url;
use vconnct_proto::{
    UserId,
    rest::{Authorize, LoginKey, LoginService},
};

use crate::{address, credentials::Token, update::WorkspaceId};

/// Somebody is on the way through their browser.
pub(crate) struct Attempt {
    pub workspace: WorkspaceId,
    service: String,
    /// Where the browser begins.
    pub address: String,
    /// Tells the answer to this attempt from all others: nobody else knows it.
    credential: String,
    until: Instant,
}

/// What a link brings back.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Returned {
    /// Where it says it comes from.
    from: Url,
    pub key: Key,
}

/// What somebody can sign in with now.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Key {
    Login(LoginKey),
    /// In the words of whoever refused.
    Refused(String),
    Session {
        user: UserId,
        token: Token,
    },
}

impl Attempt {
    /// One through `service` of a workspace; nothing where the service cannot be asked.
    pub fn new(now: Instant, workspace: WorkspaceId, service: &LoginService) -> Option<Self> {
        let mut random = [0; 32];
        SystemRandom::new().fill(&mut random).ok()?;
        let credential = BASE64_URL_SAFE_NO_PAD.encode(random);
        let address = match &service.authorize {
            Some(authorize) => asked(&workspace, &service.name, authorize, &credential)?.into(),
            None => format!("{workspace}/home?loginClient=desktop"),
        };
        Some(Self { workspace, service: service.name.clone(), address, credential, until: now + PATIENCE })
    }

    /// Whether this is one through `service` of `workspace`, which then goes on: a page that is open already in the
    /// browser stays good.
    pub fn goes_on(&mut self, now: Instant, workspace: &str, service: &str) -> bool {
        let same = now <= self.until && self.workspace == workspace && self.service == service;
        if same {
            self.until = now + PATIENCE;
        }
        same
    }

    /// When nobody waits any more.
    pub fn until(&self) -> Instant {
        self.until
    }

    /// Whether this is what it waits for. Anybody can write a link: one of another attempt signs nobody in.
    pub fn awaits(&self, now: Instant, returned: &Returned) -> bool {
        // Some workspaces say where they are without their path, or with another scheme.
        let there = |root: &Url| root.host_str().map(str::to_owned).zip(Some(root.port()));
        let is_from_there = Url::parse(&self.workspace).is_ok_and(|root| there(&root) == there(&returned.from));
        let is_ours = match &returned.key {
            Key::Login(LoginKey::OAuth { credential_token, .. }) => *credential_token == self.credential,
            Key::Login(LoginKey::Saml { .. }) | Key::Refused(_) | Key::Session { .. } => true,
        };
        now <= self.until && is_from_there && is_ours
    }
}

/// The page of a company's own service that asks who somebody is.
fn asked(workspace: &str, service: &str, authorize: &Authorize, credential: &str) -> Option<Url> {
    let path = &authorize.path;
    let address = if path.contains("://") { path.clone() } else { format!("{}{path}", authorize.server) };
    let mut url = Url::parse(&address).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
    let state = json!({
        "loginStyle": "redirect",
        "credentialToken": credential,
        "isCordova": true,
        "redirectUrl": RETURN,
    });
    url.query_pairs_mut()
        .append_pair("client_id", &authorize.client_id)
        .append_pair("redirect_uri", &format!("{workspace}/_oauth/{service}"))
        .append_pair("response_type", "code")
        .append_pair("state", &BASE64_URL_SAFE_NO_PAD.encode(state.to_string()))
        .append_pair("scope", &authorize.scope);
    Some(url)
}

impl Returned {
    /// Reads a link; nothing if it is no return from a browser.
    pub fn read(text: &str) -> Option<Self> {
        let url = Url::parse(text).ok().filter(|_| text.len() <= LONGEST)?;
        if !SCHEMES.contains(&url.scheme()) || url.host_str() != Some("auth") {
            return None;
        }
        let value = |name: &str| {
            let found = url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned());
            found.filter(|value| !value.is_empty())
        };
        let from = address::roots(&value("host")?).into_iter().next()?;
        let saml = value("type").is_some_and(|kind| kind == "saml");
        let key = match (value("error"), value("credentialToken"), value("credentialSecret")) {
            (Some(error), ..) => Key::Refused(error),
            (None, Some(credential_token), _) if saml => Key::Login(LoginKey::Saml { credential_token }),
            (None, Some(credential_token), Some(credential_secret)) => {
                Key::Login(LoginKey::OAuth { credential_token, credential_secret })
            }
            _ => Key::Session { user: value("userId")?.into(), token: value("token")?.into() },
        };
        Some(Self { from, key })
    }
}

/// For somebody to sign in over there.
const PATIENCE: Duration = Duration::from_secs(30 * 60);
/// The only address outside itself to which a workspace sends a browser back, and the name that others may give it.
const RETURN: &str = "rocketchat://auth";
const SCHEMES: [&str; 2] = ["rocketchat", "vconnct"];
const LONGEST: usize = 4096;

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;
    use serde_json::Value;

    use super::*;

    const HQ: &str = "https://chat.vconnct.example";

    fn keycloak() -> LoginService {
        serde_json::from_value(json!({
            "name": "keycloak",
            "clientId": "vconnct",
            "serverURL": "https://id.vconnct.example",
            "authorizePath": "/auth",
            "scope": "openid profile",
            "custom": true,
        }))
        .unwrap()
    }

    fn attempt(service: &LoginService) -> Attempt {
        Attempt::new(Instant::now(), HQ.into(), service).unwrap()
    }

    fn query(address: &str) -> BTreeMap<String, String> {
        Url::parse(address).unwrap().query_pairs().into_owned().collect()
    }

    fn oauth(attempt: &Attempt) -> String {
        let token = &attempt.credential;
        format!("rocketchat://auth?host={HQ}/&type=oauth&credentialToken={token}&credentialSecret=s")
    }

    fn awaits(attempt: &Attempt, link: &str) -> bool {
        attempt.awaits(Instant::now(), &Returned::read(link).unwrap_or_else(|| panic!("{link}")))
    }

    #[test]
    fn a_companys_own_service_is_asked_directly_and_comes_back_by_a_link() {
        let attempt = attempt(&keycloak());
        assert!(attempt.address.starts_with("https://id.vconnct.example/auth?"));
        let said = query(&attempt.address);
        assert_eq!(said["client_id"], "vconnct");
        assert_eq!(said["redirect_uri"], format!("{HQ}/_oauth/keycloak"));
        assert_eq!((said["response_type"].as_str(), said["scope"].as_str()), ("code", "openid profile"));
        let state: Value = serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(&said["state"]).unwrap()).unwrap();
        assert_eq!(state["redirectUrl"], "rocketchat://auth");
        assert_eq!((&state["loginStyle"], &state["isCordova"]), (&json!("redirect"), &json!(true)));
        let token = state["credentialToken"].as_str().unwrap();
        assert_eq!(token.len(), 43, "as long as those of the vendor's clients");
    }

    #[test]
    fn a_service_may_say_its_address_in_whole_and_bring_a_query() {
        let mut service = keycloak();
        service.authorize.as_mut().unwrap().path = "https://other.example/login?tenant=a".into();
        let address = attempt(&service).address;
        assert!(address.starts_with("https://other.example/login?tenant=a&client_id=vconnct"), "{address}");
        service.authorize.as_mut().unwrap().path = "javascript://alert".into();
        assert!(Attempt::new(Instant::now(), HQ.into(), &service).is_none());
    }

    #[test]
    fn every_other_service_is_left_to_the_workspaces_own_page() {
        let service: LoginService = serde_json::from_value(json!({ "service": "saml" })).unwrap();
        assert_eq!(attempt(&service).address, format!("{HQ}/home?loginClient=desktop"));
    }

    #[test]
    fn no_two_attempts_are_told_apart_by_the_same_word() {
        assert_ne!(attempt(&keycloak()).credential, attempt(&keycloak()).credential);
    }

    #[test]
    fn a_credential_is_good_for_its_own_attempt_alone() {
        let (mine, other) = (attempt(&keycloak()), attempt(&keycloak()));
        assert!(awaits(&mine, &oauth(&mine)));
        assert!(!awaits(&mine, &oauth(&other)));
        let elsewhere = oauth(&mine).replace("chat.", "evil.");
        assert!(!awaits(&mine, &elsewhere));
        let later = mine.until + Duration::from_millis(1);
        assert!(!mine.awaits(later, &Returned::read(&oauth(&mine)).unwrap()), "nobody waits for ever");
        assert!(mine.awaits(mine.until, &Returned::read(&oauth(&mine)).unwrap()));
    }

    #[test]
    fn a_page_that_is_open_already_stays_good_when_the_browser_is_opened_again() {
        let mut attempt = attempt(&keycloak());
        let link = oauth(&attempt);
        let later = attempt.until();
        assert!(attempt.goes_on(later, HQ, "keycloak") && attempt.until() > later);
        assert!(attempt.awaits(later + PATIENCE, &Returned::read(&link).unwrap()));
        assert!(!attempt.goes_on(later, HQ, "saml") && !attempt.goes_on(later, "https://other.example", "keycloak"));
        let too_late = attempt.until() + Duration::from_millis(1);
        assert!(!attempt.goes_on(too_late, HQ, "keycloak"));
    }

    #[test]
    fn a_session_comes_from_where_the_browser_was_sent_however_that_calls_itself() {
        let attempt = attempt(&keycloak());
        for host in ["https://chat.vconnct.example", "http://chat.vconnct.example", "chat.vconnct.example"] {
            assert!(awaits(&attempt, &format!("rocketchat://auth?host={host}&token=t&userId=u")), "{host}");
        }
        for host in
            ["https://chat.vconnct.example:8443", "https://vconnct.example", "https://chat.vconnct.example.evil"]
        {
            assert!(!awaits(&attempt, &format!("rocketchat://auth?host={host}&token=t&userId=u")), "{host}");
        }
    }

    #[test]
    fn each_kind_of_return_is_read() {
        let key =
            |rest: &str| Returned::read(&format!("vconnct://auth?host=https%3A%2F%2Fa.example{rest}")).unwrap().key;
        assert_eq!(key("&token=t&userId=u"), Key::Session { user: "u".into(), token: Token::from("t".to_owned()) });
        assert_eq!(key("&type=saml&credentialToken=c"), Key::Login(LoginKey::Saml { credential_token: "c".into() }));
        assert_eq!(key("&type=oauth&error=access%20denied"), Key::Refused("access denied".into()));
        let oauth = LoginKey::OAuth { credential_token: "c".into(), credential_secret: "s".into() };
        assert_eq!(key("&type=oauth&credentialToken=c&credentialSecret=s"), Key::Login(oauth));
    }

    #[test]
    fn whatever_else_comes_is_none() {
        let long = format!("vconnct://auth?host=a.example&token={}&userId=u", "t".repeat(LONGEST));
        for other in [
            "vconnct://call/jonas",
            "https://auth?host=a.example&token=t&userId=u",
            "vconnct://auth",
            "vconnct://auth?token=t&userId=u",
            "vconnct://auth?host=a.example&token=t",
            "vconnct://auth?host=a.example&token=&userId=u",
            "vconnct://auth?host=a.example&credentialToken=c",
            "vconnct://auth?host=javascript%3Aalert&token=t&userId=u",
            &long,
        ] {
            assert_eq!(Returned::read(other), None, "{other}");
        }
    }

    proptest! {
        #[test]
        fn nothing_a_page_can_write_makes_it_panic(text in "(rocketchat|vconnct)://auth\\?(host=)?\\PC{0,60}") {
            Returned::read(&text);
        }
    }
}
