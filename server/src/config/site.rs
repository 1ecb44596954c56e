//! `BMM_SITE`: the browser's half.

use std::path::PathBuf;

use super::{Env, InvalidSetting};

/// Where styles, script and wasm come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SiteSource {
    Folder(PathBuf),
    /// Inside this binary (feature `embed`).
    Embedded,
}

/// `BMM_SITE`: the folder of the built site. By default what the binary embeds; without that `site` beside the folder of
/// the executable, then `./target/site`.
pub fn read(env: &Env) -> Result<SiteSource, InvalidSetting> {
    if let Some(folder) = env.get("BMM_SITE") {
        let folder = PathBuf::from(folder);
        return if folder.is_dir() {
            Ok(SiteSource::Folder(folder))
        } else {
            Err(InvalidSetting::new("BMM_SITE", format!("there is no folder {}.", folder.display())))
        };
    }
    if cfg!(feature = "embed") {
        return Ok(SiteSource::Embedded);
    }
    let beside = std::env::current_exe().ok().and_then(|exe| Some(exe.parent()?.parent()?.join("site")));
    Ok(SiteSource::Folder(beside.filter(|folder| folder.is_dir()).unwrap_or_else(|| PathBuf::from("target/site"))))
}
