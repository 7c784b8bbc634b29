//! Windows and macOS: the main thread is the desktop's event loop, and errands are carried out on it.

use std::{
    io,
    sync::mpsc::{Receiver, Sender, channel},
    thread,
    time::Duration,
};

use tao::{
    event::Event,
    event_loop::{ControlFlow, EventLoopBuilder, EventLoopProxy},
    platform::run_return::EventLoopExtRunReturn,
};
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use vconnct_client::action::Action;

use super::Lent;

/// A hand on the main thread, from any other.
#[derive(Clone)]
pub(crate) struct MainThread {
    desktop: EventLoopProxy<Errand>,
}

/// What the event loop is told by us.
enum Errand {
    Do(Box<dyn FnOnce() + Send>),
    /// The agent is no more.
    End,
}

impl MainThread {
    /// Has the main thread carry out `errand`, in the order they come. What lives there and nowhere else is kept
    /// in a `thread_local!` of whoever sends it.
    pub(crate) fn run(&self, errand: impl FnOnce() + Send + 'static) {
        let _ = self.desktop.send_event(Errand::Do(Box::new(errand))); // fails only while the agent ends
    }
}

/// Carries out `work` on the agent's thread while this one, the main thread, serves the desktop.
///
/// # Errors
/// There is no thread to be had.
pub(crate) fn lend<T: Send + 'static>(work: impl FnOnce(Lent) -> T + Send + 'static) -> io::Result<thread::Result<T>> {
    let mut desktop = EventLoopBuilder::<Errand>::with_user_event().build();
    #[cfg(target_os = "macos")]
    stay_in_the_background(&mut desktop);
    let main = MainThread { desktop: desktop.create_proxy() };
    let (wish, wishes) = unbounded_channel();
    let (ends, ended) = channel();
    let last = Last { main: main.clone(), _ends: ends };
    let agent = thread::Builder::new().name("agent".into()).spawn(move || {
        let _last = last;
        work(Lent { main, wishes })
    })?;
    desktop.run_return(|event, _, flow| {
        *flow = ControlFlow::Wait;
        match event {
            Event::UserEvent(Errand::Do(errand)) => errand(),
            Event::UserEvent(Errand::End) => *flow = ControlFlow::Exit,
            event => heard(&event, &wish, &ended),
        }
    });
    Ok(agent.join())
}

/// What the desktop tells by itself.
fn heard(event: &Event<'_, Errand>, wish: &UnboundedSender<Action>, ended: &Receiver<()>) {
    let ask = |action| wish.send(action).unwrap_or_default(); // fails only while the agent ends
    match event {
        // The session ends, and takes us along once we have said that we are done.
        Event::LoopDestroyed => {
            ask(Action::Quit);
            let _ = ended.recv_timeout(FAREWELL); // it goes with the end, not by a word
        }
        Event::Opened { urls } => urls.iter().for_each(|url| ask(Action::FollowLink { url: url.to_string() })),
        Event::Reopen { .. } => ask(Action::ShowWindow { room: None }),
        _ => {}
    }
}

/// No place in the Dock and no menu bar: those are for the window's program.
#[cfg(target_os = "macos")]
fn stay_in_the_background(desktop: &mut tao::event_loop::EventLoop<Errand>) {
    use tao::platform::macos::{ActivationPolicy, EventLoopExtMacOS};
    desktop.set_activation_policy(ActivationPolicy::Accessory);
    desktop.set_activate_ignoring_other_apps(false);
}

/// The agent's last words to the main thread, however it ends.
struct Last {
    main: MainThread,
    _ends: Sender<()>,
}

impl Drop for Last {
    fn drop(&mut self) {
        let _ = self.main.desktop.send_event(Errand::End); // fails only without a loop that would have to end
    }
}

/// Systems wait somewhat longer for a program that is asked to end.
const FAREWELL: Duration = Duration::from_secs(3);
