//! Heads of the audit log in a file that only grows.

use std::{
    fs::OpenOptions,
    io::{self, Write},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

use async_trait::async_trait;
use domain::ports::{HeadLog, PortError};

/// One file; several processes may append to it.
#[derive(Clone, Debug)]
pub struct FileHeadLog {
    path: PathBuf,
}

impl FileHeadLog {
    /// The file is made with the first line, readable by its owner alone.
    pub const fn new(path: PathBuf) -> Self {
        Self { path }
    }

    async fn off_thread<T: Send + 'static>(&self, work: impl FnOnce(&Path) -> io::Result<T> + Send + 'static) -> Result<T, PortError> {
        let path = self.path.clone();
        let done = tokio::task::spawn_blocking(move || work(&path).map_err(|cause| PortError(format!("{}: {cause}", path.display())))).await;
        done.map_err(|cause| PortError(cause.to_string()))?
    }
}

#[async_trait]
impl HeadLog for FileHeadLog {
    async fn append(&self, lines: &[String]) -> Result<(), PortError> {
        // One write, so that lines of two processes never mix.
        let text: String = lines.iter().flat_map(|line| [line.as_str(), "\n"]).collect();
        self.off_thread(move |path| {
            let mut file = OpenOptions::new().create(true).append(true).mode(0o600).open(path)?;
            file.write_all(text.as_bytes())?;
            file.sync_data()
        })
        .await
    }

    async fn lines(&self) -> Result<Option<Vec<String>>, PortError> {
        self.off_thread(|path| match std::fs::read_to_string(path) {
            Ok(text) => Ok(Some(text.lines().map(str::to_owned).collect())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        })
        .await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn lines_are_added_and_never_replaced() {
        let folder = tempfile::tempdir().expect("a folder");
        let log = FileHeadLog::new(folder.path().join("heads.log"));
        assert_eq!(log.lines().await.expect("read"), None);
        log.append(&["a".into(), "b".into()]).await.expect("written");
        FileHeadLog::new(folder.path().join("heads.log")).append(&["c".into()]).await.expect("written");
        assert_eq!(log.lines().await.expect("read"), Some(vec!["a".to_owned(), "b".to_owned(), "c".to_owned()]));
        let gone = FileHeadLog::new(folder.path().join("no/such/folder/heads.log"));
        assert!(gone.append(&["a".into()]).await.expect_err("no folder").0.contains("no/such/folder"));
    }
}
