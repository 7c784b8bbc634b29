// The people on the screen: one tile each, oneself last.

export class Tiles {
  #list;
  #tiles = new Map();

  constructor(list) {
    this.#list = list;
  }

  add(seat, guest, { own }) {
    this.remove(seat);
    const tile = document.createElement("li");
    tile.className = own ? "tile own" : "tile connecting";
    const face = Object.assign(document.createElement("img"), { src: `/avatar/uid/${encodeURIComponent(guest.id)}`, alt: "" });
    // Sound has an element of its own: one for both would wait in silence for a camera that is off.
    const audio = Object.assign(document.createElement("audio"), { autoplay: true });
    const video = Object.assign(document.createElement("video"), { autoplay: true, playsInline: true, muted: true });
    tile.append(face, video, audio, label(own ? "You" : guest.name));
    this.#tiles.set(seat, { tile, audio, video, name: guest.name, own });
    if (own) this.#list.append(tile);
    else this.#list.insertBefore(tile, this.#list.querySelector(".own"));
    this.switch(seat, guest);
    this.#arrange();
  }

  remove(seat) {
    this.#tiles.get(seat)?.tile.remove();
    this.#tiles.delete(seat);
    this.#arrange();
  }

  clear() {
    for (const seat of [...this.#tiles.keys()]) this.remove(seat);
  }

  /** Shows or plays a track, in place of the one before; fails if the browser holds back the sound. */
  async show(seat, kind, track) {
    const element = this.#tiles.get(seat)?.[kind];
    if (!element) return;
    element.srcObject = track ? new MediaStream([track]) : null;
    try {
      if (track) await element.play();
    } catch (error) {
      // A track that was replaced meanwhile is no trouble.
      if (error.name === "NotAllowedError") throw error;
    }
  }

  play() {
    for (const { audio } of this.#tiles.values()) audio.play().catch(() => {});
  }

  switch(seat, { mic, cam }) {
    const entry = this.#tiles.get(seat);
    entry?.tile.classList.toggle("mic", mic);
    entry?.tile.classList.toggle("cam", cam);
  }

  connected(seat, connected) {
    this.#tiles.get(seat)?.tile.classList.toggle("connecting", !connected);
  }

  speaks(seat, speaks) {
    this.#tiles.get(seat)?.tile.classList.toggle("speaking", speaks);
  }

  name(seat) {
    return this.#tiles.get(seat)?.name ?? "Somebody";
  }

  /** The names of everybody else. */
  others() {
    return [...this.#tiles.values()].filter(({ own }) => !own).map(({ name }) => name);
  }

  #arrange() {
    const people = this.#tiles.size;
    this.#list.dataset.people = people;
    this.#list.style.setProperty("--columns", Math.ceil(Math.sqrt(people)) || 1);
    this.#list.style.setProperty("--columns-narrow", people > 3 ? 2 : 1);
  }
}

function label(name) {
  const label = document.createElement("div");
  label.className = "name";
  const icon = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", "#mic-off");
  icon.setAttribute("role", "img");
  icon.setAttribute("aria-label", "Microphone off");
  icon.append(use);
  label.append(icon, Object.assign(document.createElement("span"), { textContent: name }));
  return label;
}
