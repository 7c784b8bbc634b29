//! What is in the programs and pages that people get.

use std::{fs, path::Path};

use serde_json::Value;
use support::{
    desk::ROOT,
    process::{ours, packaged, run},
};

#[tokio::test]
async fn the_agent_links_no_web_engine() {
    let mut ldd = packaged("ldd", "libc-bin");
    ldd.arg(ours("vconnct"));
    let output = run(ldd, "").await;
    let libraries = String::from_utf8_lossy(&output.stdout).to_lowercase();
    assert!(libraries.contains("libc.so"), "{libraries}");
    for engine in ["gtk", "gdk", "webkit", "javascriptcore", "libsoup"] {
        assert!(!libraries.contains(engine), "{libraries}");
    }
}

#[test]
fn no_shipped_page_knows_the_bridge() {
    let pages = Path::new(ROOT).join("ui/dist");
    let scripts = read_all(&pages);
    assert!(scripts.len() > 10_000, "{} is not built: run `npm run build` in ui/", pages.display());
    for word in ["/socket", "WebSocket", "\"bridge\"", "role:`bridge`"] {
        assert!(!scripts.contains(word), "{word} is in {}", pages.display());
    }
}

#[test]
fn no_shipped_program_knows_the_bridge_page() {
    for program in ["vconnct", "vconnct-window"] {
        let content = fs::read(ours(program)).expect("it can be read");
        assert!(!contains(&content, b"dist-bridge"), "{program} embeds the page of the bridge");
    }
}

#[test]
fn macos_asks_for_microphone_and_camera_in_words_and_is_allowed_to() {
    let conf: Value = serde_json::from_str(&read("tauri.macos.conf.json")).expect("it is JSON");
    let entitlements = read(conf["bundle"]["macOS"]["entitlements"].as_str().expect("they are named"));
    let words = read("Info.plist");
    for (entitlement, usage) in [("audio-input", "Microphone"), ("camera", "Camera")] {
        assert!(entitlements.contains(&format!("<key>com.apple.security.device.{entitlement}</key>\n\t<true/>")));
        assert!(words.contains(&format!("<key>NS{usage}UsageDescription</key>\n\t<string>So that ")), "{usage}");
    }
}

#[test]
fn the_installer_of_windows_ends_the_agent_and_forgets_what_it_has_written() {
    let conf: Value = serde_json::from_str(&read("tauri.windows.conf.json")).expect("it is JSON");
    let hooks = read(conf["bundle"]["windows"]["nsis"]["installerHooks"].as_str().expect("they are named"));
    for hook in ["PREINSTALL", "PREUNINSTALL", "POSTUNINSTALL"] {
        assert!(hooks.contains(&format!("!macro NSIS_HOOK_{hook}\n")), "{hook}");
    }
    let (login, app) = (read("src-tauri/agent/login/elsewhere.rs"), read("src-tauri/agent/popups/windows/app_id.rs"));
    assert!(login.contains(r#"else { "Vconnct " }"#) && hooks.contains(r#"\Run" "Vconnct $R2""#));
    assert!(app.contains(r"Classes\AppUserModelId\{id}"));
    for (name, id) in [("APP_ID", "com.vconnct.desktop"), ("CALLS_APP_ID", "com.vconnct.desktop.calls")] {
        assert!(app.contains(&format!(r#"const {name}: &str = "{id}";"#)), "{name}");
        assert!(hooks.contains(&format!(r#"DeleteRegKey HKCU "Software\Classes\AppUserModelId\{id}""#)), "{id}");
    }
}

#[test]
fn the_packages_register_our_links() {
    let entry = read("src-tauri/vconnct.desktop");
    let line = |wanted: &str| entry.lines().any(|line| line == wanted);
    assert!(
        line("MimeType=x-scheme-handler/vconnct;x-scheme-handler/rocketchat;") && line("Exec={{exec}} %u"),
        "{entry}"
    );
    let bundle: Value = serde_json::from_str(&read("tauri.conf.json")).expect("it is JSON");
    for package in ["deb", "rpm"] {
        assert_eq!(bundle["bundle"]["linux"][package]["desktopTemplate"], "src-tauri/vconnct.desktop", "{package}");
    }
    // What the installer of Windows and the bundle of macOS read.
    assert_eq!(bundle["plugins"]["deep-link"]["desktop"]["schemes"][0], "vconnct");
}

fn read(file: &str) -> String {
    fs::read_to_string(Path::new(ROOT).join(file)).expect("it is in the repository")
}

fn read_all(folder: &Path) -> String {
    let Ok(entries) = fs::read_dir(folder) else { return String::new() };
    let texts = entries.flatten().map(|entry| {
        let path = entry.path();
        if path.is_dir() { read_all(&path) } else { fs::read_to_string(&path).unwrap_or_default() }
    });
    texts.collect()
}

fn contains(content: &[u8], part: &[u8]) -> bool {
    content.windows(part.len()).any(|window| window == part)
}
