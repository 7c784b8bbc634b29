//! Windows' shell, which knows the program for everything, and says itself whether it came to start.

use std::{ffi::OsStr, thread};

use tokio::sync::oneshot;
use windows::{
    Win32::{
        System::Com::{COINIT_APARTMENTTHREADED, COINIT_DISABLE_OLE1DDE, CoInitializeEx, CoUninitialize},
        UI::{Shell::ShellExecuteW, WindowsAndMessaging::SW_SHOWNORMAL},
    },
    core::{HSTRING, PCWSTR, w},
};

/// Opens an address, a folder or a file, and says whether something was started for it. What comes forward is the
/// system's own matter here: no token is needed.
pub(super) async fn opens(what: &OsStr, _token: Option<&str>) -> bool {
    let (done, answer) = oneshot::channel();
    let what = HSTRING::from(what);
    let open = move || done.send(execute(&what));
    // A thread of its own: the shell may take its time, and what it is told of COM it is told for good.
    let started = thread::Builder::new().name("shell".into()).spawn(open);
    started.is_ok() && answer.await.unwrap_or(false)
}

fn execute(what: &HSTRING) -> bool {
    // SAFETY: all texts end with a zero and outlive the call, and this thread leaves COM as often as it has entered it.
    unsafe {
        // Parts of the shell are COM's. On any other kind of thread it would hand the work on, and not know the answer.
        let entered = CoInitializeEx(None, COINIT_APARTMENTTHREADED | COINIT_DISABLE_OLE1DDE);
        let answer = ShellExecuteW(None, w!("open"), what, PCWSTR::null(), PCWSTR::null(), SW_SHOWNORMAL);
        if entered.is_ok() {
            CoUninitialize();
        }
        answer.0 as usize > LAST_FAULT
    }
}

/// Up to here an answer says what went wrong.
const LAST_FAULT: usize = 32;

#[cfg(test)]
mod tests {
    use super::*;

    /// What does open would come up on the desktop of whoever runs this.
    #[tokio::test]
    async fn what_is_not_there_does_not_open() {
        let folder = tempfile::tempdir().unwrap();
        assert!(!opens(folder.path().join("gone").as_os_str(), None).await);
    }
}
