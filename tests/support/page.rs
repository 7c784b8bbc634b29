//! A page as a person uses it: by what can be read and pressed on it, never by its markup.

use std::time::{Duration, Instant};

use fantoccini::{
    Client, ClientBuilder,
    actions::{InputSource, KeyAction, KeyActions, MouseActions, PointerAction},
    elements::Element,
    key::Key,
};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tokio::{net::TcpStream, time::sleep};

use crate::{
    eventually::{LIMIT, eventually},
    home::Home,
    picture::Picture,
    process::{Program, packaged},
    web,
};

/// A page in a browser, or in a window of ours.
pub struct Page {
    client: Client,
    _driver: Program,
}

impl Page {
    /// Opens `url` in a headless Chromium whose camera and microphone are made up.
    pub async fn in_chromium(home: &Home, url: &str) -> Self {
        packaged("chromium", "chromium");
        let port = web::free_port();
        let mut command = home.furnish(packaged("chromedriver", "chromium-driver"));
        command.arg(format!("--port={port}"));
        let driver = Program::start(command, home.log("chromedriver"));
        let profile = tempfile::tempdir_in(home.root()).expect("the folder is ours").keep();
        let mut flags = CHROMIUM_FLAGS.map(str::to_owned).to_vec();
        flags.push(format!("--user-data-dir={}", profile.display()));
        let page = Self::of(driver, port, "goog:chromeOptions", json!({ "args": flags })).await;
        page.goes_to(url).await;
        page.heard().await;
        page.resizes(1280, 800).await;
        page
    }

    /// The main window of ours, started by WebKit's driver as it drives any browser.
    pub async fn in_window(home: &Home, program: &std::path::Path, profile: &str) -> Self {
        let port = web::free_port();
        let mut command = home.furnish(packaged("WebKitWebDriver", "webkit2gtk-driver"));
        command.args([format!("--port={port}"), "--host=127.0.0.1".to_owned()]).env("TAURI_WEBVIEW_AUTOMATION", "true");
        let driver = Program::start(command, home.log("WebKitWebDriver"));
        let options = json!({ "binary": program, "args": ["--profile", profile] });
        Self::of(driver, port, "webkitgtk:browserOptions", options).await
    }

    async fn of(driver: Program, port: u16, kind: &str, options: Value) -> Self {
        eventually("the driver to listen", async || TcpStream::connect(("127.0.0.1", port)).await.ok()).await;
        let capabilities = serde_json::Map::from_iter([(kind.to_owned(), options)]);
        let address = format!("http://127.0.0.1:{port}");
        let mut builder = ClientBuilder::new(HttpConnector::new());
        let client = builder.capabilities(capabilities).connect(&address).await;
        match client {
            Ok(client) => Self { client, _driver: driver },
            Err(error) => panic!("the driver opens no browser: {error}\n{}", driver.written()),
        }
    }

    /// Presses the button, switch, menu item or row with this name, once it has stopped moving.
    ///
    /// Like a person it lets half a second go by before it presses what has just appeared.
    pub async fn presses(&self, name: &str) {
        self.presses_on("", name).await;
    }

    /// As [`Self::presses`], within the part of the page with this label: a card, a list, a panel.
    pub async fn presses_on(&self, part: &str, name: &str) {
        let mut still = None;
        let element =
            eventually(format_args!("\"{name}\" to press, on a page that says {}", self.words().await), async || {
                let (element, place) = self.control_on(part, name).await?;
                let since = match still.take() {
                    Some((before, since)) if before == place => since,
                    _ => Instant::now(),
                };
                still = Some((place, since));
                (since.elapsed() > REACTION).then_some(element)
            })
            .await;
        element.click().await.unwrap_or_else(|error| panic!("\"{name}\" cannot be pressed: {error}"));
    }

    /// Presses the button of the pre-flight to a call to this person in a workspace of ours. It says more when they are not
    /// there.
    pub async fn presses_call(&self, callee: &str) {
        self.presses_on(&format!("Call {callee}, with Vconnct"), "Call").await;
    }

    /// Turns the switch with this name on, if it is not.
    pub async fn switches_on(&self, name: &str) {
        let (switch, _) = eventually(format_args!("a switch \"{name}\""), async || self.control(name).await).await;
        let mut on = false;
        for attribute in ["aria-checked", "aria-pressed"] {
            on |= switch.attr(attribute).await.is_ok_and(|value| value.as_deref() == Some("true"));
        }
        if !on {
            self.presses(name).await;
        }
    }

    /// Writes into the field with this label, as one types.
    pub async fn writes(&self, label: &str, text: &str) {
        let (field, _) = eventually(format_args!("a field \"{label}\""), async || self.control(label).await).await;
        field.send_keys(text).await.unwrap_or_else(|error| panic!("\"{label}\" takes no text: {error}"));
    }

    /// Presses Enter in the field with this label.
    pub async fn enters(&self, label: &str) {
        let (field, _) = eventually(format_args!("a field \"{label}\""), async || self.control(label).await).await;
        field.click().await.expect("a field can be clicked");
        // Not sent to the field, which may be gone before the key is up again.
        let value = char::from(Key::Enter);
        let keys = KeyActions::new("keyboard".into()).then(KeyAction::Down { value }).then(KeyAction::Up { value });
        self.client.perform_actions(keys).await.expect("keys can be pressed");
    }

    /// Empties the field with this label, as one does by hand.
    pub async fn clears(&self, label: &str) {
        let (field, _) = eventually(format_args!("a field \"{label}\""), async || self.control(label).await).await;
        let length = field.prop("value").await.ok().flatten().unwrap_or_default().chars().count();
        let backspaces = char::from(Key::Backspace).to_string().repeat(length);
        field.click().await.expect("a field can be clicked");
        let to_the_end = char::from(Key::End).to_string();
        field.send_keys(&format!("{to_the_end}{backspaces}")).await.expect("a field takes keys");
    }

    /// Waits until the page says this.
    pub async fn says(&self, text: &str) {
        waits_for(text, "says", async || self.words().await).await;
    }

    /// Waits until the page has said this, at any time since it was opened: a toast is gone in six seconds, and a busy
    /// machine may look for it later.
    pub async fn has_said(&self, text: &str) {
        waits_for(text, "has said", async || self.heard().await).await;
    }

    /// Waits until the part of the page with this label is gone: a card, a panel.
    pub async fn loses(&self, part: &str) {
        let gone = "return !document.querySelector(`[aria-label=\"${CSS.escape(arguments[0])}\"]`)";
        eventually(format_args!("\"{part}\" to go"), async || {
            (self.runs(gone, json!([part])).await == true).then_some(())
        })
        .await;
    }

    /// Whether there is something to press with this name.
    pub async fn offers(&self, name: &str) -> bool {
        self.control(name).await.is_some()
    }

    /// All that can be read on the page now.
    pub async fn words(&self) -> String {
        // A page that is just being loaded says nothing yet.
        let text = self.client.execute("return document.body?.innerText ?? ''", Vec::new()).await.unwrap_or_default();
        text.as_str().unwrap_or_default().to_owned()
    }

    /// All that was to be read on the page since the first time this was asked.
    async fn heard(&self) -> String {
        let text = self.client.execute(LISTEN, Vec::new()).await.unwrap_or_default();
        text.as_str().unwrap_or_default().to_owned()
    }

    /// Runs a script in the page, for what a person sees but cannot name: frames of a video.
    pub async fn runs(&self, script: &str, arguments: Value) -> Value {
        let Value::Array(arguments) = arguments else { panic!("a script takes a list of arguments") };
        self.client.execute(script, arguments).await.unwrap_or_else(|error| panic!("{error} in {script}"))
    }

    /// Runs a script that calls its last argument back.
    pub async fn awaits(&self, script: &str) -> Value {
        self.client.execute_async(script, Vec::new()).await.unwrap_or_else(|error| panic!("{error} in {script}"))
    }

    /// Makes the page this large, whatever the browser needs around it.
    pub async fn resizes(&self, width: u32, height: u32) {
        let around = self.runs("return [outerWidth - innerWidth, outerHeight - innerHeight]", json!([])).await;
        let around = |side: usize| u32::try_from(around[side].as_i64().unwrap_or_default()).unwrap_or_default();
        let size = self.client.set_window_size(width + around(0), height + around(1)).await;
        size.expect("a window can be resized");
    }

    /// Takes the pointer away from everything it could be over.
    pub async fn rests(&self) {
        let away = PointerAction::MoveTo { duration: None, x: 1.0, y: 1.0 };
        let mouse = MouseActions::new("mouse".to_owned()).then(away);
        self.client.perform_actions(mouse).await.expect("a pointer can be moved");
    }

    /// What the page looks like now.
    pub async fn picture(&self) -> Picture {
        Picture::from_png(&self.client.screenshot().await.expect("a page can be pictured"))
    }

    /// Goes to another address.
    pub async fn goes_to(&self, url: &str) {
        self.client.goto(url).await.unwrap_or_else(|error| panic!("{url}: {error}"));
    }

    /// Closes the page, and the browser with it.
    pub async fn closes(self) {
        // A window that closes itself may answer no more.
        let _ = self.client.close().await;
    }

    /// The control with this name that can be seen, and where it is.
    async fn control(&self, name: &str) -> Option<(Element, Value)> {
        self.control_on("", name).await
    }

    async fn control_on(&self, part: &str, name: &str) -> Option<(Element, Value)> {
        // The page may be drawing anew while it is searched: then there is no answer this time.
        let found = self.client.execute(FIND, vec![json!(name), json!(part)]).await.ok()?;
        let place = found.get(1)?.clone();
        // An element is an object whose only member is its id.
        let id = found.get(0)?.as_object()?.values().next()?.as_str()?.to_owned();
        Some((Element::from_element_id(self.client.clone(), id.into()), place))
    }
}

async fn waits_for(text: &str, how: &str, read: impl AsyncFn() -> String) {
    let start = Instant::now();
    loop {
        let words = read().await;
        if words.contains(text) {
            return;
        }
        assert!(start.elapsed() < LIMIT, "waited in vain for \"{text}\" on a page that {how}: {words}");
        sleep(PAUSE).await;
    }
}

impl std::fmt::Debug for Page {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Page").finish_non_exhaustive()
    }
}

/// Finds a control by its accessible name: exactly, else by the beginning of it.
const FIND: &str = r#"
const [wanted, part] = arguments;
const place = part ? document.querySelector(`[aria-label="${CSS.escape(part)}"]`) : document;
if (!place) return null;
const controls = 'button, a[href], input, textarea, select, summary, [contenteditable], [tabindex], '
  + '[role=button], [role=link], [role=menuitem], [role=option], [role=switch], [role=tab], [role=treeitem], [role=textbox]';
const tidy = (text) => (text ?? '').replace(/\s+/g, ' ').trim();
// Initials in place of a picture are drawn, not said.
const said = (e) => [...e.querySelectorAll('[aria-hidden=true]')]
  .reduce((words, drawn) => words.replace(drawn.innerText ?? '', ''), e.innerText ?? '');
const name = (e) => tidy(e.getAttribute('aria-label'))
  || tidy((e.getAttribute('aria-labelledby') ?? '').split(' ').map((id) => document.getElementById(id)?.innerText ?? '').join(' '))
  || tidy([...(e.labels ?? [])].map((label) => label.innerText).join(' '))
  || tidy(said(e)) || tidy(e.title) || tidy(e.placeholder);
const visible = [...place.querySelectorAll(controls)].filter((e) => {
  const box = e.getBoundingClientRect();
  return box.width > 0 && box.height > 0 && getComputedStyle(e).visibility === 'visible' && !e.disabled;
});
// "Call" is no "Calls", however long it takes to come.
const begins = (text) => text.startsWith(wanted) && !/\p{L}/u.test(text.charAt(wanted.length));
const found = visible.find((e) => name(e) === wanted) ?? visible.find((e) => begins(name(e)));
if (!found) return null;
const box = found.getBoundingClientRect();
return [found, [box.left, box.top, box.width, box.height].map(Math.round)];
"#;

/// Keeps every text that comes onto the page, each once.
const LISTEN: &str = r#"
globalThis.heard ??= (() => {
  const heard = new Set([document.body?.innerText ?? '']);
  new MutationObserver((changes) => {
    for (const { target, type, addedNodes } of changes) {
      for (const node of type === 'characterData' ? [target] : addedNodes) heard.add(node.textContent);
    }
  }).observe(document, { subtree: true, childList: true, characterData: true });
  return heard;
})();
return [...globalThis.heard].join('\n');
"#;

const CHROMIUM_FLAGS: [&str; 12] = [
    "--headless=new",
    "--no-sandbox",
    "--no-proxy-server",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--lang=en",
    "--hide-scrollbars",
    "--window-size=1280,800",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
    "--allow-loopback-in-peer-connection",
];
/// Between two looks at a page: each costs the browser some work.
const PAUSE: Duration = Duration::from_millis(50);
/// What has just appeared is not pressed at once: cards refuse it, so that nobody answers by accident.
const REACTION: Duration = Duration::from_millis(450);
