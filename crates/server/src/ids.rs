//! Fresh ids and secrets, all from the system's random source.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};
use vconnct_proto::Timestamp;

/// 17 characters nobody confuses when reading them aloud: rooms, people, subscriptions, messages.
pub(crate) fn short() -> String {
    random::<17>().iter().map(|byte| char::from(ALPHABET[usize::from(*byte) % ALPHABET.len()])).collect()
}

/// 24 hex digits that grow with time: calls, and messages made by the workspace itself.
pub(crate) fn hex(now: Timestamp) -> String {
    format!("{:08x}{}", now.0 / 1000, to_hex(&random::<8>()))
}

/// A secret that nobody guesses: 43 characters.
pub(crate) fn secret() -> String {
    URL_SAFE_NO_PAD.encode(random::<32>())
}

/// What is kept of a secret, so that a stolen database opens no session.
pub(crate) fn fingerprint(secret: &str) -> String {
    to_hex(&Sha256::digest(secret))
}

fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    // Without randomness every session could be guessed: better not to go on.
    getrandom::fill(&mut bytes).expect("the operating system has a random source");
    bytes
}

fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

const ALPHABET: &[u8] = b"23456789ABCDEFGHJKLMNPQRSTWXYZabcdefghijkmnopqrstuvwxyz";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_have_their_customary_lengths() {
        assert_eq!(short().len(), 17);
        assert_eq!(hex(Timestamp(1_789_376_400_000)).len(), 24);
        assert_eq!(secret().len(), 43);
        assert_ne!(secret(), secret());
    }

    #[test]
    fn hex_ids_grow_with_time() {
        assert!(hex(Timestamp(1_789_376_400_000)) < hex(Timestamp(1_789_376_401_000)));
    }
}
