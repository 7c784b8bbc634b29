#[cfg(test)]
mod sample;

mod owner;
mod popups;
mod ringer;
mod strings;
mod timings;

fn main() {}
