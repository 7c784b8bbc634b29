//! The one clock things are measured with: it never jumps, and it runs on while the machine sleeps.

use vconnct_proto::{Millis, Timestamp};

/// Now, by the steady clock.
#[cfg(any(target_os = "linux", target_os = "macos"))]
pub(crate) fn now() -> Millis {
    #[cfg(target_os = "linux")]
    const CLOCK: libc::clockid_t = libc::CLOCK_BOOTTIME;
    // An `Instant` stands still in sleep there (CLOCK_UPTIME_RAW).
    #[cfg(target_os = "macos")]
    const CLOCK: libc::clockid_t = libc::CLOCK_MONOTONIC_RAW;
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: the pointer is to a timespec of our own.
    unsafe { libc::clock_gettime(CLOCK, &raw mut time) };
    let seconds = u64::try_from(time.tv_sec).unwrap_or_default();
    Millis(seconds * 1_000 + u64::try_from(time.tv_nsec / 1_000_000).unwrap_or_default())
}

/// Now, by the steady clock.
#[cfg(not(any(target_os = "linux", target_os = "macos")))]
pub(crate) fn now() -> Millis {
    use std::{sync::OnceLock, time::Instant};
    static START: OnceLock<Instant> = OnceLock::new();
    let elapsed = START.get_or_init(Instant::now).elapsed();
    Millis(u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX))
}

/// Now, by the wall clock.
pub(crate) fn wall() -> Timestamp {
    Timestamp(jiff::Timestamp::now().as_millisecond())
}

/// Now, in the time people here live by.
pub(crate) fn zoned() -> jiff::Zoned {
    jiff::Zoned::now()
}

/// Now, by the wall clock, in microseconds since 1970.
pub(crate) fn wall_us() -> i64 {
    jiff::Timestamp::now().as_microsecond()
}
