//! The runner as a real child process, seen from the other end of its pipes.

mod author;
mod confined;
mod recipes;
mod support;
