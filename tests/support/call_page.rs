//! The page of a call in a browser of its own, with a camera and a voice that are made up.

use serde_json::json;

use crate::{eventually::eventually, home::Home, page::Page};

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

    /// Waits until the faces and voices of this many others arrive: decoded frames and sound.
    pub async fn sees_and_hears(&self, others: usize) {
        self.page.runs(MEASURE, json!([])).await;
        eventually(format_args!("{others} to be seen and heard in the call"), async || {
            let measured = self.page.runs("return window.measured?.()", json!([])).await;
            let people = measured.as_array()?;
            let arrives = |person: &&serde_json::Value| person["frames"].as_u64() > Some(5) && person["loud"] == true;
            (people.iter().filter(arrives).count() == others).then_some(())
        })
        .await;
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

/// Everybody else's video plays aloud, one's own is muted: counts the frames of the former, and
/// listens to them.
const MEASURE: &str = r#"
if (window.measured) return;
const audio = new AudioContext();
const ears = new Map();
function ear(video) {
  const known = ears.get(video);
  if (known?.stream === video.srcObject) return known;
  if (!video.srcObject?.getAudioTracks().length) return null;
  const analyser = audio.createAnalyser();
  audio.createMediaStreamSource(video.srcObject).connect(analyser);
  const made = { stream: video.srcObject, analyser, loud: false };
  ears.set(video, made);
  return made;
}
window.measured = () => [...document.querySelectorAll('video')]
  .filter((video) => video.srcObject && !video.muted)
  .map((video) => {
    const heard = ear(video);
    const wave = new Float32Array(2048);
    heard?.analyser.getFloatTimeDomainData(wave);
    if (heard && wave.some((sample) => Math.abs(sample) > 0.001)) heard.loud = true;
    return { frames: video.getVideoPlaybackQuality().totalVideoFrames, loud: heard?.loud ?? false };
  });
setInterval(window.measured, 50);
"#;
