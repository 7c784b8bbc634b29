//! The workspace as its clients see it: over HTTP and WebSocket, on a loopback port.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod calls;
mod client;
mod examples;
mod messages;
mod rooms;
mod sessions;
mod signals;
mod single_sign_on;
