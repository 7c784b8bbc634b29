//! Marks on the path of a ring, for a bench to read. Costs one look at a cell when nobody asks.

use std::{
    fs::{File, OpenOptions},
    io::Write,
    sync::OnceLock,
};

/// Appends `{"what":…,"ns":…}` to the file named by `VCONNCT_TIMINGS`, if there is one. The time is
/// `CLOCK_MONOTONIC`, so that marks of several processes can be compared.
pub(crate) fn mark(what: &'static str) {
    static FILE: OnceLock<Option<File>> = OnceLock::new();
    let Some(mut file) = FILE.get_or_init(open).as_ref() else { return };
    // One write, so that lines of several threads stay whole. A bench that lost its file notices.
    let _ = file.write_all(format!("{{\"what\":\"{what}\",\"ns\":{}}}\n", monotonic_ns()).as_bytes());
}

fn open() -> Option<File> {
    let path = std::env::var_os("VCONNCT_TIMINGS")?;
    OpenOptions::new().create(true).append(true).open(path).ok()
}

#[cfg(target_os = "linux")]
fn monotonic_ns() -> u64 {
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: `time` lives through the call, and every Linux has this clock.
    unsafe { libc::clock_gettime(libc::CLOCK_MONOTONIC, &raw mut time) };
    u64::try_from(time.tv_sec * 1_000_000_000 + time.tv_nsec).unwrap_or_default()
}

#[cfg(not(target_os = "linux"))]
fn monotonic_ns() -> u64 {
    use std::time::{SystemTime, UNIX_EPOCH};
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_nanos()).unwrap_or(u64::MAX)
}
