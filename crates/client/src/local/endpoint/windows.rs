//! A named pipe that admits its user only.

use std::{ffi::c_void, io, ptr, time::Duration};

use tokio::net::windows::named_pipe::{ClientOptions, NamedPipeClient, NamedPipeServer, ServerOptions};
use windows_sys::Win32::{
    Foundation::{CloseHandle, ERROR_ACCESS_DENIED, ERROR_PIPE_BUSY, HANDLE, LocalFree},
    Security::{
        Authorization::{
            ConvertSidToStringSidW, ConvertStringSecurityDescriptorToSecurityDescriptorW, SDDL_REVISION_1,
        },
        GetTokenInformation, SECURITY_ATTRIBUTES, TOKEN_QUERY, TOKEN_USER, TokenUser,
    },
    System::Threading::{GetCurrentProcess, OpenProcessToken},
};

use crate::local::profile::Profile;

pub(in crate::local) type Accepted = NamedPipeServer;

/// How long to wait for the agent to offer another end, and how often.
const BUSY_PAUSE: Duration = Duration::from_millis(20);
const BUSY_TRIES: usize = 100;

/// The pipe; `next` is the end that waits for a connection.
#[derive(Debug)]
pub(super) struct Socket {
    name: String,
    sid: String,
    next: NamedPipeServer,
}

impl Socket {
    /// Nothing if the name is taken.
    pub fn bind(profile: &Profile) -> io::Result<Option<Self>> {
        let sid = own_sid()?;
        let name = pipe_name(&sid, profile);
        match create(&name, &sid, true) {
            Ok(next) => Ok(Some(Self { name, sid, next })),
            Err(e) if e.raw_os_error() == Some(ERROR_ACCESS_DENIED as i32) => Ok(None),
            Err(e) => Err(e),
        }
    }

    pub async fn accept(&mut self) -> io::Result<Accepted> {
        self.next.connect().await?;
        let next = create(&self.name, &self.sid, false)?;
        Ok(std::mem::replace(&mut self.next, next))
    }
}

/// Connects to the profile's agent.
pub(in crate::local) async fn open(profile: &Profile) -> io::Result<NamedPipeClient> {
    let name = pipe_name(&own_sid()?, profile);
    for _ in 0..BUSY_TRIES {
        match ClientOptions::new().open(&name) {
            Err(e) if e.raw_os_error() == Some(ERROR_PIPE_BUSY as i32) => tokio::time::sleep(BUSY_PAUSE).await,
            outcome => return outcome,
        }
    }
    Err(io::ErrorKind::TimedOut.into())
}

fn pipe_name(sid: &str, profile: &Profile) -> String {
    format!(r"\\.\pipe\vconnct-{sid}-{profile}")
}

/// One end of the pipe. The first fails when somebody else has taken the name.
fn create(name: &str, sid: &str, first: bool) -> io::Result<NamedPipeServer> {
    // Protected, and everything for this user alone.
    let descriptor = Descriptor::parse(&format!("D:P(A;;GA;;;{sid})"))?;
    let mut attributes = SECURITY_ATTRIBUTES {
        nLength: size_of::<SECURITY_ATTRIBUTES>() as u32,
        lpSecurityDescriptor: descriptor.0,
        bInheritHandle: 0,
    };
    let mut options = ServerOptions::new();
    options.first_pipe_instance(first).reject_remote_clients(true);
    // SAFETY: `attributes` and the descriptor it points to outlive the call, which copies both.
    unsafe { options.create_with_security_attributes_raw(name, ptr::from_mut(&mut attributes).cast::<c_void>()) }
}

/// A security descriptor that Windows has allocated.
struct Descriptor(*mut c_void);

impl Descriptor {
    fn parse(text: &str) -> io::Result<Self> {
        let text: Vec<u16> = text.encode_utf16().chain([0]).collect();
        let mut descriptor = ptr::null_mut();
        // SAFETY: `text` ends with a zero, and `descriptor` may be written to.
        let done = unsafe {
            ConvertStringSecurityDescriptorToSecurityDescriptorW(
                text.as_ptr(),
                SDDL_REVISION_1,
                &mut descriptor,
                ptr::null_mut(),
            )
        };
        succeeded(done).map(|()| Self(descriptor))
    }
}

impl Drop for Descriptor {
    fn drop(&mut self) {
        // SAFETY: Windows allocated it for us, and nobody has freed it.
        unsafe { LocalFree(self.0) };
    }
}

/// The user this process acts for, as `S-1-5-21-…`.
fn own_sid() -> io::Result<String> {
    let token = Token::own()?;
    let mut room = [0_u64; 32]; // 256 bytes, aligned: a TOKEN_USER and the longest SID (68 bytes)
    let mut used = 0;
    // SAFETY: `room` may be written to for its whole size.
    let read = unsafe {
        GetTokenInformation(token.0, TokenUser, room.as_mut_ptr().cast(), size_of_val(&room) as u32, &mut used)
    };
    succeeded(read)?;
    // SAFETY: Windows has written a TOKEN_USER there, and `room` is aligned for it.
    let user = unsafe { &*room.as_ptr().cast::<TOKEN_USER>() };
    let mut text = ptr::null_mut();
    // SAFETY: the SID lies in `room`, which is still there.
    succeeded(unsafe { ConvertSidToStringSidW(user.User.Sid, &mut text) })?;
    // SAFETY: Windows has written a text that ends with a zero, and it is freed once, after it was copied.
    unsafe {
        let length = (0..).take_while(|&at| *text.add(at) != 0).count();
        let sid = String::from_utf16_lossy(std::slice::from_raw_parts(text, length));
        LocalFree(text.cast());
        Ok(sid)
    }
}

struct Token(HANDLE);

impl Token {
    fn own() -> io::Result<Self> {
        let mut token = ptr::null_mut();
        // SAFETY: the pseudo handle of this process is always good, and `token` may be written to.
        succeeded(unsafe { OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &mut token) }).map(|()| Self(token))
    }
}

impl Drop for Token {
    fn drop(&mut self) {
        // SAFETY: it is ours, and open.
        unsafe { CloseHandle(self.0) };
    }
}

fn succeeded(outcome: i32) -> io::Result<()> {
    if outcome == 0 { Err(io::Error::last_os_error()) } else { Ok(()) }
}
