//! Words for a person who waits for a window, where none of ours can be shown: in a small one of the system's own,
//! until the person has read them. On the main thread.

#[cfg(target_os = "linux")]
pub(crate) fn tell(why: &str) {
    use gtk::prelude::{DialogExt, GtkWindowExt};

    let (none, flags) = (None::<&gtk::Window>, gtk::DialogFlags::empty());
    let dialog = gtk::MessageDialog::new(none, flags, gtk::MessageType::Info, gtk::ButtonsType::Close, why);
    dialog.set_title("Vconnct");
    dialog.run();
}

#[cfg(target_os = "macos")]
pub(crate) fn tell(why: &str) {
    use objc2::MainThreadMarker;
    use objc2_app_kit::NSAlert;
    use objc2_foundation::NSString;

    if let Some(main_thread) = MainThreadMarker::new() {
        let alert = NSAlert::new(main_thread);
        alert.setMessageText(&NSString::from_str(why));
        alert.runModal();
    }
}

#[cfg(windows)]
pub(crate) fn tell(why: &str) {
    use windows::{
        Win32::UI::WindowsAndMessaging::{MB_ICONINFORMATION, MessageBoxW},
        core::{HSTRING, w},
    };

    // SAFETY: both texts outlive the call.
    unsafe { MessageBoxW(None, &HSTRING::from(why), w!("Vconnct"), MB_ICONINFORMATION) };
}
