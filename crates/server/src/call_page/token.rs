//! Tokens that let one person into one call: signed, so that nothing needs to be kept of them.

use std::time::Duration;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use vconnct_proto::{CallId, Timestamp, UserId};

/// A token for `person` and `call`, good for an hour from `now`.
pub(crate) fn token(secret: &str, call: &CallId, person: &UserId, now: Timestamp) -> String {
    let claim = format!("{call}.{person}.{}", (now + LIFE).0);
    let seal = URL_SAFE_NO_PAD.encode(signature(secret, &claim).finalize().into_bytes());
    format!("{}.{seal}", URL_SAFE_NO_PAD.encode(claim))
}

/// Whom a token lets into `call` at `now`.
pub(super) fn admitted(secret: &str, token: &str, call: &CallId, now: Timestamp) -> Option<UserId> {
    let (claim, seal) = token.split_once('.')?;
    let claim = String::from_utf8(URL_SAFE_NO_PAD.decode(claim).ok()?).ok()?;
    let seal = URL_SAFE_NO_PAD.decode(seal).ok()?;
    signature(secret, &claim).verify_slice(&seal).ok()?;
    let (rest, until) = claim.rsplit_once('.')?;
    let person = rest.strip_prefix(call.as_str())?.strip_prefix('.')?;
    (until.parse::<i64>().ok()? > now.0).then(|| person.into())
}

fn signature(secret: &str, claim: &str) -> Hmac<Sha256> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("HMAC takes keys of any length");
    mac.update(claim.as_bytes());
    mac
}

const LIFE: Duration = Duration::from_secs(3600);

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_789_376_400_000);

    fn made() -> String {
        token("secret", &"c1".into(), &"mara".into(), NOW)
    }

    #[test]
    fn a_token_lets_its_person_into_its_call_for_an_hour() {
        assert_eq!(admitted("secret", &made(), &"c1".into(), NOW), Some("mara".into()));
        let later = NOW + Duration::from_secs(3599);
        assert_eq!(admitted("secret", &made(), &"c1".into(), later), Some("mara".into()));
        assert_eq!(admitted("secret", &made(), &"c1".into(), NOW + LIFE), None);
    }

    #[test]
    fn a_token_opens_no_other_call_and_cannot_be_changed() {
        assert_eq!(admitted("secret", &made(), &"c2".into(), NOW), None);
        assert_eq!(admitted("other", &made(), &"c1".into(), NOW), None);
        let (_, seal) = made().split_once('.').map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap();
        let forged = format!("{}.{seal}", URL_SAFE_NO_PAD.encode(format!("c1.jonas.{}", NOW.0 + 10_000)));
        assert_eq!(admitted("secret", &forged, &"c1".into(), NOW), None);
        for broken in ["", ".", "x", "a.b", "!!!.???"] {
            assert_eq!(admitted("secret", broken, &"c1".into(), NOW), None);
        }
    }
}
