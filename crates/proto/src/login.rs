//! A login over the realtime API, without its socket (protocol 1.5).
//!
//! From 9.0 on REST refuses every login with the same word; this one still says why (protocol 1.3, 8.23).

use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    UserId,
    ddp::{self, DdpError, ServerFrame},
    rest::LoginKey,
};

/// Who is signed in now, and the token of their session.
#[derive(Clone, Deserialize, Eq, PartialEq)]
pub struct Granted {
    pub id: UserId,
    pub token: String,
}

/// What to send at once. `digest`: the SHA-256 of the password in lower-case hexadecimal.
pub fn frames(user: &str, digest: &str, code: Option<&str>) -> [String; 2] {
    asking(&json!({ "user": who(user), "password": { "digest": digest, "algorithm": "sha-256" } }), code)
}

/// What to send at once with what was brought back from elsewhere.
pub fn frames_with(key: &LoginKey, code: Option<&str>) -> [String; 2] {
    asking(&key.login(), code)
}

fn asking(login: &Value, code: Option<&str>) -> [String; 2] {
    [ddp::connect(), ddp::method(ID, "login", &json!([with_code(login.clone(), code)]))]
}

/// A code is wrapped around what it is for.
pub(crate) fn with_code(login: Value, code: Option<&str>) -> Value {
    match code {
        Some(code) => json!({ "totp": { "code": code, "login": login } }),
        None => login,
    }
}

/// Reads a frame that came; nothing if it is not the answer.
pub fn answer(text: &str) -> Option<Result<Granted, DdpError>> {
    match ServerFrame::parse(text).ok()? {
        ServerFrame::Result { id, result, error } if id == ID => {
            let granted = result.and_then(|result| serde_json::from_str(result.get()).ok());
            Some(granted.ok_or_else(|| error.unwrap_or_default()))
        }
        _ => None,
    }
}

/// An address holds an @, a username never does.
pub(crate) fn who(user: &str) -> Value {
    if user.contains('@') { json!({ "email": user }) } else { json!({ "username": user }) }
}

const ID: &str = "login";

impl std::fmt::Debug for Granted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Granted({})", self.id) // never the token
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_wrapped_around_what_it_is_for() {
        let sent =
            |code| serde_json::from_str::<Value>(&frames("ada@x.example", "ab", code)[1]).unwrap()["params"][0].clone();
        let login =
            json!({ "user": { "email": "ada@x.example" }, "password": { "digest": "ab", "algorithm": "sha-256" } });
        assert_eq!(sent(None), login);
        assert_eq!(sent(Some("123456")), json!({ "totp": { "code": "123456", "login": login } }));
    }

    #[test]
    fn only_the_answer_to_the_login_is_one() {
        for other in [r#"{"msg":"connected","session":"s"}"#, r#"{"msg":"result","id":"x","result":{}}"#, "nonsense"] {
            assert_eq!(answer(other), None);
        }
        let granted = answer(r#"{"msg":"result","id":"login","result":{"id":"ada-id","token":"secret"}}"#).unwrap();
        assert_eq!(format!("{granted:?}"), "Ok(Granted(ada-id))");
        let refused = r#"{"msg":"result","id":"login","error":{"error":"totp-required","details":{"method":"totp"}}}"#;
        let error = answer(refused).unwrap().unwrap_err();
        assert_eq!((error.error.as_str(), error.details.unwrap().method.as_str()), ("totp-required", "totp"));
        assert!(answer(r#"{"msg":"result","id":"login"}"#).unwrap().is_err(), "nobody was named");
    }
}
