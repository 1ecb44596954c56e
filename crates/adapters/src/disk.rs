//! How full the disk is.

use std::path::Path;

use async_trait::async_trait;
use domain::ports::{Disk, DiskSpace, PortError};
use nix::sys::statvfs::statvfs;

/// The file system of this machine.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemDisk;

#[async_trait]
impl Disk for SystemDisk {
    async fn space(&self, path: &Path) -> Result<DiskSpace, PortError> {
        let path = path.to_owned();
        // A network file system can take its time.
        let asked = tokio::task::spawn_blocking(move || statvfs(&path)).await.map_err(|cause| PortError(cause.to_string()))?;
        let found = asked.map_err(|cause| PortError(format!("the file system does not say how full it is: {cause}")))?;
        let block = found.fragment_size();
        Ok(DiskSpace { free: found.blocks_available() * block, total: found.blocks() * block })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_disk_has_room_and_a_folder_that_is_not_there_has_none() {
        let space = SystemDisk.space(&std::env::temp_dir()).await.expect("an answer");
        assert!(space.free > 0 && space.free <= space.total, "{space:?}");
        assert!(SystemDisk.space(Path::new("/nowhere/at/all")).await.is_err());
    }
}
