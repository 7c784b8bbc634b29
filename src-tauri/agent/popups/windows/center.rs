//! The system's own interface to its notifications, one of which is a toast.
//!
//! It may be missing (on a server, under Wine), and whoever calls it may wait: every call says so, and all of
//! them are made on one thread. Only what a person does comes on threads of the system's.

use std::path::Path;

use windows::{
    Data::Xml::Dom::XmlDocument,
    Foundation::{IReference, TypedEventHandler},
    UI::Notifications::{
        NotificationSetting, ToastActivatedEventArgs, ToastDismissalReason, ToastDismissedEventArgs,
        ToastFailedEventArgs, ToastNotification, ToastNotificationHistory, ToastNotificationManager, ToastNotifier,
    },
    core::{HSTRING, IInspectable, Interface, Ref, Result},
};

use super::app_id::{self, APP_ID, CALLS_APP_ID};
use crate::{
    links,
    popups::{
        board::Happened,
        notice::Notice,
        toast::{self, WORDS},
    },
};

/// Where the notifications of one profile appear.
pub(in crate::popups) struct Center {
    /// For what is answered here.
    calls: Place,
    /// For what leads on by links, and stays.
    kept: Place,
    history: ToastNotificationHistory,
    group: HSTRING,
    /// Whether our links lead to this profile.
    linked: bool,
}

/// Where the notifications of one name appear.
struct Place {
    app: HSTRING,
    notifier: ToastNotifier,
}

/// A notification on the screen. As long as this is there, what happens to it is told.
pub(in crate::popups) struct Toast {
    app: HSTRING,
    tag: HSTRING,
    _toast: ToastNotification,
}

impl Center {
    pub(in crate::popups) const NAME: &str = "Windows";

    /// Finds it, and takes away what an agent of this profile that came to grief has left there.
    pub(in crate::popups) fn open(profile: &str, icon: Option<&Path>) -> Result<Self> {
        if let Err(error) = app_id::register(icon) {
            log::warn!("notifications: the app's names cannot be registered: {error}");
        }
        let (calls, kept) = (Place::of(CALLS_APP_ID)?, Place::of(APP_ID)?);
        let linked = profile == LINKED && links::opens_here() == Some(true);
        let history = ToastNotificationManager::History()?;
        let center = Self { calls, kept, history, group: profile.into(), linked };
        center.withdraw_all();
        Ok(center)
    }

    /// Whether the person, or who cares for the machine, lets us show calls.
    pub(in crate::popups) fn is_allowed(&self) -> bool {
        self.calls.is_allowed()
    }

    /// Nobody is asked here: what is shown may be forbidden in the settings.
    pub(in crate::popups) fn ask_the_person(&self, _tell: impl Fn(bool)) {}

    /// Shows it under a `tag` of its own.
    pub(in crate::popups) fn show(
        &self,
        tag: &str,
        notice: &Notice,
        tell: impl Fn(Happened) + Clone + Send + 'static,
    ) -> Result<Toast> {
        let leads_on = self.linked && toast::leads_on(notice);
        let place = if leads_on { &self.kept } else { &self.calls };
        let document = XmlDocument::new()?;
        document.LoadXml(&HSTRING::from(toast::xml(notice, leads_on)))?;
        let toast = ToastNotification::CreateToastNotification(&document)?;
        let tag = HSTRING::from(tag);
        toast.SetTag(&tag)?;
        toast.SetGroup(&self.group)?;
        // What was told before takes its place among what is kept, and comes up no second time.
        toast.SetSuppressPopup(notice.again)?;
        // After that nobody listens to its buttons. Older systems keep it longer.
        let _ = toast.SetExpiresOnReboot(true);
        follow(&toast, tell)?;
        // Whoever wants none of what stays may still want calls: that none is shown is no fault to tell of.
        if !leads_on || place.is_allowed() {
            place.notifier.Show(&toast)?;
        }
        Ok(Toast { app: place.app.clone(), tag, _toast: toast })
    }

    /// Takes one away, from the screen and from the list of those that were there.
    pub(in crate::popups) fn withdraw(&self, toast: &Toast) -> Result<()> {
        self.history.RemoveGroupedTagWithId(&toast.tag, &self.group, &toast.app)
    }

    /// Takes away all of this profile.
    pub(in crate::popups) fn withdraw_all(&self) {
        for place in [&self.calls, &self.kept] {
            if let Err(error) = self.history.RemoveGroupWithId(&self.group, &place.app) {
                log::info!("notifications: none of {} taken away: {error}", place.app);
            }
        }
    }
}

impl Place {
    fn of(app: &str) -> Result<Self> {
        let app = HSTRING::from(app);
        Ok(Self { notifier: ToastNotificationManager::CreateToastNotifierWithId(&app)?, app })
    }

    fn is_allowed(&self) -> bool {
        // Of an app that has not shown any yet the system may not know.
        self.notifier.Setting().map_or(true, |setting| setting == NotificationSetting::Enabled)
    }
}

fn follow(toast: &ToastNotification, tell: impl Fn(Happened) + Clone + Send + 'static) -> Result<()> {
    let pressed = tell.clone();
    toast.Activated(&TypedEventHandler::new(move |_, event: Ref<'_, IInspectable>| {
        let event: ToastActivatedEventArgs = event.ok()?.cast()?;
        pressed(Happened::Pressed { button: event.Arguments()?.to_string_lossy(), words: typed(&event) });
        Ok(())
    }))?;
    let failed = tell.clone();
    toast.Failed(&TypedEventHandler::new(move |_, event: Ref<'_, ToastFailedEventArgs>| {
        failed(Happened::Failed(event.ok()?.ErrorCode()?.message()));
        Ok(())
    }))?;
    toast.Dismissed(&TypedEventHandler::new(move |_, event: Ref<'_, ToastDismissedEventArgs>| {
        // Those that left the screen by themselves may be in the system's list, and pressed there.
        if event.ok()?.Reason()? == ToastDismissalReason::UserCanceled {
            tell(Happened::Closed);
        }
        Ok(())
    }))?;
    Ok(())
}

/// What stands in its field for words; nothing where it has none.
fn typed(event: &ToastActivatedEventArgs) -> Option<String> {
    let words = event.UserInput().ok()?.Lookup(&HSTRING::from(WORDS)).ok()?;
    Some(words.cast::<IReference<HSTRING>>().ok()?.Value().ok()?.to_string_lossy())
}

/// The profile that `vconnct LINK` is for.
const LINKED: &str = "default";
