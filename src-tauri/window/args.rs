//! What the agent, a person or a test may say to the window program.

use clap::Parser;

/// The windows of Vconnct. Started by `vconnct`; one per profile.
#[derive(Debug, Parser)]
#[command(name = "vconnct-window", version)]
pub(crate) struct Args {
    /// The profile whose windows to show.
    #[arg(long, value_name = "NAME")]
    pub profile: Option<String>,

    /// Make the small call window only, until the main one is wanted too.
    #[arg(long)]
    pub call_only: bool,

    /// Leave without a word if the windows are there already: whoever starts this knows of them.
    #[arg(long, hide = true)]
    pub from_agent: bool,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        Args::command().debug_assert();
    }
}
