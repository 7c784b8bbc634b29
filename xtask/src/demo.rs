//! A demo workspace with two people signed in, in throw-away folders, and its end.

use std::{
    env, fs,
    io::Write,
    path::PathBuf,
    process::{Child, Command, Stdio},
};

use crate::{
    place::target,
    programs,
    shell::{Trouble, first_line, output, run, start},
};

/// The workspace and its two people at work.
pub struct Demo {
    server: Child,
    folder: PathBuf,
    pub people: [Person; 2],
    /// What every program of it gets to see.
    environment: Vec<(String, String)>,
}

/// One of the two.
pub struct Person {
    pub username: &'static str,
    profile: String,
    /// Where the window shall be: `x,y,width,height`.
    place: String,
}

impl Demo {
    /// Starts the server and signs both people in. `environment` goes to every program.
    pub fn start(environment: Vec<(String, String)>, places: [String; 2]) -> Result<Self, Trouble> {
        let folder = target().join("run").join(format!("home-{}", std::process::id()));
        fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        let mut server =
            start(Command::new(programs::path("vconnct-server")).args(["--demo", "--listen", "127.0.0.1:0"]))?;
        let line = first_line(&mut server)?;
        let url = member(&line, "url").ok_or("the server did not say where it is")?;
        let names = ["mara", "jonas"];
        let mut places = places.into_iter();
        let people = names.map(|username| Person {
            username,
            profile: format!("demo-{username}-{}", std::process::id()),
            place: places.next().unwrap_or_default(),
        });
        let demo = Self { server, folder, people, environment };
        println!("the demo workspace is at {url}");
        for person in &demo.people {
            let password = password(&line, person.username).ok_or("the server did not say who is there")?;
            demo.sign_in(person, &url, &password)?;
        }
        Ok(demo)
    }

    /// `vconnct` for one of the two.
    pub fn vconnct(&self, person: &Person, arguments: &[&str]) -> Command {
        let mut command = Command::new(programs::path("vconnct"));
        command.args(["--profile", &person.profile]).args(arguments);
        for (variable, folder) in
            [("XDG_CONFIG_HOME", "config"), ("XDG_DATA_HOME", "data"), ("XDG_CACHE_HOME", "cache")]
        {
            command.env(variable, self.folder.join(folder));
        }
        command.env("VCONNCT_WINDOW_PLACE", &person.place).envs(self.environment.iter().cloned());
        command
    }

    /// Carries out a verb for one of the two.
    pub fn say(&self, person: &Person, arguments: &[&str]) -> Result<(), Trouble> {
        println!("{}: vconnct {}", person.username, arguments.join(" "));
        run(&mut self.vconnct(person, arguments))
    }

    /// What a verb prints.
    pub fn ask(&self, person: &Person, arguments: &[&str]) -> String {
        output(&mut self.vconnct(person, arguments)).unwrap_or_default()
    }

    fn sign_in(&self, person: &Person, url: &str, password: &str) -> Result<(), Trouble> {
        let mut command = self.vconnct(person, &["login", "--url", url, "--user", person.username]);
        let mut child = command.stdin(Stdio::piped()).spawn().map_err(|error| error.to_string())?;
        if let Some(mut input) = child.stdin.take() {
            writeln!(input, "{password}").map_err(|error| error.to_string())?;
        }
        let status = child.wait().map_err(|error| error.to_string())?;
        if status.success() { Ok(()) } else { Err(format!("{} could not sign in", person.username).into()) }
    }
}

impl Drop for Demo {
    /// Leaves nothing behind: neither programs nor files nor anything in the key store.
    fn drop(&mut self) {
        for person in &self.people {
            for verb in ["logout", "quit"] {
                let _ = self.vconnct(person, &[verb]).stderr(Stdio::null()).status();
            }
        }
        end(&mut self.server);
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// Ends a program as the system would, so that it can clean up after itself.
pub fn end(child: &mut Child) {
    if cfg!(unix) {
        let _ = Command::new("kill").arg(child.id().to_string()).status();
        let _ = child.wait();
    } else {
        let _ = child.kill();
    }
}

/// A text member of a line of JSON that holds no escapes.
fn member(line: &str, name: &str) -> Option<String> {
    let (_, rest) = line.split_once(&format!("\"{name}\":\""))?;
    rest.split_once('"').map(|(value, _)| value.to_owned())
}

/// The password of a person, out of the object that names them.
fn password(line: &str, username: &str) -> Option<String> {
    let name = format!("\"username\":\"{username}\"");
    line.split('{').find(|object| object.contains(&name)).and_then(|object| member(object, "password"))
}

/// The variables that name this display, for programs of the demo.
pub fn own_display() -> Vec<(String, String)> {
    // The session's own is inherited; only a headless run brings another.
    env::var("DISPLAY").ok().map(|display| ("DISPLAY".into(), display)).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_of_the_server_says_where_it_is_and_who_is_there() {
        let line = r#"{"people":[{"password":"a-b","username":"mara"},{"username":"jonas","password":"c"}],"url":"http://127.0.0.1:1"}"#;
        assert_eq!(member(line, "url").as_deref(), Some("http://127.0.0.1:1"));
        assert_eq!(password(line, "mara").as_deref(), Some("a-b"));
        assert_eq!(password(line, "jonas").as_deref(), Some("c"));
        assert_eq!(password(line, "nobody"), None);
    }
}
