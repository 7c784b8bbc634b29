//! The number on the app's icon in docks and task bars, and whether it asks to be looked at.
//!
//! Unity's interface, which KDE's task bar and GNOME's docks listen to as well. Each clears the icon when our
//! connection ends. On other systems the window program has it, as the icon there is its window's.

use vconnct_client::Client;
#[cfg(any(test, target_os = "linux"))]
use vconnct_client::update::{Calls, IncomingCall, Session};

/// Follows the state until the agent ends.
pub(crate) fn follow(client: Client) {
    #[cfg(target_os = "linux")]
    tokio::spawn(async move {
        if let Err(error) = docks::follow(&client).await {
            log::info!("launcher: no number on the icon: {error}");
        }
    });
    #[cfg(not(target_os = "linux"))]
    drop(client);
}

/// What is on the icon.
#[cfg(any(test, target_os = "linux"))]
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
struct Mark {
    number: u32,
    urgent: bool,
}

#[cfg(any(test, target_os = "linux"))]
impl Mark {
    fn of(session: &Session, calls: &Calls) -> Self {
        Self { number: session.badge, urgent: calls.incoming.iter().any(IncomingCall::is_heard) }
    }
}

#[cfg(target_os = "linux")]
mod docks {
    use std::collections::HashMap;

    use futures_util::StreamExt;
    use tokio::select;
    use vconnct_client::Client;
    use zbus::{fdo::DBusProxy, zvariant::Value};

    use super::Mark;
    use crate::{bus, icon::LAUNCHER};

    /// Ends with the connection to the bus.
    pub(super) async fn follow(client: &Client) -> zbus::Result<()> {
        let (bus, app) = (bus::session().await?, format!("application://{LAUNCHER}.desktop"));
        let mut newcomers = DBusProxy::new(&bus).await?.receive_name_owner_changed_with_args(&[(0, DOCK)]).await?;
        let parts = client.parts();
        let (mut calls, mut session) = (parts.calls, parts.session);
        let mut told = Mark::default(); // nobody thinks otherwise
        loop {
            let mark = Mark::of(&session.borrow_and_update(), &calls.borrow_and_update());
            if mark != told {
                told = mark;
                bus.emit_signal(None::<&str>, PATH, INTERFACE, "Update", &(&app, properties(mark))).await?;
            }
            select! {
                changed = calls.changed() => if changed.is_err() { return Ok(()) },
                changed = session.changed() => if changed.is_err() { return Ok(()) },
                // A dock that has just come knows of nothing.
                newcomer = newcomers.next() => match newcomer {
                    Some(_) => told = Mark::default(),
                    None => return Ok(()),
                },
            }
        }
    }

    fn properties(mark: Mark) -> HashMap<&'static str, Value<'static>> {
        HashMap::from([
            ("count", Value::from(i64::from(mark.number))),
            ("count-visible", Value::from(mark.number > 0)),
            ("urgent", Value::from(mark.urgent)),
        ])
    }

    /// The name that docks take to say that they listen.
    const DOCK: &str = "com.canonical.Unity";
    const INTERFACE: &str = "com.canonical.Unity.LauncherEntry";
    const PATH: &str = "/com/vconnct/desktop";
}

#[cfg(test)]
mod tests {
    use vconnct_client::update::{IncomingPhase, Quiet};

    use super::*;
    use crate::sample;

    #[test]
    fn the_icon_asks_to_be_looked_at_while_a_call_is_heard() {
        let session = Session { badge: 3, ..Session::default() };
        let phase = |silenced| IncomingPhase::Ringing { silenced, reconnecting: false };
        let of = |call| Mark::of(&session, &Calls { incoming: vec![call], ..Calls::default() });
        assert_eq!(of(sample::incoming("c1", phase(false))), Mark { number: 3, urgent: true });
        assert!(!of(sample::incoming("c1", phase(true))).urgent);
        let quiet = IncomingCall { quiet: Some(Quiet::DoNotDisturb), ..sample::incoming("c1", phase(false)) };
        assert!(!of(quiet).urgent);
        assert_eq!(Mark::of(&session, &Calls::default()), Mark { number: 3, urgent: false });
    }
}
