// The connection to one other page: perfect negotiation without any server between the two.
//
// The newcomer is polite and offers; it makes one line for sound and one for pictures, used both
// ways. Switching a device replaces what a line carries, so nothing is negotiated again.

const KINDS = ["audio", "video"];

export class Peer {
  connection = new RTCPeerConnection({ iceServers: [] });
  #handlers;
  #polite;
  #offering = false;
  #ignoring = false;
  #candidates = [];

  constructor({ polite, ...handlers }) {
    this.#polite = polite;
    this.#handlers = handlers;
    const { connection } = this;
    connection.addEventListener("icecandidate", ({ candidate }) => handlers.say({ candidate }));
    connection.addEventListener("negotiationneeded", () => this.#offer());
    connection.addEventListener("track", ({ track }) => handlers.track(track));
    connection.addEventListener("connectionstatechange", () => {
      handlers.connected(connection.connectionState === "connected");
      if (connection.connectionState === "failed") connection.restartIce();
    });
  }

  /** Makes the lines; the offer follows by itself. */
  call() {
    const tracks = this.#handlers.tracks();
    for (const kind of KINDS) this.connection.addTransceiver(tracks[kind] ?? kind, { direction: "sendrecv" });
  }

  /** Has the lines carry what the devices give now. */
  renewTracks() {
    const tracks = this.#handlers.tracks();
    for (const { sender, receiver, stopped } of this.connection.getTransceivers()) {
      const track = tracks[receiver.track.kind] ?? null;
      if (!stopped && sender.track !== track) sender.replaceTrack(track);
    }
  }

  /** The more people, the smaller the picture for each: a page sends its own to all others. */
  async share(people) {
    const { sender } = this.connection.getTransceivers().find(({ receiver }) => receiver.track.kind === "video") ?? {};
    const parameters = sender?.getParameters();
    const [encoding] = parameters?.encodings ?? [];
    if (!encoding || encoding.scaleResolutionDownBy === scale(people)) return;
    encoding.scaleResolutionDownBy = scale(people);
    await sender.setParameters(parameters).catch(() => {}); // Closed meanwhile, or renegotiating: next time.
  }

  /** Takes in what the other page says. */
  async hear({ description, candidate }) {
    const { connection } = this;
    try {
      if (description) {
        const collision = description.type === "offer" && (this.#offering || connection.signalingState !== "stable");
        this.#ignoring = !this.#polite && collision;
        if (this.#ignoring) return;
        await connection.setRemoteDescription(description);
        for (const early of this.#candidates.splice(0)) await connection.addIceCandidate(early);
        if (description.type === "offer") await this.#answer();
      } else if (candidate) {
        if (!connection.remoteDescription) this.#candidates.push(candidate);
        else await connection.addIceCandidate(candidate);
      }
    } catch (error) {
      if (!this.#ignoring && connection.signalingState !== "closed") console.error(error);
    }
  }

  /** How loud the other side is now, 0 to 1. */
  loudness() {
    const lines = this.connection.getReceivers().filter(({ track }) => track.kind === "audio");
    return Math.max(0, ...lines.flatMap((line) => line.getSynchronizationSources().map((source) => source.audioLevel ?? 0)));
  }

  close() {
    this.connection.close();
  }

  async #offer() {
    try {
      this.#offering = true;
      await this.connection.setLocalDescription();
      this.#handlers.say({ description: this.connection.localDescription });
    } finally {
      this.#offering = false;
    }
  }

  async #answer() {
    for (const line of this.connection.getTransceivers()) line.direction = "sendrecv";
    this.renewTracks();
    await this.connection.setLocalDescription();
    this.#handlers.say({ description: this.connection.localDescription });
  }
}

function scale(people) {
  if (people > 4) return 4;
  return people > 2 ? 2 : 1;
}
