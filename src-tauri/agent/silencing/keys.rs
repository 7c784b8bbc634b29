//! The keys that silence a ring where no desktop attends to them.

use x11rb::protocol::xproto::ModMask;

use crate::grabs::Press;

/// Each alone, with nothing held down.
pub(super) fn all() -> Vec<((), Press)> {
    SYMBOLS.map(|symbol| ((), Press { modifiers: ModMask::default(), symbol })).to_vec()
}

/// `XF86AudioLowerVolume`, `XF86AudioMute`, `XF86AudioPlay`, `XF86AudioStop`, `XF86AudioPause`.
const SYMBOLS: [u32; 5] = [0x1008_ff11, 0x1008_ff12, 0x1008_ff14, 0x1008_ff15, 0x1008_ff31];
