//! The agent's log: a few files in the profile's data folder, for whoever looks for a fault.
//!
//! Names of people, messages, tokens and addresses of calls are not written. What other crates say
//! below a warning is left out for that reason.

use std::path::PathBuf;

use flexi_logger::{
    Cleanup, Criterion, DeferredNow, FileSpec, FlexiLoggerError, LogSpecification, Logger, LoggerHandle, Naming,
    WriteMode,
};
use log::{LevelFilter, Record};
use vconnct_client::local::Profile;

/// Writes the log until the handle is dropped. `VCONNCT_LOG=debug` makes it say more.
pub(crate) fn start(profile: &Profile) -> Result<LoggerHandle, FlexiLoggerError> {
    let file = FileSpec::default().directory(folder(profile)).basename("agent").suppress_timestamp();
    Logger::with(specification())
        .log_to_file(file)
        .append()
        .rotate(Criterion::Size(LARGEST), Naming::Numbers, Cleanup::KeepLogFiles(KEPT))
        .cleanup_in_background_thread(false) // once in weeks is not worth a thread
        .write_mode(WriteMode::Direct)
        .format_for_files(line)
        .start()
}

/// Where it is.
pub(crate) fn folder(profile: &Profile) -> PathBuf {
    profile.data_folder().join("log")
}

fn specification() -> LogSpecification {
    let ours = std::env::var("VCONNCT_LOG").ok().and_then(|level| level.parse().ok()).unwrap_or(LevelFilter::Info);
    let mut specification = LogSpecification::builder();
    specification.default(LevelFilter::Warn);
    for module in OURS {
        specification.module(module, ours);
    }
    specification.module("pulseaudio", LevelFilter::Off); // it takes each farewell for an error
    specification.build()
}

fn line(out: &mut dyn std::io::Write, now: &mut DeferredNow, record: &Record) -> std::io::Result<()> {
    let module = record.module_path().unwrap_or_default();
    write!(out, "{} {:5} {module}: {}", now.format("%Y-%m-%dT%H:%M:%S%.3f%:z"), record.level(), record.args())
}

const OURS: [&str; 4] = ["vconnct", "vconnct_call", "vconnct_client", "vconnct_proto"];
/// Some weeks of ordinary days.
const LARGEST: u64 = 1_000_000;
const KEPT: usize = 3;
