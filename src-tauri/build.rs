//! Embeds the pages and the permissions into the window program.

use tauri_build::{AppManifest, Attributes};

fn main() {
    for watched in ["src-tauri/build.rs", "src-tauri/capabilities", "src-tauri/permissions", "ui/dist"] {
        println!("cargo:rerun-if-changed={watched}");
    }
    for page in ["index.html", "popup.html"] {
        let file = std::path::Path::new("ui/dist").join(page);
        if !file.exists() {
            // A fresh clone builds without Node; `cargo xtask run` builds the pages first.
            std::fs::create_dir_all("ui/dist").expect("ui/dist can be made");
            std::fs::write(&file, "<!doctype html><title>UI not built</title><p>Run <code>cargo xtask run</code>")
                .expect("the placeholder can be written");
            println!("cargo:warning=ui/dist/{page} was missing: wrote a placeholder; run `cargo xtask run`");
        }
    }
    let attributes = Attributes::new()
        .capabilities_path_pattern("./src-tauri/capabilities/**/*")
        .app_manifest(AppManifest::new().permissions_path_pattern("./src-tauri/permissions/**/*"));
    if let Err(e) = tauri_build::try_build(attributes) {
        eprintln!("tauri-build: {e:#}");
        std::process::exit(1);
    }
}
