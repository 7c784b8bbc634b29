//! Tools of the Rust world that few people have, installed where they disturb nobody.

use std::path::PathBuf;

use crate::{
    Outcome,
    cargo::cargo,
    command::{find, root, run},
};

/// The program `name` of the package of the same name: the machine's own, or one in `target/tools`, put
/// there if it lacks, built with these features besides its usual ones.
///
/// # Errors
/// It cannot be installed.
pub(crate) fn ensure(name: &str, features: &[&str]) -> Outcome<PathBuf> {
    let folder = root().join("target/tools");
    let ours = folder.join("bin").join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    if let Some(found) = find(name).or_else(|| Some(ours.clone()).filter(|file| file.is_file())) {
        return Ok(found);
    }
    eprintln!("xtask: installing what this machine lacks: {name}, in target/tools");
    run(cargo()
        .args(["install", "--locked", "--root"])
        .arg(folder)
        .arg("--features")
        .arg(features.join(","))
        .arg(name))?;
    Ok(ours)
}
