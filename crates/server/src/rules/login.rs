//! The ways in that this workspace knows, out of the forms of protocol 1.3 and 1.5.

use hmac::{Hmac, KeyInit, Mac};
use serde_json::Value;
use sha1::Sha1;
use sha2::{Digest, Sha256};
use vconnct_proto::Timestamp;

/// An attempt to sign in.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Attempt {
    /// What came of a sign-in in a browser.
    Credential {
        token: String,
        secret: String,
        code: Option<String>,
    },
    Password {
        /// Username or mail address.
        login: String,
        /// SHA-256 of the password, lower-case hex, as clients may send it.
        digest: String,
        code: Option<String>,
    },
    Resume(String),
}

impl Attempt {
    /// Reads any form that is about a password, a token or a browser's sign-in.
    pub fn parse(body: &Value) -> Option<Self> {
        if let Some(token) = body["resume"].as_str() {
            return Some(Self::Resume(token.to_owned()));
        }
        if let (Some(token), Some(secret)) =
            (body["oauth"]["credentialToken"].as_str(), body["oauth"]["credentialSecret"].as_str())
        {
            return Some(Self::Credential { token: token.to_owned(), secret: secret.to_owned(), code: None });
        }
        if body["totp"].is_object() {
            let inner = Self::parse(&body["totp"]["login"])?;
            return Some(inner.with_code(body["totp"]["code"].as_str()));
        }
        let named =
            [&body["username"], &body["email"], &body["user"], &body["user"]["username"], &body["user"]["email"]];
        let login = named.into_iter().find_map(Value::as_str)?;
        let digest = match &body["password"] {
            Value::String(password) => hash(password),
            hashed => hashed["digest"].as_str()?.to_lowercase(),
        };
        Some(Self::Password { login: login.to_owned(), digest, code: None }.with_code(body["code"].as_str()))
    }

    /// The same attempt with a code at hand.
    pub fn with_code(mut self, given: Option<&str>) -> Self {
        if let (Self::Credential { code, .. } | Self::Password { code, .. }, Some(given)) = (&mut self, given) {
            *code = Some(given.to_owned());
        }
        self
    }
}

/// What a client that hashes passwords sends.
pub(crate) fn hash(password: &str) -> String {
    Sha256::digest(password).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Whether `code` is an authenticator app's, now or half a minute off (RFC 6238).
pub(crate) fn totp_matches(secret: &[u8], code: &str, now: Timestamp) -> bool {
    let digits: String = code.chars().filter(char::is_ascii_digit).collect();
    let step = u64::try_from(now.0 / 1000 / 30).unwrap_or(0);
    (step.saturating_sub(1)..=step + 1).any(|step| totp(secret, step) == digits)
}

/// The six digits of one half minute.
pub(crate) fn totp(secret: &[u8], step: u64) -> String {
    let mut mac = Hmac::<Sha1>::new_from_slice(secret).expect("HMAC takes keys of any length");
    mac.update(&step.to_be_bytes());
    let hash = mac.finalize().into_bytes();
    let at = usize::from(hash[19] & 0xf);
    let number = u32::from_be_bytes([hash[at] & 0x7f, hash[at + 1], hash[at + 2], hash[at + 3]]);
    format!("{:06}", number % 1_000_000)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn password(code: Option<&str>) -> Option<Attempt> {
        let digest = hash("correct horse");
        Some(Attempt::Password { login: "ada".into(), digest, code: code.map(str::to_owned) })
    }

    #[test]
    fn all_forms_of_a_password_login_mean_the_same() {
        let digest = hash("correct horse");
        for body in [
            json!({ "username": "ada", "password": "correct horse" }),
            json!({ "user": "ada", "password": "correct horse" }),
            json!({ "user": { "username": "ada" }, "password": "correct horse" }),
            json!({ "user": { "username": "ada" }, "password": { "digest": digest, "algorithm": "sha-256" } }),
        ] {
            assert_eq!(Attempt::parse(&body), password(None), "{body}");
        }
    }

    #[test]
    fn a_code_may_stand_inside_or_around() {
        let wrapped =
            json!({ "totp": { "code": "123456", "login": { "username": "ada", "password": "correct horse" } } });
        assert_eq!(Attempt::parse(&wrapped), password(Some("123456")));
        let plain = json!({ "username": "ada", "password": "correct horse", "code": "123456" });
        assert_eq!(Attempt::parse(&plain), password(Some("123456")));
    }

    #[test]
    fn the_documented_credential_of_a_browser_is_read() {
        let body = include_str!("../../../proto/fixtures/session/login.request.oauth.json");
        let body: Value = serde_json::from_str(body).unwrap();
        let [token, secret] = ["credentialToken", "credentialSecret"].map(|name| body["oauth"][name].as_str().unwrap());
        let credential = Attempt::Credential { token: token.into(), secret: secret.into(), code: None };
        assert_eq!(Attempt::parse(&body), Some(credential));
    }

    #[test]
    fn other_ways_in_are_not_known() {
        assert_eq!(Attempt::parse(&json!({ "cas": { "credentialToken": "x" } })), None);
        assert_eq!(Attempt::parse(&json!({ "oauth": { "credentialToken": "x" } })), None);
        assert_eq!(Attempt::parse(&json!({ "username": "ada" })), None);
    }

    #[test]
    fn codes_are_those_of_the_standard() {
        // RFC 6238, appendix B, cut to six digits.
        let secret = b"12345678901234567890";
        assert_eq!(totp(secret, 59 / 30), "287082");
        assert!(totp_matches(secret, "287 082", Timestamp(59_000)));
        assert!(totp_matches(secret, "287082", Timestamp(89_000)));
        assert!(!totp_matches(secret, "287082", Timestamp(120_000)));
    }
}
