//! Why a ring ended without a call.

/// Why a direct call ended without having been joined here.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum EndReason {
    /// Another device of this person joined it.
    AnsweredElsewhere,
    /// Whoever called gave up.
    Canceled,
    /// Whoever was called said no.
    Declined,
    /// It could not be started or joined.
    Failed,
    /// The connection was gone for too long.
    Interrupted,
    /// Nobody picked up, or the caller fell silent.
    Unanswered,
}
