//! Every course that one call can take within bounds, on the machine that ships.
//!
//! Ada calls Ben, who has two devices. The server keeps its rules, the people act, and the network
//! loses, delays, repeats or cuts. Whatever is not a surprise happens in the order of time: the time
//! jumps to the next delivery or timer. So the number of surprises bounds the search, and nothing
//! else does: every course is followed until nothing is left to happen, long after 60 s.
//!
//! A surprise is a fault of the network or a deed of a person after the call: two of them by
//! default, in any mixture and at any moment. [`DEPTH`] says how many.

mod course;
mod network;
mod properties;
mod server;
mod watch;

use stateright::{Checker, HasDiscoveries, Model, Property};

use self::course::{Course, Step};

/// How far the search goes.
struct Bounds {
    surprises: u8,
}

/// How many surprises, for a deeper look.
const DEPTH: &str = "VCONNCT_MODEL_DEPTH";

impl Bounds {
    fn from_environment() -> Self {
        let depth = std::env::var(DEPTH).unwrap_or_else(|_| "2".to_owned());
        Self { surprises: depth.parse().unwrap_or_else(|_| panic!("{DEPTH} is {depth:?}, no number")) }
    }
}

impl Model for Bounds {
    type State = Course;
    type Action = Step;

    fn init_states(&self) -> Vec<Course> {
        vec![Course::begin(self.surprises)]
    }

    fn actions(&self, course: &Course, steps: &mut Vec<Step>) {
        steps.extend(course.steps());
    }

    fn next_state(&self, course: &Course, step: Step) -> Option<Course> {
        let mut next = course.clone();
        next.take(&step);
        Some(next)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        let always = properties::ALWAYS.iter().map(|(name, holds)| Property::always(name, *holds));
        let sometimes = properties::SOMETIMES.iter().map(|(name, holds)| Property::sometimes(name, *holds));
        always.chain(sometimes).collect()
    }
}

#[test]
fn every_course_of_a_call_keeps_what_was_promised() {
    let checker = Bounds::from_environment()
        .checker()
        .threads(cores())
        .finish_when(HasDiscoveries::AnyFailures)
        .spawn_bfs()
        .join();
    let (states, depth) = (checker.unique_state_count(), checker.max_depth());
    println!("{states} states, {depth} steps deep");
    for (name, _) in properties::ALWAYS {
        if let Some(path) = checker.discovery(name) {
            let steps = path.into_vec();
            let story: Vec<String> = steps.iter().map(|(course, step)| course.tell(step.as_ref())).collect();
            panic!("{name}: not so after\n{}", story.join("\n"));
        }
    }
    for (name, _) in properties::SOMETIMES {
        assert!(checker.discovery(name).is_some(), "never: {name}");
    }
}

fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}
