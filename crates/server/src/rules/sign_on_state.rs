//! What an app says of a sign-in that it begins in a browser, and how it is told of the end (protocol 1.3).

use base64::{
    Engine, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use serde::Deserialize;
use serde_json::json;

use crate::escape::component;

/// What the `state` of a sign-in says.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct SignOnState {
    /// The name the app gave to the credential it waits for.
    pub credential_token: String,
    pub way: Way,
}

/// How the credential gets to the app.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Way {
    /// By a link with this beginning, which the system gives to the app.
    Link(&'static str),
    /// In the fragment of the closing page, in a window whose address the app reads.
    Window,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Document {
    login_style: String,
    credential_token: String,
    #[serde(default)]
    is_cordova: bool,
    redirect_url: Option<String>,
}

impl SignOnState {
    /// Reads base64 of either alphabet around JSON. Nothing for a way that is not known, or that leads to a stranger.
    pub fn parse(text: &str) -> Option<Self> {
        // A plus that was not escaped has become a space on its way.
        let text: String = text.chars().map(|letter| if matches!(letter, '+' | ' ') { '-' } else { letter }).collect();
        let bytes = EITHER.decode(text.replace('/', "_")).ok()?;
        let document: Document = serde_json::from_slice(&bytes).ok()?;
        let way = match document.login_style.as_str() {
            "popup" if document.is_cordova => Way::Window,
            "redirect" => {
                let address = document.redirect_url?;
                Way::Link(APPS.into_iter().find(|app| *app == address)?)
            }
            _ => return None,
        };
        let named = (1..=LONGEST_NAME).contains(&document.credential_token.len());
        named.then_some(Self { credential_token: document.credential_token, way })
    }

    /// The link that takes the credential to the app at `app`.
    pub fn link(&self, app: &str, root: &str, secret: &str) -> String {
        let (token, secret) = (component(&self.credential_token), component(secret));
        format!("{app}?host={root}/&type=oauth&credentialToken={token}&credentialSecret={secret}")
    }

    /// The fragment of the closing page.
    pub fn fragment(&self, secret: &str) -> String {
        component(&json!({ "credentialToken": self.credential_token, "credentialSecret": secret }).to_string())
    }
}

/// The link that tells the app at `app` that the provider refused.
pub(crate) fn refusing_link(app: &str, root: &str, error: &str) -> String {
    format!("{app}?host={root}/&type=oauth&error={}", component(error))
}

/// Where a credential may go: nowhere else is it safe from strangers.
const APPS: [&str; 2] = ["rocketchat://auth", "vconnct://auth"];

/// Stock clients' names have 43 characters.
const LONGEST_NAME: usize = 256;

const EITHER: GeneralPurpose = GeneralPurpose::new(
    &alphabet::URL_SAFE,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

#[cfg(test)]
mod tests {
    use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
    use serde_json::Value;

    use super::*;

    fn read(document: &Value) -> Option<SignOnState> {
        SignOnState::parse(&URL_SAFE_NO_PAD.encode(document.to_string()))
    }

    #[test]
    fn the_documented_state_is_read_in_either_alphabet() {
        let document = include_str!("../../../proto/fixtures/session/oauth.state.document.json");
        let read = SignOnState::parse(&URL_SAFE_NO_PAD.encode(document)).unwrap();
        assert_eq!(read.way, Way::Window);
        assert_eq!(SignOnState::parse(&STANDARD.encode(document)), Some(read));
        let padded = json!({ "loginStyle": "popup", "credentialToken": "~~~???>>>é", "isCordova": true }).to_string();
        let encoded = STANDARD.encode(&padded);
        assert!(encoded.contains('+') && encoded.contains('/') && encoded.ends_with('='), "{encoded}");
        assert!(SignOnState::parse(&encoded).is_some());
        assert!(SignOnState::parse(&encoded.replace('+', " ")).is_some());
    }

    #[test]
    fn a_credential_goes_to_an_app_and_nowhere_else() {
        let redirect = |url: &str| {
            read(&json!({ "loginStyle": "redirect", "credentialToken": "t", "isCordova": false, "redirectUrl": url }))
        };
        for app in APPS {
            assert_eq!(redirect(app).map(|state| state.way), Some(Way::Link(app)));
        }
        for stranger in ["https://vconnct.example", "rocketchat://auth/", "vconnct://auth?host=x", "VCONNCT://auth", ""]
        {
            assert_eq!(redirect(stranger), None, "{stranger}");
        }
    }

    #[test]
    fn whatever_else_is_said_is_not_understood() {
        for document in [
            json!({ "loginStyle": "popup", "credentialToken": "t", "isCordova": false }),
            json!({ "loginStyle": "popup", "credentialToken": "", "isCordova": true }),
            json!({ "loginStyle": "popup", "credentialToken": "t".repeat(257), "isCordova": true }),
            json!({ "loginStyle": "redirect", "credentialToken": "t" }),
            json!({ "loginStyle": "carrier pigeon", "credentialToken": "t" }),
            json!([]),
        ] {
            assert_eq!(read(&document), None, "{document}");
        }
        for text in ["", "%", "bm90IEpTT04"] {
            assert_eq!(SignOnState::parse(text), None, "{text}");
        }
    }

    #[test]
    fn the_app_is_told_in_the_documented_shape() {
        let state = SignOnState { credential_token: "to ken".into(), way: Way::Window };
        assert_eq!(
            state.link("vconnct://auth", "http://127.0.0.1:3000", "se&cret"),
            "vconnct://auth?host=http://127.0.0.1:3000/&type=oauth&credentialToken=to%20ken&credentialSecret=se%26cret"
        );
        assert_eq!(
            refusing_link("vconnct://auth", "http://127.0.0.1:3000", "access denied"),
            "vconnct://auth?host=http://127.0.0.1:3000/&type=oauth&error=access%20denied"
        );
        let fragment = state.fragment("s");
        assert_eq!(fragment, "%7B%22credentialSecret%22%3A%22s%22%2C%22credentialToken%22%3A%22to%20ken%22%7D");
    }
}
