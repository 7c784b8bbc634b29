//! Whether each of many rings is heard and shown, whatever has happened before: `cargo xtask bench reached`.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use support::{
    desk::Fittings, eventually::eventually, eye::Eye, notifications::Service, peer::Call, person::Person,
    workspace::Workspace,
};
use tokio::time::{sleep, timeout};
use vconnct_client::{action::Action, update::Settings};

use crate::{caller::Caller, figures::load};

/// Rings `count` times in each situation, and prints how many rings arrived.
pub async fn run(count: usize) {
    println!("load before: {}", load());
    let house = Workspace::opens_with(&["limits=off"]).await;
    let ana = house.peer(&house.people[0]).await;
    for situation in Situation::ALL {
        let mut bo = Person::signed_in(&house, &house.people[1], Fittings::COMPLETE).await;
        let caller = Caller::of(&ana, &bo).await;
        // What was missed would come up as well, and be taken for the next call.
        let settings = Settings { notify_missed: false, ..bo.surface().now().settings };
        bo.surface().asks(&Action::SetSettings { settings: Box::new(settings) }).await.expect("settings are kept");
        let eye = Eye::on(bo.desk.home());
        let _busy = situation.prepare(&bo).await;
        let (mut heard, mut shown) = (0, 0);
        for _ in 0..count {
            situation.before_each(&mut bo).await;
            let (call, sent) = caller.rings().await;
            let sound = async { timeout(PATIENCE, bo.desk.sound().heard_since(sent)).await.is_ok() };
            let sight = async { timeout(PATIENCE, situation.sees(&bo, &eye, &call, sent)).await.is_ok() };
            let (sound, sight) = tokio::join!(sound, sight);
            heard += usize::from(sound);
            shown += usize::from(sight);
            caller.hangs_up(&call).await;
            bo.is_quiet().await;
            sleep(PAUSE).await;
        }
        println!("{:<44}{heard} of {count} heard, {shown} of {count} shown, load {}", situation.name(), load());
    }
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Situation {
    Closed,
    Busy,
    Hidden,
    NotificationsRestarted,
    Open,
    SoundRestarted,
}

impl Situation {
    const ALL: [Self; 6] =
        [Self::Open, Self::Closed, Self::Hidden, Self::SoundRestarted, Self::NotificationsRestarted, Self::Busy];

    const fn name(self) -> &'static str {
        match self {
            Self::Busy => "both cores busy",
            Self::Closed => "window closed",
            Self::Hidden => "window hidden for ten minutes",
            Self::NotificationsRestarted => "notification service restarted before each",
            Self::Open => "window open, in use",
            Self::SoundRestarted => "sound server restarted before each",
        }
    }

    async fn prepare(self, bo: &Person) -> Option<Busy> {
        match self {
            Self::Busy => return Some(Busy::start()),
            Self::Open => open_window(bo).await,
            Self::Closed => {
                open_window(bo).await;
                let display = bo.desk.display();
                display.closes(display.main_window().expect("it is on the screen")).await;
            }
            Self::Hidden => {
                open_window(bo).await;
                let display = bo.desk.display();
                display.minimises(display.main_window().expect("it is on the screen"));
                sleep(HIDDEN).await;
            }
            Self::NotificationsRestarted | Self::SoundRestarted => {}
        }
        None
    }

    async fn before_each(self, bo: &mut Person) {
        match self {
            Self::NotificationsRestarted => {
                bo.desk.lose_notifications().await;
                bo.desk.start_notifications(Service::Xfce).await;
            }
            Self::SoundRestarted => {
                bo.desk.lose_sound().await;
                bo.desk.start_sound().await;
            }
            Self::Busy | Self::Closed | Self::Hidden | Self::Open => {}
        }
    }

    /// Waits for the notification, or for the card of a window in use.
    async fn sees(self, bo: &Person, eye: &Eye, call: &Call, sent: Instant) {
        if self == Self::Open {
            eventually("a painted card", async || {
                let rings = bo.rings().await;
                let ring = rings.as_array()?.iter().find(|ring| ring["id"] == call.id.as_str())?;
                ring["steps"].as_array()?.iter().any(|taken| taken["step"] == "cardPainted").then_some(())
            })
            .await;
        } else {
            eye.sees(sent).await;
        }
    }
}

async fn open_window(bo: &Person) {
    bo.types(&[]).await.worked();
    let display = bo.desk.display();
    let window = eventually("a window of ours", async || display.main_window()).await;
    eventually("its page", async || (display.whole_picture_of(window)?.colours() > 100).then_some(())).await;
}

/// Keeps two cores busy for as long as it is there.
struct Busy(Arc<AtomicBool>);

impl Busy {
    fn start() -> Self {
        let goes_on = Arc::new(AtomicBool::new(true));
        for _ in 0..2 {
            let goes_on = Arc::clone(&goes_on);
            thread::spawn(move || while goes_on.load(Ordering::Relaxed) {});
        }
        Self(goes_on)
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        self.0.store(false, Ordering::Relaxed);
    }
}

const HIDDEN: Duration = Duration::from_secs(600);
/// Whoever is rung later than this has not been reached.
const PATIENCE: Duration = Duration::from_secs(3);
/// Longer than the pause between two sounds.
const PAUSE: Duration = Duration::from_millis(250);
