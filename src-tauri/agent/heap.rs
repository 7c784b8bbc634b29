//! What glibc's allocator keeps for itself. Others need no help.

use std::time::Duration;

use tokio::{select, task::spawn_blocking, time::timeout};
use vconnct_client::Client;

/// Has all threads share two arenas. Sound takes three threads for each ring, and glibc would give each an arena of
/// its own and keep what it has held there: some megabytes after a day of calls.
pub(crate) fn share_arenas() {
    // SAFETY: it sets a number of the allocator's, and no other thread runs yet.
    unsafe { libc::mallopt(libc::M_ARENA_MAX, 2) };
}

/// Gives back what a ring or a window leaves behind, once it is quiet again: left to itself glibc keeps some 1.5 MB after
/// the first ring.
pub(crate) fn follow(client: Client) {
    let parts = client.parts();
    let (mut calls, mut session, mut windows) = (parts.calls.clone(), parts.session.clone(), parts.windows.clone());
    tokio::spawn(async move {
        let mut change = async || {
            select! {
                changed = calls.changed() => changed,
                changed = session.changed() => changed,
                changed = windows.changed() => changed,
            }
        };
        loop {
            while let Ok(changed) = timeout(QUIET, change()).await {
                let Ok(()) = changed else { return }; // the agent ends
            }
            let _ = spawn_blocking(give_back).await; // it has nothing to say
            let Ok(()) = change().await else { return };
        }
    });
}

fn give_back() {
    // SAFETY: it frees what is free already, under the allocator's own locks.
    unsafe { libc::malloc_trim(0) };
}

/// A ring, and whatever else asks for memory at once, is over by then.
const QUIET: Duration = Duration::from_secs(5);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lies_free_between_the_used_goes_back_to_the_system() {
        let mut pieces: Vec<Vec<u8>> = (0..32_768).map(|_| vec![1; 1_024]).collect();
        let mut number = 0;
        pieces.retain(|_| {
            number += 1;
            number % 64 == 0
        });
        let before = resident();
        give_back();
        let after = resident();
        assert!(before.saturating_sub(after) > 16_384, "{before} and {after} KiB");
        drop(pieces);
    }

    /// Of this process, in KiB.
    fn resident() -> u64 {
        let status = std::fs::read_to_string("/proc/self/status").unwrap();
        let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
        line.split_whitespace().nth(1).unwrap().parse().unwrap()
    }
}
