//! Whether an output is muted. Only the sound server knows, and cpal does not ask it.

use std::{ffi::CString, time::Duration};

use pulseaudio::ClientError;
use tokio::time::timeout;

use super::inquiry::Inquiry;

/// Whether nothing of these outputs can be heard; no if that cannot be found out.
pub(super) fn are_muted<'a>(outputs: impl IntoIterator<Item = &'a str>) -> bool {
    let names: Vec<_> = outputs.into_iter().map(|id| id.strip_prefix(SERVER)).collect();
    let Some(names) = names.into_iter().collect::<Option<Vec<_>>>().filter(|names| !names.is_empty()) else {
        return false; // no output of a sound server
    };
    ask(&names).unwrap_or_else(|error| {
        log::warn!("whether the output is muted cannot be found out: {error}");
        false
    })
}

/// Over a connection of its own: it is asked seldom.
fn ask(names: &[&str]) -> Result<bool, ClientError> {
    let inquiry = Inquiry::begin()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().map_err(ClientError::Io)?;
    let mut muted = true;
    for name in names {
        let name = CString::new(*name).map_err(|error| ClientError::Io(error.into()))?;
        let answer = runtime.block_on(async { timeout(PATIENCE, inquiry.client.sink_info_by_name(name)).await });
        muted &= answer.map_err(|late| ClientError::Io(late.into()))??.muted;
    }
    Ok(muted)
}

/// What the ids of its outputs begin with.
const SERVER: &str = "pulseaudio:";
/// The ringer waits for it, while it rings.
const PATIENCE: Duration = Duration::from_secs(1);
