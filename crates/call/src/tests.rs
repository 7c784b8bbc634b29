//! Stories, told at the level of the whole machine.

mod callee;
mod caller;
mod every_event;
mod glare;
mod histories;
mod link;
mod model;
mod office;
mod recorded;
mod rung;
mod stock;
mod stories;
mod world;
