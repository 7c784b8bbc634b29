//! The guide, click by click, in Chromium: the pages that ship, the real agent, the real workspace.

mod call_page;
mod direct_call;
mod group_call;
mod log;
mod own_status;
mod sign_in;
