//! `bmm-runner`: the runner on its own, for images.

fn main() -> std::process::ExitCode {
    runner::main(std::env::args().skip(1))
}
