//! What a person sees: notifications and windows on a screen, and what the windows cost.

use std::time::{Duration, Instant};

use crate::{
    caller::Caller,
    figures::{Figures, print_size},
    memory,
};
use support::{
    desk::Fittings, eventually::eventually, eye::Eye, notifications::Service, person::Person, process::named,
    workspace::Workspace,
};
use tokio::time::sleep;
use vconnct_client::{
    action::Action,
    update::{Settings, ShowCalls},
};

/// Measures all of it, and prints it.
pub async fn run() {
    let house = Workspace::opens_with(&["limits=off"]).await;
    let ana = house.peer(&house.people[0]).await;
    let mut bo = Person::signed_in(&house, &house.people[1], Fittings::COMPLETE).await;
    let caller = Caller::of(&ana, &bo).await;
    // What was missed would come up as well, and be taken for the next call.
    chooses(&bo, ShowCalls::Notification).await;
    for service in [Service::Xfce, Service::Mate, Service::Dunst] {
        notifications(service, &mut bo, &caller).await;
    }

    chooses(&bo, ShowCalls::CallWindow).await;
    call_window(&bo, &caller).await.print("frame to call window painted, no program", 1_000);

    chooses(&bo, ShowCalls::Notification).await;
    let mut reopened = Figures::default();
    for _ in 0..OPENINGS {
        let start = Instant::now();
        bo.types(&[]).await.worked();
        has_content(&bo).await;
        reopened.add(start.elapsed());
        closes(&bo).await;
    }
    reopened.print("main window opened again, to its content", 500);
    starts(&mut bo).await.print("start to main window with content", 1_000);

    let agent = agent(&bo);
    let without = memory::settled(agent).await;
    bo.types(&[]).await.worked();
    has_content(&bo).await;
    print_size("main window open, all programs (PSS)", memory::tree(agent).await, 200);
    closes(&bo).await;
    sleep(Duration::from_secs(1)).await;
    print_size("agent a second after its window, grown by", memory::of(agent).saturating_sub(without), 1);
}

/// The notification, as this service draws it.
async fn notifications(service: Service, bo: &mut Person, caller: &Caller) {
    bo.desk.lose_notifications().await;
    bo.desk.start_notifications(service).await;
    let eye = Eye::on(bo.desk.home());
    let (mut to_screen, mut off_screen) = (Figures::default(), Figures::default());
    for _ in 0..RINGS {
        sleep(LOOK).await;
        let (call, sent) = caller.rings().await;
        let popup = eye.sees(sent).await;
        to_screen.add(popup.came - sent);
        sleep(LOOK).await;
        let hung_up = caller.hangs_up(&call).await;
        off_screen.add(eye.loses(popup).await.saturating_duration_since(hung_up));
    }
    to_screen.print(&format!("frame to notification on the screen ({service:?})"), 16);
    off_screen.print(&format!("hang-up to no notification on it ({service:?})"), 10);
}

/// From no program of a window to the painted card.
async fn call_window(bo: &Person, caller: &Caller) -> Figures {
    let mut figures = Figures::default();
    for _ in 0..OPENINGS {
        let (call, sent) = caller.rings().await;
        eventually("its card", async || {
            let rings = bo.rings().await;
            let ring = rings.as_array()?.iter().find(|ring| ring["id"] == call.id.as_str())?;
            ring["steps"].as_array()?.iter().any(|taken| taken["step"] == "cardPainted").then_some(())
        })
        .await;
        figures.add(sent.elapsed());
        // Dismissed it goes at once; a missed call would stay for seconds.
        bo.dismisses().await;
        caller.hangs_up(&call).await;
        no_window(bo).await;
        // The agent has to have heard of it, too.
        sleep(LOOK).await;
    }
    figures
}

/// From no program of ours at all.
async fn starts(bo: &mut Person) -> Figures {
    let mut figures = Figures::default();
    for _ in 0..OPENINGS {
        bo.types(&["quit"]).await.worked();
        let root = bo.desk.home().root().to_owned();
        eventually("no program of ours", async || named(&root, "vconnct").is_empty().then_some(())).await;
        let start = Instant::now();
        bo.types(&[]).await.worked();
        has_content(bo).await;
        figures.add(start.elapsed());
        bo.attaches().await;
        closes(bo).await;
    }
    figures
}

async fn chooses(bo: &Person, show_calls: ShowCalls) {
    let settings = Settings { show_calls, notify_missed: false, ..bo.surface().now().settings };
    bo.surface().asks(&Action::SetSettings { settings: Box::new(settings) }).await.expect("settings are kept");
}

/// Waits until the list of rooms is painted: letters and pictures in it make for many colours.
async fn has_content(bo: &Person) {
    let display = bo.desk.display();
    eventually("a window with rooms", async || {
        let list = display.whole_picture_of(display.main_window()?.left(LIST))?;
        (list.colours() > PAINTED).then_some(())
    })
    .await;
}

async fn closes(bo: &Person) {
    let display = bo.desk.display();
    let window = display.main_window().expect("it is on the screen");
    display.closes(window).await;
    no_window(bo).await;
}

async fn no_window(bo: &Person) {
    let root = bo.desk.home().root().to_owned();
    eventually("the window program to end", async || named(&root, "vconnct-window").is_empty().then_some(())).await;
}

/// The agent, whoever started it.
fn agent(bo: &Person) -> u32 {
    let is_agent = |id: &u32| std::fs::read_link(format!("/proc/{id}/exe")).is_ok_and(|exe| exe.ends_with("vconnct"));
    named(bo.desk.home().root(), "vconnct").into_iter().find(is_agent).expect("it runs")
}

/// Long enough to see something.
const LOOK: Duration = Duration::from_millis(300);
/// The width of the list of rooms.
const LIST: u16 = 260;
const OPENINGS: usize = 10;
/// Colours of letters with smooth edges; an empty page has a few.
const PAINTED: usize = 100;
const RINGS: usize = 50;
