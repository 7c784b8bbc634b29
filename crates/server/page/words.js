// What the page says in words.

const element = (id) => document.getElementById(id);

/** Shows a line above the tiles, once per key, with a button if there is something to do. */
export function notice(key, text, action) {
  withdraw(key);
  if (!text) return;
  const line = Object.assign(document.createElement("div"), { className: "notice" });
  line.dataset.key = key;
  line.append(Object.assign(document.createElement("span"), { textContent: text }));
  if (action) {
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: action.label });
    button.addEventListener("click", action.act);
    line.append(button);
  }
  element("notices").append(line);
}

export function withdraw(key) {
  element("notices").querySelector(`[data-key="${key}"]`)?.remove();
}

/** Says something to people who do not look. */
export function announce(text) {
  element("spoken").textContent = text;
}

/** Takes over the page: there is nothing else to see any more. */
export function message(title, text, again) {
  element("message-title").textContent = title;
  element("message-text").textContent = text;
  element("again").hidden = !again;
  element("message").hidden = false;
  element("facts").textContent = "";
  element("message-title").focus();
}

export function showSwitch(button, icon, on) {
  button.setAttribute("aria-pressed", String(on));
  button.querySelector("use").setAttribute("href", on ? `#${icon}` : `#${icon}-off`);
}

/** The time the call has lasted: 4:05, or 1:04:05. */
export function showTime(ms) {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const two = (number) => String(number).padStart(2, "0");
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  element("facts").textContent = hours ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}
