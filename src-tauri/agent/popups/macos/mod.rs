//! Notifications of macOS, by the framework UserNotifications.

mod center;
mod delegate;

pub(super) use self::center::{Center, Toast};
