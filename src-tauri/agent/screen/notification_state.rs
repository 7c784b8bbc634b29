//! What Windows says of the screen when asked; it tells nobody by itself who has no window.

/// What follows from a `QUERY_USER_NOTIFICATION_STATE`: whether the screen is locked, and whether a program fills it.
fn read(state: i32) -> (bool, bool) {
    (state == NOT_PRESENT, matches!(state, BUSY | RUNNING_D3D_FULL_SCREEN | PRESENTATION_MODE))
}

#[cfg(windows)]
pub(super) async fn follow(client: vconnct_client::Client) {
    use vconnct_client::Circumstance;
    use windows::Win32::UI::Shell::SHQueryUserNotificationState;

    loop {
        // SAFETY: it writes one number, into a place of its own.
        let state = unsafe { SHQueryUserNotificationState() };
        let (locked, full_screen) = state.map(|state| read(state.0)).unwrap_or_default();
        client.desktop(Circumstance::Locked, locked);
        client.desktop(Circumstance::FullScreen, full_screen);
        tokio::time::sleep(GLANCE).await;
    }
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
}
