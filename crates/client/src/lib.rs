//! One signed-in person at one workspace, and the boundary to every surface.

pub mod action;
pub mod update;
