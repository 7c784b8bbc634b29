//! macOS lets programs without windows nap. A nap delays what is due, and an agent's whole work is to be in time.

use objc2_foundation::{NSActivityOptions, NSProcessInfo, NSString};

/// From now on this program does not nap; the machine may still sleep.
pub(crate) fn stay_up() {
    let options = NSActivityOptions::UserInitiatedAllowingIdleSystemSleep;
    let reason = NSString::from_str("Calls ring at once");
    let activity = NSProcessInfo::processInfo().beginActivityWithOptions_reason(options, &reason);
    std::mem::forget(activity); // it lasts as long as somebody has it
}
