//! Resource limits of the process.
//!
//! The number of processes is not limited here: the kernel counts it per user, and every runner is the same user.
//! The system call filter forbids new processes altogether.

use nix::sys::resource::{Resource, setrlimit};

/// Descriptors that may be open: the standard three and the two pipes, with some room.
const DESCRIPTORS: u64 = 16;
/// Address space: threads reserve far more of it than they use, so this only stops the absurd.
const ADDRESS_SPACE: u64 = 8 * 1024 * 1024 * 1024;

/// `memory`: bytes of private writable memory (heap, stacks of threads, anonymous maps).
pub fn set(memory: u64) -> nix::Result<()> {
    setrlimit(Resource::RLIMIT_DATA, memory, memory)?;
    setrlimit(Resource::RLIMIT_AS, ADDRESS_SPACE, ADDRESS_SPACE)?;
    setrlimit(Resource::RLIMIT_NOFILE, DESCRIPTORS, DESCRIPTORS)?;
    setrlimit(Resource::RLIMIT_FSIZE, 0, 0)?;
    setrlimit(Resource::RLIMIT_CORE, 0, 0)
}
