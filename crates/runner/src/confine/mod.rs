//! Confinement: what a runner gives up before it reads its first byte.
//!
//! Called first thing in `main`, while there is one thread. Every step is a wall of its own; [`probe`] then tries to
//! climb them, and the supervisor only hands a specification to a runner whose attempts all failed.

mod limits;
mod probe;
mod system_calls;

use std::{
    fs::{self, File},
    os::fd::{OwnedFd, RawFd},
};

use landlock::{ABI, Access, AccessFs, AccessNet, CompatLevel, Compatible, Ruleset, RulesetAttr, RulesetStatus, Scope};
use nix::{
    sys::prctl,
    unistd::{self, Gid, Uid},
};

use crate::protocol::Proof;

/// The user and group that a runner becomes when it is started as root (`nobody`).
const NOBODY: u32 = 65_534;

/// The pipes to the supervisor, moved away from the standard descriptors.
pub struct Pipes {
    pub input: File,
    pub output: File,
}

/// Confines this process for good and says what was proved. Memory is limited to `memory` bytes of writable data.
///
/// Fails only where going on would be pointless (the pipes cannot be moved); walls that the kernel does not offer are
/// reported in the proof instead.
pub fn enter(memory: u64) -> Result<(Pipes, Proof), String> {
    close_inherited();
    let pipes = move_pipes().map_err(|cause| format!("the pipes could not be moved: {cause}"))?;
    drop_user();
    limits::set(memory).map_err(|cause| format!("the limits could not be set: {cause}"))?;
    let _ = prctl::set_dumpable(false);
    let _ = prctl::set_no_new_privs();
    let landlock = forbid_files();
    let seccomp = system_calls::install().is_ok();
    let proof = Proof {
        seccomp,
        landlock,
        no_new_privileges: prctl::get_no_new_privs().unwrap_or(false),
        user_dropped: !Uid::effective().is_root() && !Uid::current().is_root(),
        probes: probe::run(),
    };
    Ok((pipes, proof))
}

/// Closes every descriptor but the standard three: whatever the parent left open is none of our business.
fn close_inherited() {
    let Ok(entries) = fs::read_dir("/proc/self/fd") else { return };
    let open: Vec<RawFd> = entries.flatten().filter_map(|entry| entry.file_name().to_str()?.parse().ok()).filter(|fd| *fd > 2).collect();
    for fd in open {
        // The descriptor of the listing itself is among them and is gone by now.
        let _ = unistd::close(fd);
    }
}

/// Moves the pipes to private descriptors, so that nothing that prints can disturb the protocol: standard input becomes
/// empty, standard output becomes standard error.
fn move_pipes() -> Result<Pipes, nix::Error> {
    let input: OwnedFd = unistd::dup(std::io::stdin())?;
    let output: OwnedFd = unistd::dup(std::io::stdout())?;
    if let Ok(nothing) = File::open("/dev/null") {
        unistd::dup2_stdin(nothing)?;
    }
    unistd::dup2_stdout(std::io::stderr())?;
    Ok(Pipes { input: File::from(input), output: File::from(output) })
}

fn drop_user() {
    if Uid::effective().is_root() {
        let (user, group) = (Uid::from_raw(NOBODY), Gid::from_raw(NOBODY));
        let _ = unistd::setgroups(&[]);
        let _ = unistd::setresgid(group, group, group);
        let _ = unistd::setresuid(user, user, user);
    }
}

/// A ruleset that handles everything the kernel knows and allows none of it.
fn forbid_files() -> bool {
    let abi = ABI::V6;
    let enforced = Ruleset::default()
        .set_compatibility(CompatLevel::BestEffort)
        .handle_access(AccessFs::from_all(abi))
        .and_then(|rules| rules.handle_access(AccessNet::from_all(abi)))
        .and_then(|rules| rules.scope(Scope::from_all(abi)))
        .and_then(Ruleset::create)
        .and_then(landlock::RulesetCreated::restrict_self);
    matches!(enforced, Ok(status) if status.ruleset != RulesetStatus::NotEnforced)
}
