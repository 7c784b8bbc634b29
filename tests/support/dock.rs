//! A dock that writes down what it was asked to put on icons.

use std::collections::HashMap;

use futures_util::StreamExt;
use tokio::sync::watch;
use zbus::{Connection, MatchRule, MessageStream, message::Type, zvariant::OwnedValue};

use crate::{bus::Bus, eventually::LIMIT};

/// A dock; it listens for as long as its story goes on.
#[derive(Debug)]
pub struct Dock {
    connection: Connection,
    icon: watch::Receiver<Icon>,
}

/// What the icon of the app shows.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Icon {
    pub app: String,
    /// Nothing while it shall not be seen.
    pub number: Option<i64>,
    pub urgent: bool,
}

impl Dock {
    /// It appears on the screen.
    pub async fn start(bus: &Bus) -> Self {
        let connection = bus.stranger().await;
        let rule = MatchRule::builder().msg_type(Type::Signal).interface(INTERFACE);
        let rule = rule.and_then(|rule| rule.member("Update")).expect("both are names").build();
        let mut updates = MessageStream::for_match_rule(rule, &connection, None).await.expect("the bus listens");
        let (told, icon) = watch::channel(Icon::default());
        tokio::spawn(async move {
            while let Some(Ok(update)) = updates.next().await {
                let (app, what): (String, HashMap<String, OwnedValue>) =
                    update.body().deserialize().expect("it is as Unity's interface has it");
                let is = |name| bool::try_from(&what[name]).expect("a yes or no");
                let number = i64::try_from(&what["count"]).expect("a number");
                told.send_replace(Icon { app, number: is("count-visible").then_some(number), urgent: is("urgent") });
            }
        });
        connection.request_name("com.canonical.Unity").await.expect("no other dock is here");
        Self { connection, icon }
    }

    /// Waits until the icon shows what is `wanted`.
    pub async fn shows(&self, what: &str, wanted: impl Fn(&Icon) -> bool) -> Icon {
        let mut icon = self.icon.clone();
        let shown = tokio::time::timeout(LIMIT, icon.wait_for(&wanted)).await;
        let shown = shown.ok().and_then(Result::ok).map(|icon| icon.clone());
        shown.unwrap_or_else(|| panic!("waited in vain for {what}; it shows {:?}", self.icon.borrow()))
    }

    /// It crashes, or the person takes another.
    pub async fn goes(self) {
        self.connection.close().await.expect("it is open");
    }
}

const INTERFACE: &str = "com.canonical.Unity.LauncherEntry";
