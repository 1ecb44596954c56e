//! `bindgen WASM OUT_DIR NAME`: what the wasm-bindgen command line does for `--target web`, with the
//! library version that Cargo.lock pins, so that the two can never disagree and nothing is installed twice.

use std::path::PathBuf;

use anyhow::Context;

fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let mut next = |what: &str| arguments.next().with_context(|| format!("missing argument: {what}"));
    let wasm = PathBuf::from(next("the wasm file")?);
    let folder = PathBuf::from(next("the output folder")?);
    let name = next("the output name")?;

    wasm_bindgen_cli_support::Bindgen::new()
        .input_path(wasm)
        .out_name(&name)
        .web(true)?
        .typescript(false)
        .remove_name_section(std::env::var_os("BINDGEN_KEEP_NAMES").is_none())
        .generate(&folder)
        .with_context(|| format!("could not write {}", folder.display()))
}
