//! `vconnct-server`: a small workspace for one machine.

use std::{io::Write, net::SocketAddr, path::PathBuf, process::ExitCode};

use clap::Parser;
use serde_json::json;
use tokio::signal;
use vconnct_server::{Config, Server, Switches};

/// A small workspace for one machine.
///
/// When it is ready it prints one line of JSON: its address, and with --demo the people who may sign in.
#[derive(Debug, Parser)]
#[command(name = "vconnct-server", version)]
struct Arguments {
    /// Fills a new workspace with people, rooms, history and past calls
    #[arg(long)]
    demo: bool,
    /// Where to listen; port 0 takes a free one
    #[arg(long, value_name = "ADDR:PORT", default_value = "127.0.0.1:3000")]
    listen: SocketAddr,
    /// Where to keep the workspace; --demo without it is gone at the end
    #[arg(long, value_name = "DIR", required_unless_present = "demo")]
    data: Option<PathBuf>,
    #[arg(long = "test", value_name = "KEY=VALUE", hide = true)]
    switches: Vec<String>,
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let _logger = flexi_logger::Logger::try_with_env_or_str("warn").and_then(|logger| logger.start());
    let mut switches = Switches::default();
    for switch in &arguments.switches {
        if let Err(error) = switches.set(switch) {
            return fail(&error, 2);
        }
    }
    let Arguments { demo, listen, data, .. } = arguments;
    let server = match Server::start(Config { listen, data, demo, switches, clock: None }).await {
        Ok(server) => server,
        Err(error) => return fail(&error, 1),
    };
    let mut ready = json!({ "url": server.url() });
    if demo {
        ready["people"] = json!(server.people());
    }
    let mut out = std::io::stdout();
    if writeln!(out, "{ready}").and_then(|()| out.flush()).is_err() {
        return ExitCode::FAILURE; // Whoever started it is gone.
    }
    wait_for_the_end().await;
    server.stop().await;
    ExitCode::SUCCESS
}

fn fail(error: &dyn std::error::Error, code: u8) -> ExitCode {
    eprintln!("vconnct-server: {error}");
    ExitCode::from(code)
}

#[cfg(unix)]
async fn wait_for_the_end() {
    use signal::unix::{SignalKind, signal};

    match signal(SignalKind::terminate()) {
        Ok(mut terminate) => {
            tokio::select! {
                _ = signal::ctrl_c() => {}
                _ = terminate.recv() => {}
            }
        }
        Err(_) => drop(signal::ctrl_c().await),
    }
}

#[cfg(not(unix))]
async fn wait_for_the_end() {
    drop(signal::ctrl_c().await);
}
