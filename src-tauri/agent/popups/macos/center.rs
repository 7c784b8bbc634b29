//! The system's own interface to its notifications.
//!
//! It answers on threads of its own, whenever it likes: whoever calls these waits for it, for a while. They are
//! called on one thread. Only an app in a bundle may call them; to a bare program the framework ends the process.

use std::{
    cell::RefCell,
    collections::BTreeMap,
    env, fs, io,
    path::{Path, PathBuf},
    ptr::NonNull,
    sync::mpsc::{SyncSender, sync_channel},
    time::Duration,
};

use block2::RcBlock;
use objc2::{
    rc::{Retained, autoreleasepool},
    runtime::{Bool, ProtocolObject},
};
use objc2_foundation::{NSArray, NSBundle, NSError, NSSet, NSString, NSURL};
use objc2_user_notifications::{
    UNAuthorizationOptions, UNAuthorizationStatus, UNMutableNotificationContent, UNNotification, UNNotificationAction,
    UNNotificationActionOptions, UNNotificationAttachment, UNNotificationCategory, UNNotificationCategoryOptions,
    UNNotificationInterruptionLevel, UNNotificationRequest, UNNotificationSetting, UNNotificationSettings,
    UNTextInputNotificationAction, UNUserNotificationCenter,
};
use thiserror::Error;

use super::delegate::{Delegate, Listeners};
use crate::popups::{
    banner::{Banner, Category, Offer},
    board::Happened,
    notice::Notice,
};

/// Where the notifications of one profile appear.
pub(in crate::popups) struct Center {
    center: Retained<UNUserNotificationCenter>,
    /// The system holds it weakly.
    _delegate: Retained<Delegate>,
    listeners: Listeners,
    /// What the names of this profile's notifications begin with.
    ours: String,
    /// All that it was told of, by name: it forgets those that are not among the next.
    categories: RefCell<BTreeMap<String, Retained<UNNotificationCategory>>>,
}

/// A notification on the screen. As long as this is there, what happens to it is told.
pub(in crate::popups) struct Toast {
    name: String,
    listeners: Listeners,
}

impl Drop for Toast {
    fn drop(&mut self) {
        self.listeners.remove(&self.name);
    }
}

/// Why there is none.
#[derive(Debug, Error)]
pub(in crate::popups) enum Refused {
    #[error("the program is not in an app's bundle")]
    NoBundle,
    #[error("the system does not answer")]
    Silent,
    #[error("{0}")]
    System(String),
}

impl Center {
    pub(in crate::popups) const NAME: &str = "macOS";

    /// Finds it, and takes away what an agent of this profile that came to grief has left there.
    pub(in crate::popups) fn open(profile: &str, _icon: Option<&Path>) -> Result<Self, Refused> {
        autoreleasepool(|_| {
            if NSBundle::mainBundle().bundleIdentifier().is_none() {
                return Err(Refused::NoBundle);
            }
            let center = UNUserNotificationCenter::currentNotificationCenter();
            let listeners = Listeners::default();
            let delegate = Delegate::new(listeners.clone());
            center.setDelegate(Some(ProtocolObject::from_ref(&*delegate)));
            let ours = format!("{profile}|");
            let center =
                Self { center, _delegate: delegate, listeners, ours, categories: RefCell::new(BTreeMap::new()) };
            center.withdraw_all();
            Ok(center)
        })
    }

    /// Whether the person lets us show any, where they are seen.
    pub(in crate::popups) fn is_allowed(&self) -> bool {
        answer(|tell| ask_whether_allowed(move |allowed| tell.send(allowed).unwrap_or_default())).unwrap_or(false)
    }

    /// Asks the person, unless that was done before, and tells what they say whenever that is.
    pub(in crate::popups) fn ask_the_person(&self, tell: impl Fn(bool) + Clone + 'static) {
        let said = RcBlock::new(move |granted: Bool, error: *mut NSError| {
            if let Some(error) = described(error) {
                log::info!("notifications: {error}");
            }
            if granted.as_bool() { ask_whether_allowed(tell.clone()) } else { tell(false) }
        });
        self.center.requestAuthorizationWithOptions_completionHandler(UNAuthorizationOptions::Alert, &said);
    }

    /// Shows it under a `tag` of its own.
    pub(in crate::popups) fn show(
        &self,
        tag: &str,
        notice: &Notice,
        tell: impl Fn(Happened) + Clone + Send + Sync + 'static,
    ) -> Result<Toast, Refused> {
        let (name, banner) = (format!("{}{tag}", self.ours), Banner::of(notice));
        let copy = banner.image.as_deref().and_then(|image| copy_of(image, tag));
        self.listeners.add(&name, tell);
        // Withdrawn with its listener if it does not come up.
        let toast = Toast { name, listeners: self.listeners.clone() };
        let shown = autoreleasepool(|_| {
            self.know(&banner.category)?;
            self.add(&toast.name, &banner, copy.as_deref())
        });
        if let Some(copy) = copy {
            let _ = fs::remove_file(copy); // the system has moved it to where it needs it
        }
        shown.map(|()| toast)
    }

    /// Takes one away, from the screen and from the list of those that were there.
    pub(in crate::popups) fn withdraw(&self, toast: &Toast) -> Result<(), Refused> {
        autoreleasepool(|_| remove(&self.center, &[NSString::from_str(&toast.name)]));
        Ok(())
    }

    /// Takes away all of this profile.
    pub(in crate::popups) fn withdraw_all(&self) {
        let ours = self.ours.clone();
        let done = answer(|tell| {
            autoreleasepool(|_| {
                with_delivered(&self.center, move |delivered| {
                    let names = delivered.iter().map(|shown| shown.request().identifier());
                    let names: Vec<_> = names.filter(|name| name.to_string().starts_with(&ours)).collect();
                    let center = UNUserNotificationCenter::currentNotificationCenter();
                    remove(&center, &names);
                    // It removes in its own time, and answers one question after the other.
                    let tell = tell.clone();
                    with_delivered(&center, move |_| tell.send(()).unwrap_or_default());
                });
            });
        });
        if let Err(error) = done {
            log::info!("notifications: none taken away: {error}");
        }
    }

    /// Has the system know this category before a notification of it comes.
    fn know(&self, category: &Category) -> Result<(), Refused> {
        let mut known = self.categories.borrow_mut();
        if known.contains_key(&category.name) {
            return Ok(());
        }
        known.insert(category.name.clone(), made(category));
        let all: Vec<_> = known.values().cloned().collect();
        self.center.setNotificationCategories(&NSSet::from_retained_slice(&all));
        // As above: once this is answered the other has been done.
        answer(|tell| {
            let heard = RcBlock::new(move |_: NonNull<NSSet<UNNotificationCategory>>| {
                let _ = tell.send(()); // whoever waited may have lost patience
            });
            self.center.getNotificationCategoriesWithCompletionHandler(&heard);
        })
    }

    fn add(&self, name: &str, banner: &Banner, image: Option<&Path>) -> Result<(), Refused> {
        let content = UNMutableNotificationContent::new();
        content.setTitle(&NSString::from_str(&banner.title));
        content.setBody(&NSString::from_str(&banner.body));
        content.setCategoryIdentifier(&NSString::from_str(&banner.category.name));
        if banner.is_time_sensitive {
            content.setInterruptionLevel(UNNotificationInterruptionLevel::TimeSensitive);
        }
        if banner.is_passive {
            content.setInterruptionLevel(UNNotificationInterruptionLevel::Passive);
        }
        if let Some(image) = image.and_then(attachment) {
            content.setAttachments(&NSArray::from_retained_slice(&[image]));
        }
        let request =
            UNNotificationRequest::requestWithIdentifier_content_trigger(&NSString::from_str(name), &content, None);
        let outcome = answer(|tell| {
            let heard = RcBlock::new(move |error: *mut NSError| {
                let _ = tell.send(described(error)); // whoever waited may have lost patience
            });
            self.center.addNotificationRequest_withCompletionHandler(&request, Some(&heard));
        })?;
        outcome.map_or(Ok(()), |error| Err(Refused::System(error)))
    }
}

/// Asks something that is answered through what `ask` is given, on whatever thread, and waits for it.
fn answer<T>(ask: impl FnOnce(SyncSender<T>)) -> Result<T, Refused> {
    let (tell, told) = sync_channel(1);
    ask(tell);
    told.recv_timeout(PATIENCE).map_err(|_| Refused::Silent)
}

fn ask_whether_allowed(tell: impl Fn(bool) + 'static) {
    let heard = RcBlock::new(move |settings: NonNull<UNNotificationSettings>| {
        // SAFETY: it is there as long as the block runs.
        let settings = unsafe { settings.as_ref() };
        let allowed = [UNAuthorizationStatus::Authorized, UNAuthorizationStatus::Provisional];
        let seen = settings.alertSetting() == UNNotificationSetting::Enabled;
        tell(seen && allowed.contains(&settings.authorizationStatus()));
    });
    UNUserNotificationCenter::currentNotificationCenter().getNotificationSettingsWithCompletionHandler(&heard);
}

fn with_delivered(center: &UNUserNotificationCenter, look: impl Fn(&NSArray<UNNotification>) + 'static) {
    let heard = RcBlock::new(move |delivered: NonNull<NSArray<UNNotification>>| {
        // SAFETY: it is there as long as the block runs.
        look(unsafe { delivered.as_ref() });
    });
    center.getDeliveredNotificationsWithCompletionHandler(&heard);
}

fn remove(center: &UNUserNotificationCenter, names: &[Retained<NSString>]) {
    let names = NSArray::from_retained_slice(names);
    center.removePendingNotificationRequestsWithIdentifiers(&names);
    center.removeDeliveredNotificationsWithIdentifiers(&names);
}

fn made(category: &Category) -> Retained<UNNotificationCategory> {
    let actions: Vec<_> = category.offers.iter().map(action).collect();
    UNNotificationCategory::categoryWithIdentifier_actions_intentIdentifiers_options(
        &NSString::from_str(&category.name),
        &NSArray::from_retained_slice(&actions),
        &NSArray::new(),
        // So that closing it is told.
        UNNotificationCategoryOptions::CustomDismissAction,
    )
}

fn action(offer: &Offer) -> Retained<UNNotificationAction> {
    let (id, label) = (NSString::from_str(offer.id), NSString::from_str(offer.label));
    let options =
        if offer.is_grave { UNNotificationActionOptions::Destructive } else { UNNotificationActionOptions::empty() };
    match offer.sends {
        Some(sends) => {
            UNTextInputNotificationAction::actionWithIdentifier_title_options_textInputButtonTitle_textInputPlaceholder(
                &id,
                &label,
                options,
                &NSString::from_str(sends),
                &label,
            )
            .into_super()
        }
        None => UNNotificationAction::actionWithIdentifier_title_options(&id, &label, options),
    }
}

/// A picture for the system to take away: it moves the file it is given.
fn copy_of(image: &Path, tag: &str) -> Option<PathBuf> {
    let name = format!("vconnct-{}-{tag}.{}", std::process::id(), image.extension()?.to_str()?);
    let copy = env::temp_dir().join(name);
    let copied: io::Result<u64> = fs::copy(image, &copy);
    copied.inspect_err(|error| log::info!("notifications: a picture was left out: {error}")).ok()?;
    Some(copy)
}

fn attachment(image: &Path) -> Option<Retained<UNNotificationAttachment>> {
    let url = NSURL::fileURLWithPath(&NSString::from_str(image.to_str()?));
    // SAFETY: without options there is nothing in them that could be of a wrong type.
    let made =
        unsafe { UNNotificationAttachment::attachmentWithIdentifier_URL_options_error(&NSString::new(), &url, None) };
    made.inspect_err(|error| log::info!("notifications: a picture was left out: {error}")).ok()
}

/// What the system objects to, if it does.
fn described(error: *mut NSError) -> Option<String> {
    // SAFETY: it is there as long as the block that was given it runs, or null.
    unsafe { error.as_ref() }.map(|error| error.localizedDescription().to_string())
}

/// It answers within milliseconds, once the session has begun.
const PATIENCE: Duration = Duration::from_secs(2);
