//! The workspace as its clients see it: over HTTP and WebSocket, on a loopback port.

mod calls;
mod client;
mod examples;
mod messages;
mod rooms;
mod sessions;
mod signals;
