//! Signing in elsewhere than at the workspace: what it offers, and what comes back (protocol 1.3).

use serde::Deserialize;
use serde_json::{Value, json};

use crate::lenient;

/// `settings.oauth`.
#[derive(Clone, Debug, Deserialize)]
pub struct LoginServicesAnswer {
    #[serde(deserialize_with = "lenient::list")]
    pub services: Vec<LoginService>,
}

/// A way to sign in that is not the workspace's own password.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(from = "Offered")]
pub struct LoginService {
    /// `keycloak`, `saml`, `github` …; empty where the workspace does not say.
    pub name: String,
    /// What its button shall say; may be empty.
    pub label: String,
    /// The workspace has it shown.
    pub shown: bool,
    /// Where the company's own service (custom OAuth) is asked; nothing for any other.
    pub authorize: Option<Authorize>,
}

/// How a custom OAuth service is asked who somebody is.
#[derive(Clone, Debug, PartialEq)]
pub struct Authorize {
    /// An address; or a path, at `server`.
    pub path: String,
    pub server: String,
    pub client_id: String,
    pub scope: String,
}

/// As the workspace sends it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Offered {
    #[serde(default, deserialize_with = "lenient::or_default")]
    service: String,
    #[serde(default, deserialize_with = "lenient::or_default")]
    name: String,
    #[serde(default, deserialize_with = "lenient::or_default")]
    button_label_text: String,
    #[serde(default, deserialize_with = "lenient::maybe")]
    show_button: Option<bool>,
    #[serde(default, deserialize_with = "lenient::or_default")]
    custom: bool,
    #[serde(default, deserialize_with = "lenient::or_default")]
    authorize_path: String,
    #[serde(default, rename = "serverURL", deserialize_with = "lenient::or_default")]
    server_url: String,
    #[serde(default, deserialize_with = "lenient::or_default")]
    client_id: String,
    #[serde(default, deserialize_with = "lenient::or_default")]
    scope: String,
}

impl From<Offered> for LoginService {
    fn from(offered: Offered) -> Self {
        let Offered { service, name, button_label_text, show_button, .. } = offered;
        let authorize = Authorize {
            path: offered.authorize_path,
            server: offered.server_url,
            client_id: offered.client_id,
            scope: offered.scope,
        };
        let is_asked = offered.custom && !authorize.path.is_empty() && !authorize.client_id.is_empty();
        Self {
            name: if service.is_empty() { name } else { service },
            label: button_label_text,
            shown: show_button != Some(false),
            authorize: is_asked.then_some(authorize),
        }
    }
}

/// What somebody brings back who has signed in elsewhere: it is good for one login (protocol 1.3).
#[derive(Clone, Eq, PartialEq)]
pub enum LoginKey {
    OAuth { credential_token: String, credential_secret: String },
    Saml { credential_token: String },
}

impl LoginKey {
    /// The login, over REST and over the socket alike.
    pub(crate) fn login(&self) -> Value {
        match self {
            Self::OAuth { credential_token, credential_secret } => {
                json!({ "oauth": { "credentialToken": credential_token, "credentialSecret": credential_secret } })
            }
            Self::Saml { credential_token } => json!({ "saml": true, "credentialToken": credential_token }),
        }
    }
}

impl std::fmt::Debug for LoginKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("LoginKey(…)") // never the key
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn service(json: &str) -> LoginService {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn a_service_is_asked_directly_only_where_it_is_the_companys_own_and_says_how() {
        let own = r#"{"service":"company","custom":true,"authorizePath":"/auth","clientId":"c","showButton":false}"#;
        let own = service(own);
        assert_eq!((own.name.as_str(), own.shown), ("company", false));
        assert!(own.authorize.is_some());
        for other in [
            r#"{"service":"github","custom":false,"authorizePath":"/auth","clientId":"c"}"#,
            r#"{"service":"company","custom":true,"authorizePath":null,"clientId":"c"}"#,
            r#"{"service":"company","custom":true,"authorizePath":"/auth"}"#,
        ] {
            assert_eq!(service(other).authorize, None, "{other}");
        }
    }

    #[test]
    fn a_key_is_never_printed() {
        let key = LoginKey::Saml { credential_token: "secret".into() };
        assert_eq!(format!("{key:?}"), "LoginKey(…)");
    }
}
