//! What is right in a workspace, decided without a clock, a socket or a database.

pub(crate) mod access;
pub(crate) mod call;
pub(crate) mod limits;
pub(crate) mod login;
pub(crate) mod markdown;
pub(crate) mod mentions;
pub(crate) mod presence;
pub(crate) mod sign_on_state;
pub(crate) mod signal;
pub(crate) mod tickets;
pub(crate) mod unread;
