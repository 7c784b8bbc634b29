//! The page of a call in a browser of its own, with a camera and a voice that are made up.

use std::time::Instant;

use serde_json::Value;

use crate::{eventually::LIMIT, home::Home, page::Page};

/// Somebody's tab with a call.
#[derive(Debug)]
pub struct CallPage {
    page: Page,
}

impl CallPage {
    /// Opens an address that an agent handed to the browser.
    pub async fn opens(home: &Home, address: &str) -> Self {
        Self { page: Page::in_chromium(home, address).await }
    }

    /// Waits until the faces and voices of this many others arrive, and nobody else's: frames are
    /// decoded, and sound that is not silence is played.
    pub async fn sees_and_hears(&self, others: usize) {
        self.meets(others, |person| person["frames"].as_u64() > Some(5) && is_heard(person)).await;
    }

    /// Waits until the voices of this many others arrive, and nobody else's, with a camera or without.
    pub async fn hears(&self, others: usize) {
        self.meets(others, is_heard).await;
    }

    async fn meets(&self, others: usize, arrives: impl Fn(&Value) -> bool) {
        let all_arrive = |measured: &Value| {
            let people = measured.as_array();
            people.is_some_and(|people| people.len() == others && people.iter().all(&arrives))
        };
        let mut measured = Value::Null;
        let start = Instant::now();
        while !all_arrive(&measured) {
            let in_time = start.elapsed() < LIMIT;
            assert!(in_time, "not {others} in the call, but {measured}; it says: {}", self.page.words().await);
            measured = self.page.awaits(MEASURE).await;
        }
    }

    /// What can be read and pressed there.
    pub fn page(&self) -> &Page {
        &self.page
    }

    /// Closes the tab.
    pub async fn closes(self) {
        self.page.closes().await;
    }
}

fn is_heard(person: &Value) -> bool {
    person["energy"].as_f64() > Some(0.0)
}

/// What the browser itself counts at each connection to another page.
const MEASURE: &str = r#"
const done = arguments[0];
const peers = [...(globalThis.vconnctCall?.peers.values() ?? [])];
Promise.all(peers.map(async (peer) => {
  const lines = [...(await peer.connection.getStats()).values()].filter((line) => line.type === 'inbound-rtp');
  const line = (kind) => lines.find((line) => line.kind === kind) ?? {};
  return { frames: line('video').framesDecoded ?? 0, energy: line('audio').totalAudioEnergy ?? 0 };
})).then(done);
"#;
