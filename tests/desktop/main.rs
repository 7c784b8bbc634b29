//! The real programs on a real desktop: display, notification service, sound server, key store.

mod no_answer;
mod notifications;
mod services;
mod window;
