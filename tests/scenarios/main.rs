//! Agent, server and command line as real processes with real sockets, files and deaths.

mod bad_input;
mod browser_sign_in;
mod command_line;
mod direct_calls;
mod doctor;
mod faults;
mod links;
mod many_rooms;
mod other_clients;
mod policy;
mod proxies;
mod quiet;
mod recovery;
mod rooms;
mod rung_by_others;
mod sessions;
mod shipped;
mod sign_in;
mod two_workspaces;
