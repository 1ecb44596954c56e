//! The system call filter (seccomp): memory, threads, time, randomness, and reading and writing what is open already.
//!
//! Everything else answers `EPERM`: no sockets, no files, no programs, no processes, no signals to others, no
//! executable memory. Denied calls answer instead of killing, so that the probe can try them.

use std::collections::BTreeMap;

use nix::libc;
use seccompiler::{
    BackendError, BpfProgram, SeccompAction, SeccompCmpArgLen::Dword, SeccompCmpOp, SeccompCondition, SeccompFilter, SeccompRule, TargetArch, apply_filter,
};

/// Calls that are allowed whatever their arguments are.
const ALLOWED: &[libc::c_long] = &[
    libc::SYS_read,
    libc::SYS_readv,
    libc::SYS_write,
    libc::SYS_writev,
    libc::SYS_close,
    libc::SYS_ppoll,
    libc::SYS_munmap,
    libc::SYS_mremap,
    libc::SYS_madvise,
    libc::SYS_brk,
    libc::SYS_futex,
    libc::SYS_set_robust_list,
    libc::SYS_rseq,
    libc::SYS_sched_yield,
    libc::SYS_sched_getaffinity,
    libc::SYS_nanosleep,
    libc::SYS_clock_nanosleep,
    libc::SYS_clock_gettime,
    libc::SYS_clock_getres,
    libc::SYS_gettimeofday,
    libc::SYS_restart_syscall,
    libc::SYS_getrandom,
    libc::SYS_getpid,
    libc::SYS_gettid,
    libc::SYS_rt_sigaction,
    libc::SYS_rt_sigprocmask,
    libc::SYS_rt_sigreturn,
    libc::SYS_sigaltstack,
    libc::SYS_exit,
    libc::SYS_exit_group,
    // Answered with ENOSYS by the second filter: its flags stand behind a pointer that a filter cannot follow.
    libc::SYS_clone3,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_poll,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_time,
];

/// Why there is no filter.
#[derive(Debug)]
pub struct NotInstalled;

impl From<BackendError> for NotInstalled {
    fn from(_: BackendError) -> Self {
        Self
    }
}

impl From<seccompiler::Error> for NotInstalled {
    fn from(_: seccompiler::Error) -> Self {
        Self
    }
}

/// Installs both filters for this thread and every thread that it will start.
pub fn install() -> Result<(), NotInstalled> {
    let arch: TargetArch = std::env::consts::ARCH.try_into()?;
    let allowed = SeccompFilter::new(rules()?, refuse(libc::EPERM), SeccompAction::Allow, arch)?;
    // `clone3` must look as if the kernel did not know it, so that the C library falls back to `clone`.
    let clone3 = BTreeMap::from([(libc::SYS_clone3, Vec::new())]);
    let fallback = SeccompFilter::new(clone3, SeccompAction::Allow, refuse(libc::ENOSYS), arch)?;
    let (fallback, allowed): (BpfProgram, BpfProgram) = (fallback.try_into()?, allowed.try_into()?);
    // Installing a filter is itself a call that the allow-list does not have: it comes last.
    apply_filter(&fallback)?;
    Ok(apply_filter(&allowed)?)
}

const fn refuse(error: i32) -> SeccompAction {
    SeccompAction::Errno(error.unsigned_abs())
}

fn rules() -> Result<BTreeMap<i64, Vec<SeccompRule>>, BackendError> {
    let mut rules: BTreeMap<i64, Vec<SeccompRule>> = ALLOWED.iter().map(|call| (*call, Vec::new())).collect();
    let not_executable = SeccompCmpOp::MaskedEq(bits(libc::PROT_EXEC));
    rules.insert(libc::SYS_mmap, vec![only(2, not_executable.clone(), 0)?]);
    rules.insert(libc::SYS_mprotect, vec![only(2, not_executable, 0)?]);
    rules.insert(libc::SYS_clone, vec![only(0, SeccompCmpOp::MaskedEq(bits(libc::CLONE_THREAD)), bits(libc::CLONE_THREAD))?]);
    // Naming threads, and naming memory for the kernel's statistics.
    rules.insert(libc::SYS_prctl, vec![only(0, SeccompCmpOp::Eq, bits(libc::PR_SET_NAME))?, only(0, SeccompCmpOp::Eq, bits(libc::PR_GET_NO_NEW_PRIVS))?]);
    // `abort` signals its own process, nobody else.
    rules.insert(libc::SYS_tgkill, vec![only(0, SeccompCmpOp::Eq, u64::from(std::process::id()))?]);
    // Who am I: answered because the proof asks.
    for call in [libc::SYS_getuid, libc::SYS_geteuid] {
        rules.insert(call, Vec::new());
    }
    Ok(rules)
}

fn only(argument: u8, operator: SeccompCmpOp, value: u64) -> Result<SeccompRule, BackendError> {
    SeccompRule::new(vec![SeccompCondition::new(argument, Dword, operator, value)?])
}

fn bits(value: i32) -> u64 {
    u64::from(value.unsigned_abs())
}
