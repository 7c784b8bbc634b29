//! Who is on the way in through the company's login: first with a code, then with a credential.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use vconnct_proto::{Timestamp, UserId};

use crate::{ids, rules::tickets::Tickets};

/// Codes of the company's login and credentials of the workspace. Only fingerprints of them are kept.
pub(crate) struct SingleSignOn(Mutex<Underway>);

struct Underway {
    codes: Tickets<UserId>,
    credentials: Tickets<Credential>,
}

struct Credential {
    person: UserId,
    secret: String,
}

impl SingleSignOn {
    /// The company knows this person: a code by which the workspace will, too.
    pub fn recognised(&self, now: Timestamp, person: UserId) -> String {
        let code = ids::secret();
        self.underway().codes.put(now, ids::fingerprint(&code), person);
        code
    }

    /// Uses up a code: the secret of the credential `token`, if the code is good.
    pub fn exchange(&self, now: Timestamp, code: &str, token: &str) -> Option<String> {
        let mut underway = self.underway();
        let person = underway.codes.take(now, &ids::fingerprint(code), |_| true)?;
        let secret = ids::secret();
        let credential = Credential { person, secret: ids::fingerprint(&secret) };
        underway.credentials.put(now, ids::fingerprint(token), credential);
        Some(secret)
    }

    /// Whose credential this is, if it is good. It stays good: a code may be asked for first.
    pub fn bearer(&self, now: Timestamp, token: &str, secret: &str) -> Option<UserId> {
        let secret = ids::fingerprint(secret);
        let underway = self.underway();
        let found = underway.credentials.look(now, &ids::fingerprint(token))?;
        (found.secret == secret).then(|| found.person.clone())
    }

    /// Uses up a credential: whose it is, if it is good.
    pub fn redeem(&self, now: Timestamp, token: &str, secret: &str) -> Option<UserId> {
        let secret = ids::fingerprint(secret);
        let mut underway = self.underway();
        let found = underway.credentials.take(now, &ids::fingerprint(token), |credential| credential.secret == secret);
        found.map(|credential| credential.person)
    }

    fn underway(&self) -> MutexGuard<'_, Underway> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for SingleSignOn {
    fn default() -> Self {
        Self(Mutex::new(Underway { codes: Tickets::new(CODE_LIFE), credentials: Tickets::new(CREDENTIAL_LIFE) }))
    }
}

/// A browser needs no longer from one page to the next.
const CODE_LIFE: Duration = Duration::from_secs(60);
/// A person may have to tell the browser first that the app may be opened.
const CREDENTIAL_LIFE: Duration = Duration::from_secs(300);
