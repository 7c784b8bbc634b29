//! Signing in and out, the same for REST and the realtime API.

use std::time::Duration;

use serde_json::{Value, json};
use vconnct_proto::{Timestamp, UserId};

use crate::{
    documents::Person,
    ids,
    refusal::Refusal,
    rules::login::{Attempt, hash, totp_matches},
    store::Credentials,
    workspace::Workspace,
};

/// Somebody is signed in.
#[derive(Clone, Debug)]
pub(crate) struct Session {
    pub person: Person,
    pub token: String,
    pub expires: Timestamp,
}

/// Why somebody is not.
#[derive(Clone, Debug)]
pub(crate) enum NotSignedIn {
    /// An unknown user, a wrong password and a credential that is not good look the same.
    Unauthorized,
    CodeNeeded,
    CodeWrong,
    /// The token is unknown, or its time is over.
    LoggedOut,
    Trouble(Refusal),
}

impl Workspace {
    pub async fn sign_in(&self, attempt: Attempt) -> Result<Session, NotSignedIn> {
        match attempt {
            Attempt::Credential { token, secret, code } => self.redeem(&token, &secret, code).await,
            Attempt::Password { login, digest, code } => self.check_password(login, digest, code).await,
            Attempt::Resume(token) => self.resume(token).await,
        }
    }

    /// Whose password this is. No code is asked for here: that is the workspace's matter, not the company's.
    pub async fn recognise(&self, login: String, password: &str) -> Result<UserId, NotSignedIn> {
        Ok(self.credentials(login, hash(password)).await?.uid)
    }

    /// Whose token this is.
    pub async fn session(&self, token: &str) -> Result<Option<UserId>, Refusal> {
        let fingerprint = ids::fingerprint(token);
        Ok(self.run(move |tx| tx.token(&fingerprint)).await?.map(|(uid, _)| uid))
    }

    /// Ends a session: its token is worth nothing any more, and its sockets are closed.
    pub async fn sign_out(&self, token: &str) -> Result<(), Refusal> {
        let fingerprint = ids::fingerprint(token);
        let dropped = fingerprint.clone();
        self.run(move |tx| tx.drop_token(&dropped)).await?;
        self.hub().end_session(&fingerprint);
        Ok(())
    }

    /// Ends all sessions of a person but one, as [`Self::sign_out`] does.
    pub async fn sign_out_elsewhere(&self, person: &UserId, but: &str) -> Result<(), Refusal> {
        let (person, kept) = (person.clone(), ids::fingerprint(but));
        for fingerprint in self.run(move |tx| tx.drop_other_tokens(&person, &kept)).await? {
            self.hub().end_session(&fingerprint);
        }
        Ok(())
    }

    async fn resume(&self, token: String) -> Result<Session, NotSignedIn> {
        let fingerprint = ids::fingerprint(&token);
        let found = self.run(move |tx| {
            let Some((uid, expires)) = tx.token(&fingerprint)? else { return Ok(None) };
            Ok(tx.person(&uid)?.map(|person| (person, expires)))
        });
        let (person, expires) = found.await?.ok_or(NotSignedIn::LoggedOut)?;
        Ok(Session { person, token, expires })
    }

    async fn check_password(
        &self,
        login: String,
        digest: String,
        code: Option<String>,
    ) -> Result<Session, NotSignedIn> {
        let credentials = self.credentials(login, digest).await?;
        self.check_code(credentials.totp.as_deref(), code)?;
        self.open_session(credentials.uid).await
    }

    fn check_code(&self, secret: Option<&[u8]>, code: Option<String>) -> Result<(), NotSignedIn> {
        let Some(secret) = secret else { return Ok(()) };
        let code = code.ok_or(NotSignedIn::CodeNeeded)?;
        if totp_matches(secret, &code, self.now()) { Ok(()) } else { Err(NotSignedIn::CodeWrong) }
    }

    /// What is known of the person whose password this is.
    async fn credentials(&self, login: String, digest: String) -> Result<Credentials, NotSignedIn> {
        let known = self.run(move |tx| tx.credentials(&login)).await?;
        let stored = known.as_ref().map(|credentials| credentials.password.clone());
        let matches = verify(digest, stored, self.terms().cost).await;
        known.filter(|_| matches).ok_or(NotSignedIn::Unauthorized)
    }

    async fn redeem(&self, token: &str, secret: &str, code: Option<String>) -> Result<Session, NotSignedIn> {
        let bearer = self.single_sign_on().bearer(self.now(), token, secret).ok_or(NotSignedIn::Unauthorized)?;
        let totp = self.run(move |tx| tx.totp(&bearer)).await?;
        self.check_code(totp.as_deref(), code)?;
        let person = self.single_sign_on().redeem(self.now(), token, secret);
        self.open_session(person.ok_or(NotSignedIn::Unauthorized)?).await
    }

    async fn open_session(&self, person: UserId) -> Result<Session, NotSignedIn> {
        let token = ids::secret();
        let fingerprint = ids::fingerprint(&token);
        let opened = self.run(move |tx| {
            let expires = tx.now + SESSION_LIFE;
            tx.add_token(&fingerprint, &person, expires)?;
            Ok((tx.me(&person)?, expires))
        });
        let (person, expires) = opened.await?;
        Ok(Session { person, token, expires })
    }
}

impl NotSignedIn {
    /// The error's name, a number for some.
    pub fn error(&self) -> Value {
        match self {
            Self::Unauthorized => json!("Unauthorized"),
            Self::CodeNeeded => json!("totp-required"),
            Self::CodeWrong => json!("totp-invalid"),
            Self::LoggedOut | Self::Trouble(_) => json!(403),
        }
    }

    pub fn reason(&self) -> &'static str {
        match self {
            Self::Unauthorized => "Unauthorized",
            Self::CodeNeeded => "TOTP Required",
            Self::CodeWrong => "TOTP Invalid",
            Self::LoggedOut => "You've been logged out by the server. Please log in again.",
            Self::Trouble(_) => "Internal server error",
        }
    }

    /// Which codes would do.
    pub fn details(&self) -> Option<Value> {
        let details = |generated| {
            let mut details = json!({ "method": "totp", "availableMethods": ["totp"] });
            if generated {
                details["codeGenerated"] = json!(false);
            }
            details
        };
        match self {
            Self::CodeNeeded => Some(details(true)),
            Self::CodeWrong => Some(details(false)),
            _ => None,
        }
    }

    /// As REST says it.
    pub fn refusal(&self) -> Refusal {
        let message = match self {
            Self::Trouble(refusal) => return refusal.clone(),
            Self::Unauthorized => self.reason().to_owned(),
            _ => format!("{} [{}]", self.reason(), self.error().to_string().trim_matches('"')),
        };
        Refusal::login(self.error(), &message, self.details())
    }
}

impl From<Refusal> for NotSignedIn {
    fn from(refusal: Refusal) -> Self {
        Self::Trouble(refusal)
    }
}

/// What is stored of a password.
pub(crate) async fn protect(password: &str, cost: u32) -> Result<String, Refusal> {
    let digest = hash(password);
    let hashed = tokio::task::spawn_blocking(move || bcrypt::hash(digest, cost)).await;
    hashed.ok().and_then(Result::ok).ok_or_else(Refusal::internal)
}

/// Takes the same time whether or not there is such a person.
async fn verify(digest: String, stored: Option<String>, cost: u32) -> bool {
    let check = move || match stored {
        Some(stored) => bcrypt::verify(digest, &stored).unwrap_or(false),
        None => bcrypt::hash(digest, cost).is_err(),
    };
    tokio::task::spawn_blocking(check).await.unwrap_or(false)
}

/// Stock servers' default.
const SESSION_LIFE: Duration = Duration::from_secs(90 * 24 * 3600);
