//! Where tokens are kept between two starts: the system's key store, behind a trait.

use std::{fmt, future::Future, pin::Pin, sync::Arc};

use thiserror::Error;

/// A future a trait object can return.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// The token of a session. Its `Debug` never shows it, so that no log can.
#[derive(Clone, Eq, PartialEq)]
pub struct Token(Arc<str>);

impl Token {
    /// The token as the workspace gave it.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl From<String> for Token {
    fn from(token: String) -> Self {
        Self(token.into())
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

/// Keeps one token for each person at each workspace.
pub trait Credentials: Send + Sync + 'static {
    /// The token of `user` (an id) at `workspace` (a root address), if one is kept.
    fn load(&self, workspace: &str, user: &str) -> BoxFuture<'_, Result<Option<Token>, CredentialsError>>;

    /// Keeps `token`, in place of an older one.
    fn store(&self, workspace: &str, user: &str, token: &Token) -> BoxFuture<'_, Result<(), CredentialsError>>;

    /// Forgets the token; none being there is no error.
    fn forget(&self, workspace: &str, user: &str) -> BoxFuture<'_, Result<(), CredentialsError>>;
}

/// Why a token could not be kept or read.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
pub enum CredentialsError {
    /// This system has no key store: the session lasts until the agent ends.
    #[error("this system has no key store")]
    Absent,
    #[error("the key store failed: {0}")]
    Failed(String),
    /// Ask again when the person acts, not in a loop.
    #[error("the key store is locked")]
    Locked,
}
