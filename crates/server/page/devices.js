// This person's microphone and camera. Lacking either is no reason to stay away.

const WANTED = {
  mic: { audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true } },
  cam: { video: { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 } } },
};
const NAMES = { mic: "microphone", cam: "camera" };
const TRACKS = { mic: "audio", cam: "video" };

export class Devices {
  /** What is on. */
  mic = false;
  cam = false;
  /** What goes out, by kind of track. */
  tracks = {};
  /** What went wrong, in words, by device. */
  troubles = {};

  /** Switches on what was chosen. */
  async start({ mic = true, cam = false }) {
    await Promise.all([mic && this.set("mic", true), cam && this.set("cam", true)]);
  }

  /** Switches a device. A microphone stays open while it is off, a camera goes dark. */
  async set(device, on) {
    const kind = TRACKS[device];
    const track = this.tracks[kind];
    delete this.troubles[device];
    if (on && !track) {
      this[device] = await this.#open(device, kind);
    } else if (device === "cam" && !on) {
      track?.stop();
      delete this.tracks[kind];
      this[device] = false;
    } else if (track) {
      track.enabled = on;
      this[device] = on;
    }
  }

  stop() {
    for (const track of Object.values(this.tracks)) track.stop();
    this.tracks = {};
    this.mic = this.cam = false;
  }

  async #open(device, kind) {
    try {
      if (!navigator.mediaDevices) throw new DOMException("", "InsecureError");
      const stream = await navigator.mediaDevices.getUserMedia(WANTED[device]);
      [this.tracks[kind]] = stream.getTracks();
      this.tracks[kind].addEventListener("ended", () => {
        this.troubles[device] = `Your ${NAMES[device]} was unplugged.`;
        delete this.tracks[kind];
        this[device] = false;
      });
      return true;
    } catch (error) {
      this.troubles[device] = words(device, error.name);
      return false;
    }
  }
}

function words(device, name) {
  const it = NAMES[device];
  switch (name) {
    case "InsecureError":
      return undefined; // Said once for the whole page.
    case "NotAllowedError":
      return `This page may not use your ${it}. Allow it in the address bar, then switch it on.`;
    case "NotFoundError":
    case "OverconstrainedError":
      return device === "mic" ? "No microphone was found. You can listen." : "No camera was found.";
    case "NotReadableError":
    case "AbortError":
      return `Another program is using your ${it}.`;
    default:
      return `Your ${it} cannot be used.`;
  }
}
