//! The real programs on a real desktop: display, notification service, sound server, key store.

mod login;
mod no_answer;
mod notifications;
mod quiet;
mod ring_choices;
mod services;
mod shortcuts;
mod window;
