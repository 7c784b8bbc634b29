//! Stories, told at the level of the whole machine.

mod callee;
mod caller;
mod glare;
mod link;
mod office;
mod stock;
mod stories;
mod world;
