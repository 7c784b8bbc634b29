//! The real programs on a real desktop: display, notification service, sound server, key store.

mod activation;
mod call_pages;
mod call_window;
mod doctor;
mod export;
mod first_sign_in;
mod icon;
mod key_portal;
mod login;
mod messages;
mod no_answer;
mod notifications;
mod onlookers;
mod quiet;
mod ring_choices;
mod sandbox;
mod scripted_desk;
mod services;
mod shortcuts;
mod silencing;
mod succession;
mod waiting;
mod window;
