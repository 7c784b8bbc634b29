//! Windows calls back on a thread of its own, and waits some two seconds for us.

use std::{ffi::c_void, ptr};

use windows::Win32::{
    Foundation::HANDLE,
    System::Power::{DEVICE_NOTIFY_SUBSCRIBE_PARAMETERS, PowerRegisterSuspendResumeNotification},
    UI::WindowsAndMessaging::{DEVICE_NOTIFY_CALLBACK, PBT_APMRESUMEAUTOMATIC, PBT_APMSUSPEND},
};

use super::steps::Teller;

pub(super) fn listen(tell: Teller) {
    // As long as this program lives it may be called.
    let tell = Box::into_raw(Box::new(tell));
    let mut call = DEVICE_NOTIFY_SUBSCRIBE_PARAMETERS { Callback: Some(happened), Context: tell.cast() };
    let mut registration = ptr::null_mut();
    // SAFETY: `call` is copied, and may be read and `registration` written to until then.
    let registered = unsafe {
        PowerRegisterSuspendResumeNotification(
            DEVICE_NOTIFY_CALLBACK,
            HANDLE(ptr::from_mut(&mut call).cast()),
            &mut registration,
        )
    };
    if let Err(error) = registered.ok() {
        log::info!("sleep: nobody tells of it: {error}");
        // SAFETY: it comes from the box above, and nobody has been told of it.
        drop(unsafe { Box::from_raw(tell) });
    }
}

unsafe extern "system" fn happened(tell: *const c_void, what: u32, _: *const c_void) -> u32 {
    // SAFETY: it is what was registered, and is never freed.
    let tell = unsafe { &*tell.cast::<Teller>() };
    match what {
        PBT_APMSUSPEND => tell.falls_asleep(),
        PBT_APMRESUMEAUTOMATIC => tell.wakes(),
        _ => {} // others say the same again
    }
    0
}
