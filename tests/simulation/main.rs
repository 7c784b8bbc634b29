//! Whole clients, a whole workspace and everything that comes between them, in virtual time.
//!
//! A world is made from a seed: people with two devices each, ours and the vendor's, who call, answer and change
//! their minds while frames are lost, doubled and late, lines die, computers sleep, programs crash and the server
//! starts anew. What is shipped decides: `vconnct_client::core` behind `vconnct_proto::Session`, and the server's
//! `rules`. A [`witness`] sees everything and objects. The same seed is always the same world:
//!
//! ```text
//! VCONNCT_SEED=123 cargo xtask test simulation
//! ```

mod device;
mod drive;
mod faults;
mod network;
mod people;
mod server;
mod settled;
mod stock;
mod together;
mod trace;
mod witness;
mod world;

use std::{
    io::{Write, stderr},
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Mutex,
    time::{Duration, Instant},
};

use world::World;

#[test]
fn whatever_happens_rings_are_true_answers_arrive_and_outcomes_are_kept() {
    match wanted("VCONNCT_SEED") {
        Some(seed) => tell(seed),
        None => look_for_trouble(wanted("VCONNCT_SEEDS").unwrap_or(SEEDS)),
    }
}

/// One world, told in full.
fn tell(seed: u64) {
    let mut world = World::new(seed, true);
    let objection = outcome(&mut world);
    say(&world.trace.to_string());
    assert!(objection.is_none(), "seed {seed}: {}", objection.unwrap_or_default());
}

/// The worlds of the first seeds, then fresh ones for a while; on all processors.
fn look_for_trouble(known: u64) {
    let fresh = fastrand::u64(known..1 << 40);
    let until = Duration::from_secs(wanted("VCONNCT_FRESH").unwrap_or(FRESH_UNTIL));
    say(&format!("simulation: {known} known worlds, then fresh ones from {fresh} on"));
    let (began, seeds, sum) = (Instant::now(), Mutex::new((0..known).chain(fresh..)), Mutex::new(Sum::default()));
    let next = || {
        let is_over = sum.lock().is_ok_and(|sum| sum.objection.is_some());
        let seed = seeds.lock().ok().and_then(|mut seeds| seeds.next())?;
        (!is_over && (seed < known || began.elapsed() < until)).then_some(seed)
    };
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| {
                while let Some(seed) = next() {
                    let mut world = World::new(seed, false);
                    let objection = outcome(&mut world);
                    sum.lock().iter_mut().for_each(|sum| sum.add(seed, &world, objection.clone()));
                }
            });
        }
    });
    let sum = sum.into_inner().unwrap_or_default();
    if let Some((seed, objection)) = sum.objection {
        panic!("{objection}\n\nThe same again, told in full:\n  VCONNCT_SEED={seed} cargo xtask test simulation\n");
    }
    let (years, seconds) = (sum.lived.as_secs_f64() / YEAR, began.elapsed().as_secs_f64());
    let (worlds, calls, people) = (sum.worlds, sum.calls, world::PEOPLE.len());
    say(&format!(
        "simulation: {worlds} worlds of {people} people, {calls} calls, {years:.1} years in {seconds:.0} s: \
         {:.2} years and {:.0} calls a second",
        years / seconds,
        calls as f64 / seconds
    ));
}

/// What has been seen so far.
#[derive(Default)]
struct Sum {
    worlds: u64,
    calls: u64,
    lived: Duration,
    /// The first objection, and in which world.
    objection: Option<(u64, String)>,
}

impl Sum {
    fn add(&mut self, seed: u64, world: &World, objection: Option<String>) {
        self.worlds += 1;
        self.calls += world.calls;
        self.lived += world.lived();
        self.objection = self.objection.take().or(objection.map(|objection| (seed, objection)));
    }
}

/// Lets a world live to its end; what the witness, or the code itself, objects to.
fn outcome(world: &mut World) -> Option<String> {
    match catch_unwind(AssertUnwindSafe(|| world.live())) {
        Ok(objection) => objection,
        Err(panic) => Some(panic.downcast_ref::<String>().cloned().unwrap_or_else(|| "a panic, see above".into())),
    }
}

/// Says something even if the test succeeds.
fn say(text: &str) {
    let _ = writeln!(stderr(), "{text}"); // who closed it does not want to know
}

fn wanted(variable: &str) -> Option<u64> {
    std::env::var(variable).ok().and_then(|value| value.parse().ok())
}

/// Worlds that every run looks at: some fifteen seconds of them.
const SEEDS: u64 = 60;
/// Fresh worlds are begun until then, in seconds. None where a change is judged: what a world nobody has
/// seen before shows is seldom that change's doing.
const FRESH_UNTIL: u64 = 30;
const YEAR: f64 = 365.25 * 24.0 * 3_600.0;
