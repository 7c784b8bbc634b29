//! Whom macOS tells what a person does with a notification.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use block2::DynBlock;
use objc2::{AllocAnyThread, DefinedClass, define_class, msg_send, rc::Retained, runtime::NSObjectProtocol};
use objc2_foundation::NSObject;
use objc2_user_notifications::{
    UNNotification, UNNotificationDefaultActionIdentifier, UNNotificationDismissActionIdentifier,
    UNNotificationPresentationOptions, UNNotificationResponse, UNTextInputNotificationResponse,
    UNUserNotificationCenter, UNUserNotificationCenterDelegate,
};

use crate::popups::{banner, board::Happened, notice::Button};

/// Who listens to which notification, by its name. What is done with one of somebody else's goes nowhere.
#[derive(Clone, Default)]
pub(super) struct Listeners {
    by_name: Arc<Mutex<BTreeMap<String, Listener>>>,
}

type Listener = Arc<dyn Fn(Happened) + Send + Sync>;

impl Listeners {
    pub(super) fn add(&self, name: &str, listener: impl Fn(Happened) + Send + Sync + 'static) {
        self.held().insert(name.to_owned(), Arc::new(listener));
    }

    pub(super) fn remove(&self, name: &str) {
        self.held().remove(name);
    }

    fn tell(&self, name: &str, happened: Happened) {
        // Not while it is held: whoever listens may withdraw it.
        let listener = self.held().get(name).cloned();
        if let Some(listener) = listener {
            listener(happened);
        }
    }

    fn held(&self) -> MutexGuard<'_, BTreeMap<String, Listener>> {
        // Whole after every line, so a panic elsewhere spoils nothing.
        self.by_name.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

define_class!(
    // SAFETY: NSObject asks nothing of those that inherit from it, and there is no `Drop` beside the class's own.
    #[unsafe(super(NSObject))]
    #[name = "VconnctNotificationDelegate"]
    #[ivars = Listeners]
    pub(super) struct Delegate;

    // SAFETY: the protocol asks for nothing that NSObject does not do.
    unsafe impl NSObjectProtocol for Delegate {}

    // SAFETY: the methods have the types that the protocol gives them, and each calls its block once.
    unsafe impl UNUserNotificationCenterDelegate for Delegate {
        /// An app in front is otherwise trusted to tell by itself.
        #[unsafe(method(userNotificationCenter:willPresentNotification:withCompletionHandler:))]
        fn will_present(
            &self,
            _center: &UNUserNotificationCenter,
            _notification: &UNNotification,
            show: &DynBlock<dyn Fn(UNNotificationPresentationOptions)>,
        ) {
            show.call((UNNotificationPresentationOptions::Banner | UNNotificationPresentationOptions::List,));
        }

        #[unsafe(method(userNotificationCenter:didReceiveNotificationResponse:withCompletionHandler:))]
        fn did_receive(
            &self,
            _center: &UNUserNotificationCenter,
            response: &UNNotificationResponse,
            done: &DynBlock<dyn Fn()>,
        ) {
            let name = response.notification().request().identifier().to_string();
            self.ivars().tell(&name, happened(response));
            done.call(());
        }
    }
);

impl Delegate {
    pub(super) fn new(listeners: Listeners) -> Retained<Self> {
        let this = Self::alloc().set_ivars(listeners);
        // SAFETY: `init` of NSObject takes nothing and returns the object it is given.
        unsafe { msg_send![super(this), init] }
    }
}

fn happened(response: &UNNotificationResponse) -> Happened {
    let action = response.actionIdentifier();
    // SAFETY: both names are there as long as the framework is.
    let (pressed, closed) = unsafe { (UNNotificationDefaultActionIdentifier, UNNotificationDismissActionIdentifier) };
    if *action == *closed {
        return Happened::Closed;
    }
    let button =
        if *action == *pressed { Button::Open.id().into() } else { banner::button(&action.to_string()).into() };
    let words = response.downcast_ref::<UNTextInputNotificationResponse>().map(|typed| typed.userText().to_string());
    Happened::Pressed { button, words }
}
