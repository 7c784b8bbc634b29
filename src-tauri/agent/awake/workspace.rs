//! macOS posts it where the main thread's event loop is, and the machine stays awake until we return there.

use std::ptr::NonNull;

use block2::RcBlock;
use objc2_app_kit::{NSWorkspace, NSWorkspaceDidWakeNotification, NSWorkspaceWillSleepNotification};
use objc2_foundation::{NSNotification, NSNotificationName};

use super::steps::Teller;

pub(super) fn listen(tell: Teller) {
    let wakes = tell.clone();
    // SAFETY: both names are there as long as the framework is.
    let (will_sleep, did_wake) = unsafe { (NSWorkspaceWillSleepNotification, NSWorkspaceDidWakeNotification) };
    observe(will_sleep, move || tell.falls_asleep());
    observe(did_wake, move || wakes.wakes());
}

fn observe(name: &NSNotificationName, happened: impl Fn() + Send + 'static) {
    let block = RcBlock::new(move |_: NonNull<NSNotification>| happened());
    let center = NSWorkspace::sharedWorkspace().notificationCenter();
    // SAFETY: what the block holds may be sent to the thread that it is run on. The center keeps the observer
    // for as long as this program lives.
    let _observer = unsafe { center.addObserverForName_object_queue_usingBlock(Some(name), None, None, &block) };
}
