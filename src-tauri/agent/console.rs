//! Where the command line's words go on Windows.

use windows::Win32::System::Console::{ATTACH_PARENT_PROCESS, AttachConsole};

/// Takes part in the console that the command was typed in. The program has none of its own, so that none
/// comes up with the session; what is redirected stays so.
pub(crate) fn join() {
    // SAFETY: it takes no pointer, and no other thread runs yet.
    let _ = unsafe { AttachConsole(ATTACH_PARENT_PROCESS) }; // fails where there is none, or it is ours already
}
