//! The probe: a confined runner tries what it must not be able to do.
//!
//! Denied means that the kernel said so (`EPERM`, `EACCES`); any other error, such as a missing file, proves nothing.

use std::{
    collections::BTreeMap,
    fs::File,
    io::{self, ErrorKind},
    net::{TcpStream, UdpSocket},
    process::Command,
};

use nix::{
    sys::signal,
    unistd::{Pid, execv},
};

/// What was tried, and whether it was denied.
pub fn run() -> BTreeMap<String, bool> {
    [
        ("open a socket", denied(UdpSocket::bind("127.0.0.1:0").map(drop))),
        ("connect to an address", denied(TcpStream::connect("127.0.0.1:9").map(drop))),
        ("read a file", denied(File::open("/etc/passwd").map(drop))),
        ("write a file", denied(write_file())),
        ("list a folder", denied(std::fs::read_dir("/").map(drop))),
        ("start a process", denied(start_process())),
        ("become another program", denied(become_program())),
        ("send a signal", denied(signal::kill(Pid::this(), None).map_err(io::Error::from))),
    ]
    .into_iter()
    .map(|(attempt, denied)| (attempt.to_owned(), denied))
    .collect()
}

fn denied(attempt: io::Result<()>) -> bool {
    matches!(attempt, Err(error) if error.kind() == ErrorKind::PermissionDenied)
}

fn write_file() -> io::Result<()> {
    let path = std::env::temp_dir().join(format!("bmm-probe-{}", std::process::id()));
    File::create(&path)?;
    std::fs::remove_file(path)
}

fn start_process() -> io::Result<()> {
    Command::new("/bin/true").spawn()?.wait().map(drop)
}

/// A path that does not exist: without a filter the kernel says so, and this process stays what it is.
fn become_program() -> io::Result<()> {
    let program = c"/nonexistent/bmm-probe";
    execv(program, &[program]).map(|_| ()).map_err(io::Error::from)
}
