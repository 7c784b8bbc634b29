//! The licences of what our programs contain, which go with them into every package.

use std::{collections::HashMap, fmt::Write as _, fs};

use tinyjson::JsonValue;

use crate::{
    Outcome,
    command::{command, root, run},
    tools, ui,
};

/// Writes them to `target/licences.txt`, unless nothing has changed since: of the crates, which takes minutes, and of
/// what the pages are built of.
///
/// # Errors
/// A library has a licence that `xtask/licences/about.toml` does not accept, or they cannot be gathered.
pub(crate) fn write() -> Outcome {
    let written = ui::changed(&root().join(FILE));
    if written.is_some() && SOURCES.iter().all(|source| ui::changed(&root().join(source)) < written) {
        return Ok(());
    }
    ui::install("ui")?;
    let tool = tools::ensure("cargo-about", &["cli"])?;
    let mut about = command(&tool.to_string_lossy());
    about.args(["about", "generate", "--locked", "--fail", "--config", "xtask/licences/about.toml"]);
    run(about.args(["--output-file", OF_CRATES, "xtask/licences/about.hbs"]))?;
    let of_crates =
        fs::read_to_string(root().join(OF_CRATES)).map_err(|e| format!("{OF_CRATES} cannot be read: {e}"))?;
    let all = of_crates + &of_pages()?;
    fs::write(root().join(FILE), all).map_err(|e| format!("{FILE} cannot be written: {e}"))?;
    Ok(())
}

/// Of the packages that the built pages contain.
fn of_pages() -> Outcome<String> {
    let lock = fs::read_to_string(root().join("ui/package-lock.json"))
        .map_err(|e| format!("ui/package-lock.json cannot be read: {e}"))?;
    let mut all = String::new();
    for (folder, version) in shipped(&lock)? {
        let name = folder.trim_start_matches("node_modules/");
        let files = fs::read_dir(root().join("ui").join(&folder)).into_iter().flatten().flatten();
        let mut texts = files.filter(|file| file.file_name().to_string_lossy().starts_with("LICENSE"));
        let text = texts.next().and_then(|file| fs::read_to_string(file.path()).ok());
        let text = text.ok_or_else(|| format!("the package {name} has no licence"))?;
        let _ = write!(all, "{LINE}\n{name} {version}\n\n{text}\n"); // a string takes all
    }
    Ok(all)
}

/// The folders and versions of the packages that are not for development only.
fn shipped(lock: &str) -> Outcome<Vec<(String, String)>> {
    let broken = || "ui/package-lock.json is not what npm writes";
    let lock: JsonValue = lock.parse().map_err(|_| broken())?;
    let text = |value: &JsonValue| value.get::<String>().cloned();
    let packages = lock.get::<HashMap<String, JsonValue>>().and_then(|lock| lock.get("packages"));
    let packages: &HashMap<String, JsonValue> = packages.and_then(JsonValue::get).ok_or_else(broken)?;
    let mut shipped: Vec<_> = packages
        .iter()
        .filter_map(|(folder, package)| {
            let package: &HashMap<String, JsonValue> = package.get()?;
            let version = package.get("version").and_then(text)?;
            let is_shipped = folder.starts_with("node_modules/") && !package.contains_key("dev");
            is_shipped.then(|| (folder.clone(), version))
        })
        .collect();
    shipped.sort();
    Ok(shipped)
}

const FILE: &str = "target/licences.txt";
const OF_CRATES: &str = "target/licences-of-crates.txt";
const SOURCES: [&str; 3] = ["Cargo.lock", "ui/package-lock.json", "xtask/licences"];
const LINE: &str = "--------------------------------------------------------------------------------";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_for_development_only_is_not_shipped() {
        let lock = r#"{ "packages": {
            "": { "version": "1.0.0" },
            "node_modules/vite": { "version": "8.0.0", "dev": true },
            "node_modules/preact": { "version": "11.2.0" },
            "node_modules/@preact/signals": { "version": "2.11.4" }
        } }"#;
        let named = |name: &str, version: &str| (format!("node_modules/{name}"), version.to_owned());
        let all = shipped(lock).ok().unwrap();
        assert_eq!(all, [named("@preact/signals", "2.11.4"), named("preact", "11.2.0")]);
        assert!(shipped("{}").is_err() && shipped("no").is_err());
    }
}
