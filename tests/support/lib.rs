//! Real programs, told as stories.
//!
//! A [`desk::Desk`] is one person's machine with a display, a bus, sound, a key store and a
//! notification service of its own. Nothing of it outlives its story, and nothing of the machine
//! the story is told on is seen by the programs in it. All waiting is for a condition
//! ([`eventually`]); what never comes true fails with the logs of everything that ran.

pub mod bridge;
pub mod browser_sign_in;
pub mod bus;
pub mod call_page;
pub mod desk;
pub mod display;
pub mod dock;
pub mod eventually;
pub mod eye;
pub mod home;
pub mod impostor;
pub mod key_portal;
pub mod key_store;
pub mod many_rooms;
pub mod notifications;
pub mod page;
pub mod peer;
pub mod person;
pub mod picture;
pub mod portal;
pub mod process;
pub mod proxy;
pub mod screen_saver;
pub mod scripted;
pub mod socks;
pub mod sound;
pub mod surface;
pub mod system;
pub mod tone;
pub mod wav;
pub mod web;
pub mod windows;
pub mod workspace;
