//! What people ask for: what concerns this computer is done here, the rest goes to its workspace.

use std::{sync::Arc, time::Duration};

use tokio::{sync::oneshot, time::timeout};
use vconnct_proto::{CallId, rest::Request};

use super::{By, Hub, NOBODY, Reply};
use crate::{
    action::{Action, ActionError, WindowLabel},
    client::{Picture, ViewerId},
    conference::Page,
    core::{Input, ReplyTo},
    link::Command,
    pictures, quiet,
    rings::Step,
    seat::{Errand, Seat, SeatId},
    shortcuts::Refusal,
    sign_in, steady,
    update::{DoNotDisturb, Settings},
};

impl Hub {
    pub(super) fn dispatch(&mut self, viewer: Option<ViewerId>, action: Action, token: Option<String>, reply: Reply) {
        self.note_life(&action);
        self.keep_activation(&action, token.as_deref());
        if let Action::CloseCard { call_id } = &action {
            self.attend(|attention| attention.closed = Some(call_id.clone()));
        }
        let result = match action {
            Action::CallPageShown { call_id } => {
                self.call_page_shown(call_id);
                Ok(())
            }
            Action::CardPainted { window, call_id } => {
                self.tools.rings.note(&call_id, Step::CardPainted);
                let wanted = self.senders.windows.borrow().call;
                self.attend(|attention| match window {
                    // One that leaves just now says nothing about the next.
                    WindowLabel::Call => attention.call_window |= wanted,
                    WindowLabel::Conference => {}
                    WindowLabel::Main => drop(attention.painted.insert(call_id)),
                });
                Ok(())
            }
            Action::CancelSignIn => {
                self.cancel_sign_in();
                Ok(())
            }
            Action::CheckWorkspace { url } => return self.check_workspace(url, reply),
            Action::LookAtBrowsers { looks } => {
                if let Some(viewer) = viewer {
                    self.look_at_browsers(viewer, looks);
                }
                Ok(())
            }
            Action::LookAtDiagnosis { looks } => {
                if let Some(viewer) = viewer {
                    self.look_at_diagnosis(viewer, looks);
                }
                Ok(())
            }
            Action::LookAtSound { looks } => {
                if let Some(viewer) = viewer {
                    self.look_at_sound(viewer, looks);
                }
                Ok(())
            }
            Action::ChooseKey { shortcut, place, choice } => {
                match self.setup.settings.clone().with_key(shortcut, place, choice) {
                    Ok(settings) => return self.set_settings(settings, reply),
                    Err(Refusal::InUse(shortcut)) => Err(ActionError::KeyInUse { shortcut }),
                    Err(Refusal::Reserved) => Err(ActionError::KeyReserved),
                    Err(Refusal::Unfit) => Err(ActionError::KeyUnfit),
                }
            }
            Action::CloseLink => {
                self.senders.windows.send_modify(|windows| Arc::make_mut(windows).link = None);
                Ok(())
            }
            Action::CopyReport => return self.copy_report(reply),
            Action::FollowLink { url } => return self.follow_link(&url, token, reply),
            Action::GiveCode { code } => return self.give_code(code, reply),
            Action::MailCode { url, user } => return self.have_mailed(url, Request::SendEmailCode { user }, reply),
            Action::OpenCallAgain { call_id } if self.conference.holds(&call_id) => {
                self.conference.come_forward();
                self.publish_calls();
                Ok(())
            }
            Action::OpenLink { url } => return self.open_link(url, reply),
            Action::OpenLinksHere => return self.open_links_here(reply),
            Action::Quit => {
                self.quit();
                Ok(())
            }
            Action::Reconnect => {
                self.ask_key_store();
                self.seats.iter().for_each(Seat::retry);
                Ok(())
            }
            Action::ReportWebView { holds_calls } => {
                self.learn_web_view(holds_calls);
                Ok(())
            }
            Action::ResetPassword { url, email } => {
                return self.have_mailed(url, Request::ForgotPassword { email }, reply);
            }
            Action::RingMe => {
                self.ring_on_trial();
                Ok(())
            }
            Action::SetDoNotDisturb { span } => {
                let now = steady::zoned();
                let do_not_disturb = span.map_or(DoNotDisturb::Off, |span| quiet::do_not_disturb(span, &now));
                return self.set_settings(Settings { do_not_disturb, ..self.setup.settings.clone() }, reply);
            }
            Action::SetSettings { settings } => return self.set_settings(*settings, reply),
            Action::ShowLicences => {
                let host = self.setup.host.clone();
                tokio::spawn(async move { reply.send(host.show_licences().await) });
                return;
            }
            Action::ShowLogs => {
                let host = self.setup.host.clone();
                tokio::spawn(async move { reply.send(host.show_logs().await) });
                return;
            }
            Action::SilenceRing => {
                self.seats.iter_mut().for_each(|seat| seat.core.silence_ring());
                self.hush_trial();
                Ok(())
            }
            Action::ShowPage { page } => self.show_page(page, token),
            Action::ShowWindow { room } => self.show_window(room, token),
            Action::SignIn { url, user, password, code } => {
                return self.sign_in(By::Hand, reply, move |http, allowed| async move {
                    sign_in::sign_in(&http, &url, &allowed, user, password, code).await
                });
            }
            Action::SignInInBrowser { service } => return self.sign_in_in_browser(&service, token, reply),
            Action::SignInWithToken { url, user_id, token } => {
                return self.sign_in(By::Hand, reply, move |http, allowed| async move {
                    sign_in::sign_in_with_token(&http, &url, &allowed, &user_id, &token).await
                });
            }
            Action::StartAtLogin { on } => return self.start_at_login(on, reply),
            Action::TestRing { room } => {
                self.sound(|sound| {
                    sound.testing = !sound.testing || sound.testing_of != room;
                    sound.testing_of = room.filter(|_| sound.testing);
                });
                Ok(())
            }
            Action::UseRingTone { .. } if self.setup.policy.locks("ringTone") => Err(ActionError::SetByCompany),
            Action::UseRingTone { name, content } => return self.use_ring_tone(name, &content, reply),
            Action::WindowClosed { window } => {
                self.window_closed(window);
                Ok(())
            }
            Action::WindowState { window: WindowLabel::Main, visible, focused } => {
                self.attend(|attention| {
                    (attention.visible, attention.focused) = (visible, focused);
                    if !(visible && focused) {
                        attention.painted.clear();
                    }
                });
                if focused {
                    self.look_at_system();
                }
                Ok(())
            }
            Action::WindowState { .. } => Ok(()),
            action if self.is_of_trial(&action) => {
                self.answer_trial(&action);
                Ok(())
            }
            action => return self.route(viewer, action, reply),
        };
        let _ = reply.send(result); // whoever asked may be gone
    }

    /// Hands an action to the workspace it is for.
    pub(super) fn route(&mut self, viewer: Option<ViewerId>, action: Action, reply: Reply) {
        if let Action::AnswerCall { call_id, .. } = &action {
            self.tools.rings.note(call_id, Step::Answered);
        }
        if matches!(action, Action::MarkCallsSeen { room: None } | Action::SetStatus { workspace: None, .. }) {
            self.each_seat(|seat| seat.feed(Input::Action { action: action.clone(), viewer, reply: NOBODY }));
            let _ = reply.send(Ok(()));
            return;
        }
        if let (Action::Look { at }, Some(viewer)) = (&action, viewer) {
            // Whoever looks somewhere else looks away from here.
            let there = at.as_ref().map(|look| look.room.workspace.clone());
            self.each_seat(|seat| {
                let stays = there.as_ref() == Some(&seat.core.account().workspace);
                if stays { Vec::new() } else { seat.viewer_went(viewer) }
            });
        }
        if let Action::StartCall { workspace, .. } = &action
            && self.calls_elsewhere(workspace)
        {
            let _ = reply.send(Err(ActionError::Busy));
            return;
        }
        let Some(index) = self.seat_for(viewer, &action) else {
            let gone = matches!(action, Action::Look { at: None } | Action::LoadOlder | Action::CloseCard { .. });
            let missing = match &action {
                _ if gone => Ok(()),
                Action::AnswerCall { .. } | Action::CancelCall { .. } => Err(ActionError::CallOver),
                Action::JoinCall { .. } => Err(ActionError::Unknown { what: "call".into() }),
                _ => Err(ActionError::NotSignedIn),
            };
            let _ = reply.send(missing);
            return;
        };
        self.next_reply += 1;
        let to = ReplyTo(self.next_reply);
        let seat = &mut self.seats[index];
        self.replies.insert(to, (seat.id, reply));
        let (id, errands) = (seat.id, seat.feed(Input::Action { action, viewer, reply: to }));
        self.run_errands(id, errands);
    }

    pub(super) fn seat_for(&self, viewer: Option<ViewerId>, action: &Action) -> Option<usize> {
        let at = |workspace: &str| self.seats.iter().position(|seat| seat.core.account().workspace == workspace);
        let with = |call: &CallId| self.seats.iter().position(|seat| seat.core.knows_call(call));
        match action {
            Action::JoinCall { workspace, .. }
            | Action::MarkRead { workspace, .. }
            | Action::OpenDirect { workspace, .. }
            | Action::SendMessage { workspace, .. }
            | Action::SetStatus { workspace: Some(workspace), .. }
            | Action::SetStatusText { workspace, .. }
            | Action::SignOut { workspace }
            | Action::StartCall { workspace, .. }
            | Action::Typing { workspace, .. } => at(workspace),
            Action::Look { at: Some(look) } => at(&look.room.workspace),
            Action::MarkCallsSeen { room: Some(room) } => at(&room.workspace),
            Action::LoadOlder => {
                viewer.and_then(|viewer| self.seats.iter().position(|seat| seat.core.looks_at(viewer)))
            }
            Action::AnswerCall { call_id, .. }
            | Action::CancelCall { call_id }
            | Action::CloseCard { call_id }
            | Action::CopyCallLink { call_id }
            | Action::LeaveCall { call_id }
            | Action::OpenCallAgain { call_id }
            | Action::SilenceCall { call_id } => with(call_id),
            _ => None,
        }
    }

    pub(super) fn each_seat(&mut self, mut act: impl FnMut(&mut Seat) -> Vec<Errand>) {
        // Any of them may be gone by what another one has left to do.
        for id in self.seats.iter().map(|seat| seat.id).collect::<Vec<_>>() {
            if let Some(seat) = self.seats.iter_mut().find(|seat| seat.id == id) {
                let errands = act(seat);
                self.run_errands(id, errands);
            }
        }
    }

    pub(super) fn run_errands(&mut self, seat: SeatId, errands: Vec<Errand>) {
        for errand in errands {
            match errand {
                Errand::ForgetToken => self.forget_token(seat, false),
                Errand::Open { call, address } => self.open_page(Page { seat, call, address }),
                Errand::Reply { to, result } => {
                    if let Some((_, reply)) = self.replies.remove(&to) {
                        self.reply(reply, result);
                    }
                }
                Errand::SignOut => self.forget_token(seat, true),
            }
        }
        self.answer_for(seat);
    }

    /// Whoever is told that something is done can rely on it: what was to be written down of it is on disk.
    pub(super) fn reply(&self, reply: Reply, result: Result<(), ActionError>) {
        if result.is_err() {
            let _ = reply.send(result); // nothing was done
            return;
        }
        let cache = self.tools.cache.clone();
        tokio::spawn(async move {
            // A disk that hangs holds nobody up for ever.
            let _ = timeout(DISK, cache.settle()).await;
            let _ = reply.send(result); // whoever asked may be gone
        });
    }

    pub(super) fn open_link(&self, url: String, reply: Reply) {
        let host = self.setup.host.clone();
        tokio::spawn(async move {
            let result = match url.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase()).as_deref() {
                Some("http" | "https" | "mailto") => host.open(url, None, None).await,
                _ => Err(ActionError::Unknown { what: "link".into() }),
            };
            let _ = reply.send(result);
        });
    }

    /// The lines are looked at once nothing new can take an old connection.
    pub(super) fn renew_network(&self) {
        let (http, links) = (self.tools.http.clone(), self.seats.iter().filter_map(Seat::link).collect::<Vec<_>>());
        tokio::task::spawn_blocking(move || {
            http.renew();
            for link in links {
                let _ = link.send(Command::Retry); // it may have ended meanwhile
            }
        });
    }

    pub(super) fn picture(&self, path: String, reply: oneshot::Sender<Result<Picture, ActionError>>) {
        let unknown = || ActionError::Unknown { what: "picture".into() };
        let of = |root: &str| {
            let seat = self.seats.iter().find(|seat| crate::core::picture_root(&seat.core.account().workspace) == root);
            seat.and_then(|seat| seat.rest().cloned())
        };
        let Some(rest) = pictures::address(&path).and_then(|(root, _)| of(root)) else {
            let _ = reply.send(Err(unknown()));
            return;
        };
        let pictures = self.tools.pictures.clone();
        tokio::spawn(async move {
            let _ = reply.send(pictures.fetch(path, rest).await);
        });
    }
}

/// For what was written down to be on disk.
const DISK: Duration = Duration::from_secs(1);
