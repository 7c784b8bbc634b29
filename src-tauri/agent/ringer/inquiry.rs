//! A connection to the sound server for what cpal does not ask it, and for no longer than that takes.

use std::{ffi::CStr, fs, net::Shutdown, os::unix::net::UnixStream, time::Duration};

use pulseaudio::{Client, ClientError, cookie_path_from_env, socket_path_from_env};

/// Ends with this value. A client alone would not: its thread waits for the server and is told of nothing else, so that
/// each one dropped goes on and takes one of the 64 places that a server has.
pub(super) struct Inquiry {
    pub(super) client: Client,
    line: UnixStream,
}

impl Inquiry {
    /// Connects.
    pub(super) fn begin() -> Result<Self, ClientError> {
        let line = UnixStream::connect(socket_path_from_env().ok_or(ClientError::ServerUnavailable)?)?;
        Self::over(line, cookie_path_from_env().and_then(|path| fs::read(path).ok()))
    }

    fn over(line: UnixStream, cookie: Option<Vec<u8>>) -> Result<Self, ClientError> {
        line.set_read_timeout(Some(PATIENCE))?; // for the greeting, which blocks
        Ok(Self { client: Client::new_unix(NAME, line.try_clone()?, cookie)?, line })
    }
}

impl Drop for Inquiry {
    fn drop(&mut self) {
        let _ = self.line.shutdown(Shutdown::Both); // fails where the server has gone, which ends it as well
    }
}

/// As the server lists it.
const NAME: &CStr = c"vconnct";
const PATIENCE: Duration = Duration::from_secs(2);

#[cfg(test)]
mod tests {
    use std::{
        io::{BufReader, Read},
        thread,
    };

    use pulseaudio::protocol::{AuthReply, MAX_VERSION, SetClientNameReply, read_command_message, write_reply_message};

    use super::*;

    #[test]
    fn its_place_at_the_server_is_free_as_soon_as_it_ends() {
        let (ours, theirs) = UnixStream::pair().unwrap();
        theirs.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
        let server = thread::spawn(move || {
            let mut line = BufReader::new(theirs);
            let greeting = AuthReply { version: MAX_VERSION, use_memfd: false, use_shm: false };
            let (seq, _) = read_command_message(&mut line, MAX_VERSION).unwrap();
            write_reply_message(line.get_mut(), seq, &greeting, MAX_VERSION).unwrap();
            let (seq, _) = read_command_message(&mut line, MAX_VERSION).unwrap();
            write_reply_message(line.get_mut(), seq, &SetClientNameReply { client_id: 1 }, MAX_VERSION).unwrap();
            line.read(&mut [0; 1]).unwrap()
        });
        let inquiry = Inquiry::over(ours, None).unwrap();
        thread::sleep(Duration::from_millis(50)); // its thread waits by now
        drop(inquiry);
        assert_eq!(server.join().unwrap(), 0, "the end of the line");
    }
}
