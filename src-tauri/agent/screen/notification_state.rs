//! What Windows says when asked: of the screen, and of not disturbing. It tells nobody by itself who has no window.

/// What follows from a `QUERY_USER_NOTIFICATION_STATE`: whether the screen is locked, and whether a program fills it.
fn read(state: i32) -> (bool, bool) {
    (state == NOT_PRESENT, matches!(state, BUSY | RUNNING_D3D_FULL_SCREEN | PRESENTATION_MODE))
}

/// Whether the person shall not be disturbed, `before` that they should not. Windows turns its *do not disturb* on by
/// itself for whatever fills the screen, which is not for it to say of calls: there is a setting of ours for that.
fn is_inhibited(do_not_disturb: bool, full_screen: bool, before: bool) -> bool {
    do_not_disturb && (before || !full_screen)
}

#[cfg(windows)]
pub(super) async fn follow(client: vconnct_client::Client) {
    use vconnct_client::Circumstance;
    use windows::Win32::UI::Shell::SHQueryUserNotificationState;

    let mut inhibited = false;
    loop {
        // SAFETY: it writes one number, into a place of its own.
        let state = unsafe { SHQueryUserNotificationState() };
        let (locked, full_screen) = state.map(|state| read(state.0)).unwrap_or_default();
        inhibited = is_inhibited(do_not_disturb().unwrap_or(false), full_screen, inhibited);
        client.desktop(Circumstance::Locked, locked);
        client.desktop(Circumstance::FullScreen, full_screen);
        client.desktop(Circumstance::Inhibited, inhibited);
        tokio::time::sleep(GLANCE).await;
    }
}

/// Whether it is on. Fails on systems that do not say, before Windows 11 24H2.
#[cfg(windows)]
fn do_not_disturb() -> windows::core::Result<bool> {
    use windows::UI::Notifications::{ToastNotificationManager, ToastNotificationMode};

    Ok(ToastNotificationManager::GetDefault()?.NotificationMode()? != ToastNotificationMode::Unrestricted)
}

/// Between two looks.
#[cfg(windows)]
const GLANCE: std::time::Duration = std::time::Duration::from_secs(2);
/// A screen saver runs, the machine is locked, or another person's session is in front.
const NOT_PRESENT: i32 = 1;
const BUSY: i32 = 2;
const RUNNING_D3D_FULL_SCREEN: i32 = 3;
const PRESENTATION_MODE: i32 = 4;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_locked_or_filled_as_the_system_says_and_else_neither() {
        assert_eq!([1, 2, 3, 4].map(read), [(true, false), (false, true), (false, true), (false, true)]);
        // Accepts notifications; quiet time; an app of the store; what nobody knows yet.
        assert_eq!([5, 6, 7, 99].map(read), [(false, false); 4]);
    }

    #[test]
    fn do_not_disturb_is_the_persons_unless_it_came_with_what_fills_the_screen() {
        assert!(is_inhibited(true, false, false), "turned on");
        assert!(is_inhibited(true, true, true), "on before a film");
        assert!(!is_inhibited(true, true, false), "turned on for a film");
        assert!(!is_inhibited(false, true, true) && !is_inhibited(false, false, true), "turned off");
    }
}
