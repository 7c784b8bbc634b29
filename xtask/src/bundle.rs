//! The packages people install.

use std::{fs, io, path::Path};

use crate::{
    Outcome,
    command::{command, find, root, run},
    licences, node, packages, ui,
};

/// Makes the packages of this system from the release build, in `target/release/bundle/`.
///
/// # Errors
/// Something lacks or does not build.
pub(crate) fn bundle() -> Outcome {
    packages::ensure_for_bundle()?;
    ui::build()?;
    licences::write()?;
    node::npm("ui")?; // Says so if Node is too old.
    let npx = if cfg!(windows) { "npx.cmd" } else { "npx" };
    if find(npx).is_none() {
        return Err("npx is missing: it comes with npm".into());
    }
    let mut build = command(npx);
    build.args(["--yes", "@tauri-apps/cli@2", "build"]);
    if !cfg!(target_os = "linux") {
        build.args(["--config", WITH_LICENCES]); // tauri.conf.json tells where Linux has them
    }
    run(&mut build)?;
    if find("dpkg-deb").is_some() { pack_tighter(&root().join("target/release/bundle/deb")) } else { Ok(()) }
}

/// Packs Debian's packages in this folder anew, as Debian packs its own: the bundler knows only gzip, which leaves
/// them half as large again.
fn pack_tighter(folder: &Path) -> Outcome {
    let in_the_way = |e: io::Error| format!("{} cannot be used: {e}", folder.display());
    let content = folder.join("content");
    for entry in fs::read_dir(folder).map_err(in_the_way)? {
        let package = entry.map_err(in_the_way)?.path();
        if package.extension().is_some_and(|extension| extension == "deb") {
            run(command("dpkg-deb").arg("-R").args([&package, &content]))?;
            run(command("dpkg-deb").args(["-Zxz", "--root-owner-group", "-b"]).args([&content, &package]))?;
            fs::remove_dir_all(&content).map_err(in_the_way)?;
        }
    }
    Ok(())
}

/// No part of the configuration itself, as every build would look for the files then, and they are made for packages only.
const WITH_LICENCES: &str =
    r#"{ "bundle": { "resources": { "LICENSE": "LICENSE", "target/licences.txt": "licences.txt" } } }"#;
