//! The command line: what may be said to `vconnct`.

use clap::{Args, Parser, Subcommand, ValueEnum};

/// Vconnct: calls reach you, whether or not a window is open.
///
/// Without a verb it opens the window. Exit status: 0 done, 1 refused with a sentence, 2 wrong usage.
#[derive(Debug, Parser)]
#[command(name = "vconnct", version, disable_help_subcommand = true)]
pub(crate) struct Cli {
    /// Which of several lives this is for: each has an agent, sessions and settings of its own.
    #[arg(long, global = true, value_name = "NAME")]
    pub profile: Option<String>,

    /// Run as the agent, without a window, until told to quit.
    #[arg(long)]
    pub background: bool,

    /// With --background: as the system starts it when a person logs in. Opens a window if they chose so.
    #[arg(long, requires = "background")]
    pub at_login: bool,

    /// A link to follow: vconnct://call/USERNAME, vconnct://room/NAME or vconnct://join/CALL.
    ///
    /// The window shows what it asks for; it calls nobody and joins nothing before you say so.
    #[arg(value_name = "vconnct://…", value_parser = our_link, conflicts_with = "background")]
    pub link: Option<String>,

    #[command(subcommand)]
    pub verb: Option<Verb>,
}

/// Anything with a scheme of ours: what is wrong with the rest of it is told where the person looks.
fn our_link(text: &str) -> Result<String, &'static str> {
    let begins = |scheme: &str| text.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme));
    OURS.into_iter().any(begins).then(|| text.to_owned()).ok_or("neither a verb nor a vconnct:// link")
}

#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    /// Accept a ringing call: CALL, or the one that rings longest.
    Answer {
        call: Option<String>,
        #[command(flatten)]
        switches: Switches,
    },
    /// Call somebody, or start a call in a room.
    Call(Call),
    /// Decline a ringing call: CALL, or the one that rings longest.
    Decline {
        call: Option<String>,
        /// Write this to the caller.
        #[arg(long, value_name = "TEXT")]
        say: Option<String>,
    },
    /// Silence a ringing call here and tell nobody: CALL, or the one that rings longest.
    Dismiss { call: Option<String> },
    /// Look at everything a call needs to reach you, with a trial call, and say what fails and how to mend it.
    ///
    /// The trial rings here for some seconds and nowhere else. Exit status 1 when calls cannot reach you.
    Doctor {
        #[arg(long)]
        json: bool,
        /// Without the trial call.
        #[arg(long)]
        silent: bool,
    },
    /// Give up the call that rings out, or leave the one that is joined.
    Hangup,
    /// Show the calls this computer knows of, newest first.
    History {
        #[arg(long)]
        json: bool,
    },
    /// Sign in to a workspace; the password, or an access token, comes on standard input.
    Login {
        #[arg(long)]
        url: String,
        #[command(flatten)]
        who: Who,
        /// The code of a second factor, if the workspace asks for one.
        #[arg(long, conflicts_with = "user_id")]
        code: Option<String>,
    },
    /// Sign out, and forget the session: everywhere, or at one workspace.
    Logout {
        #[arg(long)]
        url: Option<String>,
    },
    /// End the agent. A call that rings out is cancelled first.
    Quit,
    /// Show what happened to the last rings, and when: for whoever asks why one came late or was not heard.
    Rings {
        #[arg(long)]
        json: bool,
    },
    /// Silence whatever rings now: nobody is told, and every call can be answered as before.
    Silence,
    /// Say whether calls can arrive, and which there are now.
    Status {
        #[arg(long)]
        json: bool,
    },
    /// Show the status once for each change.
    Watch {
        #[arg(long)]
        json: bool,
    },
}

#[derive(Args, Debug)]
#[group(required = true, multiple = false)]
pub(crate) struct Who {
    /// A username or an e-mail address, with a password.
    #[arg(long, value_name = "NAME")]
    pub user: Option<String>,
    /// The ID of a user, with an access token made on the workspace's own page.
    #[arg(long, value_name = "ID")]
    pub user_id: Option<String>,
}

#[derive(Args, Debug)]
pub(crate) struct Call {
    /// Whom to call, as @username.
    #[arg(required_unless_present = "room", conflicts_with = "room", value_name = "@USER")]
    pub person: Option<String>,
    /// The room to start a call in, by the name the sidebar shows.
    #[arg(long, value_name = "NAME")]
    pub room: Option<String>,
    #[command(flatten)]
    pub switches: Switches,
    /// The name of the call, where the provider takes one.
    #[arg(long)]
    pub title: Option<String>,
}

/// Microphone and camera. What is not said stays as it was chosen last.
#[derive(Args, Clone, Copy, Debug)]
pub(crate) struct Switches {
    #[arg(long, value_name = "on|off")]
    pub mic: Option<Switch>,
    #[arg(long, value_name = "on|off")]
    pub cam: Option<Switch>,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub(crate) enum Switch {
    Off,
    On,
}

/// The second brings back a sign-in from the browser.
const OURS: [&str; 2] = ["vconnct:", "rocketchat:"];

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn a_call_names_a_person_or_a_room() {
        let parse = |args: &[&str]| Cli::try_parse_from([&["vconnct"], args].concat());
        assert!(parse(&["call", "@jonas", "--mic", "off"]).is_ok());
        assert!(parse(&["call", "--room", "general", "--title", "Standup"]).is_ok());
        assert!(parse(&["call"]).is_err());
        assert!(parse(&["call", "@jonas", "--room", "general"]).is_err());
        assert!(parse(&["call", "@jonas", "--mic", "loud"]).is_err());
    }

    #[test]
    fn whoever_signs_in_is_named_by_name_or_by_id() {
        let parse = |args: &str| {
            let login = ["vconnct", "login", "--url", "chat.example"];
            Cli::try_parse_from(login.into_iter().chain(args.split_whitespace()))
        };
        assert!(parse("--user ana").is_ok());
        assert!(parse("--user ana --code 123456").is_ok());
        assert!(parse("--user-id AnaId").is_ok());
        for slip in ["", "--user ana --user-id AnaId", "--user-id AnaId --code 123456"] {
            assert!(parse(slip).is_err(), "{slip}");
        }
    }

    #[test]
    fn a_link_is_told_from_a_verb_and_from_a_slip() {
        let parse = |arg: &str| Cli::try_parse_from(["vconnct", arg]);
        let link = |arg: &str| parse(arg).unwrap().link;
        assert_eq!(link("vconnct://call/jonas").as_deref(), Some("vconnct://call/jonas"));
        assert_eq!(link("Vconnct:nonsense").as_deref(), Some("Vconnct:nonsense"));
        assert_eq!(link("rocketchat://auth?host=a").as_deref(), Some("rocketchat://auth?host=a"));
        assert_eq!(link("status"), None);
        for slip in ["anwser", "https://a.example", "vconn"] {
            assert!(parse(slip).is_err(), "{slip}");
        }
        assert!(Cli::try_parse_from(["vconnct", "--background", "vconnct://call/jonas"]).is_err());
    }

    #[test]
    fn the_profile_may_be_named_before_or_after_the_verb() {
        for args in [["vconnct", "--profile", "mara", "status"], ["vconnct", "status", "--profile", "mara"]] {
            assert_eq!(Cli::try_parse_from(args).unwrap().profile.as_deref(), Some("mara"));
        }
    }
}
