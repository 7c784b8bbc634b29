//! macOS announces to all programs that the screen was locked, and unlocked.

use std::ptr::NonNull;

use block2::RcBlock;
use objc2_foundation::{NSDistributedNotificationCenter, NSNotification, NSString};
use vconnct_client::{Circumstance, Client};

/// Follows it until the agent ends. What was so before is not told.
pub(super) fn follow(client: &Client) {
    for (name, locked) in [("com.apple.screenIsLocked", true), ("com.apple.screenIsUnlocked", false)] {
        let client = client.clone();
        let told = move |_: NonNull<NSNotification>| client.desktop(Circumstance::Locked, locked);
        let (name, block) = (NSString::from_str(name), RcBlock::new(told));
        let center = NSDistributedNotificationCenter::defaultCenter();
        // SAFETY: what the block holds may be sent to the thread that it is run on. The center keeps the observer
        // for as long as this program lives.
        let _observer = unsafe { center.addObserverForName_object_queue_usingBlock(Some(&name), None, None, &block) };
    }
}
