//! Makes the windows that shall exist, and takes away those that shall not.

use std::{
    collections::{HashMap, HashSet},
    io,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tauri::{AppHandle, LogicalSize, Manager, UserAttentionType, WebviewWindow};
use tokio::{
    process::{Child, Command},
    time::timeout,
};
use vconnct_client::{
    action::{Action, WindowLabel},
    local::{ANOTHER_RUNS, Profile},
    update::{self, Calls, ConferenceWindow, IncomingCall},
};

use crate::{
    call_window,
    conference_window::{self, Sites},
    display::Share,
    link::Link,
    main_window,
    report::{self, LABELS, Seen, name},
};

/// The windows of this process.
pub(crate) struct Windows {
    profile: Profile,
    share: Share,
    pub seen: Seen,
    /// Of the page of a call.
    pub sites: Sites,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// How often the main window was asked to come forward; nothing until this agent has told.
    forward: Option<u32>,
    /// This agent was told that the main window shall exist; what it said before no longer counts.
    claimed: bool,
    /// Closed by the person, out of sight, until the agent knows.
    closing: HashSet<WindowLabel>,
    /// Whether the call window shall exist, how large its page wants it, and whether words are being written there.
    call: bool,
    size: LogicalSize<f64>,
    held: bool,
    calling_attention: bool,
    /// How much waits for the person.
    #[cfg(not(target_os = "linux"))]
    badge: u32,
    /// The page of a call as it was asked for last; stays for a window in use whose agent is gone.
    conference: Option<ConferenceWindow>,
    /// Its agent is gone, and a new one does not know of it.
    conference_left_alone: bool,
    /// Windows that a process of their own was started for, each with the number of that start.
    elsewhere: HashMap<WindowLabel, u32>,
    starts: u32,
}

impl Windows {
    pub fn new(profile: Profile, share: Share) -> Self {
        let state = Mutex::new(State { size: call_window::USUAL, ..State::default() });
        Self { profile, share, seen: Seen::default(), sites: Sites::default(), state }
    }

    /// Does what the agent's state asks for.
    ///
    /// An agent that wants no window, and has only just been met, does not know of ours: it is a new
    /// one, or nobody has told it yet (`claims`).
    pub fn make_so(&self, app: &AppHandle, wanted: &update::Windows, claims: bool) {
        let (forward, call) = {
            let mut state = self.state();
            let before = state.forward.replace(wanted.forward);
            let ours = claims || (self.exists(app, WindowLabel::Main) && !state.closing.contains(&WindowLabel::Main));
            if before.is_none() && !wanted.main && ours && self.share.includes(WindowLabel::Main) {
                state.claimed = true;
                drop(state);
                return claim(app);
            }
            if state.claimed && !wanted.main {
                return;
            }
            let claimed = std::mem::take(&mut state.claimed);
            state.call = wanted.call;
            let forward = !claimed && before.is_some_and(|before| before != wanted.forward);
            if forward {
                state.closing.remove(&WindowLabel::Main);
            }
            (forward, wanted.call || state.held)
        };
        if !wanted.main && self.exists(app, WindowLabel::Main) {
            // Where windows are asked: elsewhere it would wait for the main thread, and that for what it holds.
            let own = app.clone();
            told(app.run_on_main_thread(move || main_window::remember(&own)));
        }
        #[cfg(target_os = "macos")]
        if wanted.main || wanted.conference.is_some() {
            told(app.set_activation_policy(tauri::ActivationPolicy::Regular)); // as one that people switch to
        }
        self.make(app, WindowLabel::Main, wanted.main, || {
            main_window::open(app, &self.profile).and_then(|window| report::watch(&window))
        });
        #[cfg(not(target_os = "linux"))]
        {
            let badge = self.state().badge;
            self.mark(app, badge);
        }
        self.make(app, WindowLabel::Call, call, || call_window::open(app, self.profile.clone()));
        self.make_conference(app, wanted.conference.as_ref());
        if forward && wanted.main {
            come_forward(app, wanted.token.clone());
        }
        if !self.wants_any(wanted) && !call && !self.state().conference_left_alone {
            app.exit(0);
        }
    }

    /// Whether the taskbar asks to look at the main window.
    pub fn follow_calls(&self, app: &AppHandle, calls: &Calls) {
        let rings = calls.incoming.iter().any(IncomingCall::asks);
        let news = std::mem::replace(&mut self.state().calling_attention, rings) != rings;
        if news && let Some(window) = app.get_webview_window(main_window::LABEL) {
            let unseen = rings && !window.is_focused().unwrap_or(false);
            told(window.request_user_attention(unseen.then_some(UserAttentionType::Critical)));
        }
    }

    /// The page of the call window wants it so large.
    pub fn fit_call_window(&self, window: &WebviewWindow, size: LogicalSize<f64>) {
        self.state().size = size;
        told(call_window::fit(window, size));
    }

    /// Words are being written in the call window, or no longer: until then it outlives its call.
    pub fn hold_call_window(&self, app: &AppHandle, held: bool) {
        let over = {
            let mut state = self.state();
            state.held = held;
            !state.call && !held
        };
        if over {
            self.make(app, WindowLabel::Call, false, || Ok(()));
            self.end_if_idle(app);
        }
    }

    /// Has the icon show how much waits for the person.
    #[cfg(not(target_os = "linux"))]
    pub fn mark(&self, app: &AppHandle, badge: u32) {
        self.state().badge = badge;
        if let Some(window) = app.get_webview_window(main_window::LABEL) {
            told(crate::mark::show(&window, badge));
        }
    }

    /// The person closed a window: out of sight at once, gone when the agent knows, or after a moment.
    pub fn close(&self, app: &AppHandle, label: WindowLabel) {
        let Some(window) = app.get_webview_window(name(label)) else { return };
        if label == WindowLabel::Main {
            main_window::remember(app);
        }
        told(window.hide());
        self.state().closing.insert(label);
        let app = app.clone();
        tauri::async_runtime::spawn(async move {
            let link = app.state::<Arc<Link>>();
            let heard = timeout(GOODBYE, link.dispatch(Action::WindowClosed { window: label })).await;
            let windows = app.state::<Windows>();
            let is_settled = matches!(heard, Ok(Ok(()))) && !windows.state().conference_left_alone;
            // The page of a call hears and sees until it is gone.
            if (label == WindowLabel::Conference || !is_settled) && windows.exists(&app, label) {
                told(window.destroy());
            }
            if !is_settled {
                windows.end_if_idle(&app);
            }
        });
    }

    /// The call window has been made, which takes a moment: the call may be over by now, or have changed.
    pub fn made_call_window(&self, window: &WebviewWindow) -> tauri::Result<()> {
        let (wanted, size) = {
            let state = self.state();
            (state.call, state.size)
        };
        if wanted { call_window::fit(window, size) } else { window.destroy() }
    }

    /// A window is gone.
    pub fn gone(&self, app: &AppHandle, label: WindowLabel) {
        app.state::<Arc<Link>>().unsubscribe(name(label));
        self.seen.forget(label);
        let mut state = self.state();
        state.closing.remove(&label);
        if label == WindowLabel::Call {
            (state.size, state.held) = (call_window::USUAL, false);
        }
        if label == WindowLabel::Conference && state.conference_left_alone {
            (state.conference, state.conference_left_alone) = (None, false);
        }
    }

    /// The agent is gone: what it said last no longer counts, but windows in use stay.
    pub fn disconnected(&self, app: &AppHandle) {
        {
            let mut state = self.state();
            (state.forward, state.claimed) = (None, false);
            state.conference_left_alone = state.conference.is_some() && self.exists(app, WindowLabel::Conference);
            state.elsewhere.clear();
        }
        self.end_if_idle(app);
    }

    /// Ends the program when nothing is left to look at.
    fn end_if_idle(&self, app: &AppHandle) {
        let closing = self.state().closing.clone();
        let used = LABELS.into_iter().any(|label| self.exists(app, label) && !closing.contains(&label));
        if !used {
            app.exit(0);
        }
    }

    fn make(&self, app: &AppHandle, label: WindowLabel, wanted: bool, open: impl FnOnce() -> tauri::Result<()>) {
        if !self.share.includes(label) {
            return self.leave_to_another(app, label, wanted);
        }
        match (wanted, app.get_webview_window(name(label))) {
            (true, None) => told(open()),
            (false, Some(window)) => told(window.destroy()),
            (true, Some(_)) | (false, None) => true,
        };
    }

    /// Makes the window with the page of a call, has it show another one, or takes it away.
    fn make_conference(&self, app: &AppHandle, wanted: Option<&ConferenceWindow>) {
        if !self.share.includes(WindowLabel::Conference) {
            return self.leave_to_another(app, WindowLabel::Conference, wanted.is_some());
        }
        let window = app.get_webview_window(conference_window::LABEL);
        let Some(wanted) = wanted else {
            let mut state = self.state();
            if !state.conference_left_alone {
                state.conference = None;
                drop(state);
                if let Some(window) = window {
                    told(window.destroy());
                }
            }
            return;
        };
        let before = {
            let mut state = self.state();
            state.conference_left_alone = false;
            state.conference.replace(wanted.clone())
        };
        match (before.filter(|before| before.page == wanted.page), window) {
            (Some(before), Some(window)) => {
                if before.name != wanted.name {
                    told(conference_window::name(&window, wanted));
                }
                if before.forward != wanted.forward {
                    told(conference_window::come_forward(&window));
                }
            }
            (Some(_), None) => {} // It is on its way.
            (None, _) => self.load_conference(app, wanted.clone()),
        }
    }

    /// Asks for the address, which no part of the state has, and shows it.
    fn load_conference(&self, app: &AppHandle, wanted: ConferenceWindow) {
        let (app, profile) = (app.clone(), self.profile.clone());
        tauri::async_runtime::spawn(async move {
            let link = app.state::<Arc<Link>>();
            let address = match link.call_page(wanted.call_id.clone()).await {
                Ok(address) => address.parse().ok(),
                Err(e) => return eprintln!("vconnct-window: the page of a call: {e}"),
            };
            let Some(address) = address else { return };
            let call_id = wanted.call_id.clone();
            let (done, shown) = tokio::sync::oneshot::channel();
            let show = move |app: &AppHandle| {
                // The call may be over by now, or another one.
                let state = app.state::<Windows>();
                let current = state.state().conference.as_ref().is_some_and(|now| now.page == wanted.page);
                let shown = current && told(conference_window::show(app, &profile, &wanted, address));
                let _ = done.send(shown);
            };
            let own = app.clone();
            if app.run_on_main_thread(move || show(&own)).is_ok() && shown.await.unwrap_or(false) {
                let _ = link.dispatch(Action::CallPageShown { call_id }).await; // An agent that is gone asks for nothing.
            }
        });
    }

    /// Starts the process that makes this window on the other display.
    fn leave_to_another(&self, app: &AppHandle, label: WindowLabel, wanted: bool) {
        let mut state = self.state();
        if !wanted {
            state.elsewhere.remove(&label);
            return;
        }
        if state.elsewhere.contains_key(&label) {
            return;
        }
        state.starts += 1;
        let start = state.starts;
        state.elsewhere.insert(label, start);
        drop(state);
        let child = std::env::current_exe().and_then(|program| {
            let mut command = Command::new(program);
            command.args(["--profile", self.profile.name(), "--from-agent"]).env_remove("GDK_BACKEND");
            if label == WindowLabel::Call {
                command.arg("--call-only");
            }
            command.spawn()
        });
        tauri::async_runtime::spawn(see_off(app.clone(), label, start, child));
    }

    /// The process of this start has ended: another may be started. Whether its window is wanted from it still.
    fn forget_other(&self, label: WindowLabel, start: u32) -> bool {
        let mut state = self.state();
        let wanted = state.elsewhere.get(&label) == Some(&start);
        if wanted {
            state.elsewhere.remove(&label);
        }
        wanted
    }

    fn wants_any(&self, wanted: &update::Windows) -> bool {
        let wanted = |label| match label {
            WindowLabel::Call => wanted.call,
            WindowLabel::Conference => wanted.conference.is_some(),
            WindowLabel::Main => wanted.main,
        };
        LABELS.into_iter().any(|label| wanted(label) && self.share.includes(label))
    }

    fn exists(&self, app: &AppHandle, label: WindowLabel) -> bool {
        app.get_webview_window(name(label)).is_some()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Whole after every line, so a panic elsewhere spoils nothing.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Waits for the end of another process of ours. If the call window goes with it, the agent tells of calls otherwise.
async fn see_off(app: AppHandle, label: WindowLabel, start: u32, child: io::Result<Child>) {
    let ended = match child {
        Ok(mut child) => child.wait().await,
        Err(e) => Err(e),
    };
    if !app.state::<Windows>().forget_other(label, start) {
        return;
    }
    // One that runs already makes this one leave.
    let another_runs = ended.as_ref().is_ok_and(|status| status.code() == Some(ANOTHER_RUNS.into()));
    if !another_runs {
        eprintln!("vconnct-window: the other window program ended: {ended:?}");
        if label == WindowLabel::Call {
            // If the agent is gone, nothing rings.
            let _ = app.state::<Arc<Link>>().dispatch(Action::WindowClosed { window: label }).await;
        }
    }
}

/// Tells the agent that the main window shall exist.
fn claim(app: &AppHandle) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        if let Err(e) = app.state::<Arc<Link>>().dispatch(Action::ShowWindow { room: None }).await {
            eprintln!("vconnct-window: {e}");
            app.state::<Windows>().end_if_idle(&app);
        }
    });
}

/// Desktops that let no window take the focus by itself want to see the `token` of what was pressed.
fn come_forward(app: &AppHandle, token: Option<String>) {
    let Some(window) = app.get_webview_window(main_window::LABEL) else { return };
    told(window.show());
    told(window.unminimize());
    #[cfg(target_os = "linux")]
    if let Some(token) = token {
        use gtk::prelude::GtkWindowExt;
        let shown = window.clone();
        told(window.run_on_main_thread(move || match shown.gtk_window() {
            Ok(window) => {
                window.set_startup_id(&token);
                window.present();
            }
            Err(e) => drop(told(Err(e))),
        }));
        return;
    }
    #[cfg(not(target_os = "linux"))]
    drop(token); // no such thing there
    told(window.set_focus());
}

/// Whether it worked. One window less is no reason to end the others.
fn told(outcome: tauri::Result<()>) -> bool {
    if let Err(e) = &outcome {
        eprintln!("vconnct-window: {e}");
    }
    outcome.is_ok()
}

/// How long the agent may take to hear that a window was closed.
const GOODBYE: Duration = Duration::from_millis(500);
