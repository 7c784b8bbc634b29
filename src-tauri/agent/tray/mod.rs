//! The icon in the panel: how reachable one is, and the answers to a call, one click away.

#[cfg(not(target_os = "linux"))]
mod elsewhere;
#[cfg(target_os = "linux")]
mod face;
#[cfg(target_os = "linux")]
mod item;
#[cfg(target_os = "linux")]
mod linux;
#[cfg(target_os = "linux")]
mod panel;
#[cfg(target_os = "linux")]
mod pictures;
#[cfg(target_os = "linux")]
mod quiet;

#[cfg(not(target_os = "linux"))]
pub(crate) use self::elsewhere::follow;
#[cfg(target_os = "linux")]
pub(crate) use self::linux::follow;
