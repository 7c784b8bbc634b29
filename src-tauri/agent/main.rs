#[cfg(test)]
mod sample;

mod owner;
mod ringer;
mod strings;
mod timings;

fn main() {}
