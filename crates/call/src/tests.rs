//! Stories, told at the level of the whole machine.
