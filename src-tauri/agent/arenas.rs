//! How the system's allocator divides memory among threads.

/// Has all threads share two arenas. Sound takes three threads for each ring, and glibc would give each an arena of its own
/// and keep what it has held there: some megabytes after a day of calls.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
pub(crate) fn share() {
    // SAFETY: it sets a number of the allocator's, and no other thread runs yet.
    unsafe { libc::mallopt(libc::M_ARENA_MAX, 2) };
}

#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
pub(crate) fn share() {}
