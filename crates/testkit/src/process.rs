//! The real binary in a process of its own, for what can only be seen from outside: kills, restarts, logs.

use std::{
    fs::{File, OpenOptions},
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

use nix::{
    sys::signal::{Signal, kill},
    unistd::Pid,
};
use serde_json::Value;

use crate::{
    Answer,
    app::{client, wait_for_build},
};

/// The binary that was built with this test: `BMM_TEST_BINARY`, or `bmm` beside the folder of the test.
pub fn binary() -> PathBuf {
    if let Some(path) = std::env::var_os("BMM_TEST_BINARY") {
        return path.into();
    }
    let test = std::env::current_exe().expect("a path");
    let path = test.parent().and_then(Path::parent).expect("target/PROFILE/deps/TEST").join("bmm");
    assert!(path.is_file(), "{} is missing: build the binary, or set BMM_TEST_BINARY", path.display());
    path
}

/// A port that nobody listens on at the moment.
pub fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a port").port()
}

/// A running `bmm serve`. It is killed when the test ends.
pub struct BmmProcess {
    child: Child,
    pub url: String,
    pub http: reqwest::Client,
    log: PathBuf,
    data: PathBuf,
    port: u16,
    environment: Vec<(String, String)>,
}

impl Drop for BmmProcess {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl BmmProcess {
    /// Starts the server in `folder` and waits until it answers. Its log is `FOLDER/log`.
    pub async fn start(folder: &Path, environment: &[(&str, &str)]) -> Self {
        let environment = environment.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Self::start_on(free_port(), folder.join("data"), folder.join("log"), environment).await
    }

    async fn start_on(port: u16, data: PathBuf, log: PathBuf, environment: Vec<(String, String)>) -> Self {
        let mut command = bmm(&data, &environment);
        let file = |path: &Path| -> File { OpenOptions::new().create(true).append(true).open(path).expect("a log") };
        command.arg("serve").env("BMM_ADDR", format!("127.0.0.1:{port}")).stdout(file(&log)).stderr(file(&log));
        let child = command.spawn().expect("bmm starts");
        let mut started = Self { child, url: format!("http://localhost:{port}"), http: client(), log, data, port, environment };
        started.wait_until_ready().await;
        started
    }

    async fn wait_until_ready(&mut self) {
        for _ in 0..300 {
            if self.http.get(format!("{}/api/health", self.url)).send().await.is_ok_and(|answer| answer.status().is_success()) {
                return;
            }
            assert!(self.child.try_wait().expect("a state").is_none(), "bmm ended: {}", self.log());
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("bmm does not answer: {}", self.log());
    }

    pub fn log(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap_or_default()
    }

    /// `kill -9`.
    pub fn kill(&mut self) {
        self.child.kill().expect("killed");
        self.child.wait().expect("gone");
    }

    /// Asks it to stop and waits; answers whether it ended well.
    pub fn terminate(&mut self) -> bool {
        kill(Pid::from_raw(i32::try_from(self.child.id()).expect("a pid")), Signal::SIGTERM).expect("signalled");
        self.child.wait().expect("gone").success()
    }

    /// Starts again on the same data and port; the old process must be gone.
    pub async fn start_again(&mut self) {
        let again = Self::start_on(self.port, self.data.clone(), self.log.clone(), self.environment.clone()).await;
        *self = again;
    }

    /// Runs another role on the same data and answers its standard output.
    pub fn run(&self, arguments: &[&str]) -> String {
        let output = bmm(&self.data, &self.environment).env("BMM_PUBLIC_URL", &self.url).args(arguments).stdin(Stdio::null()).output().expect("bmm runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("text")
    }

    pub async fn get(&self, path: &str, key: &str) -> Answer {
        Answer::of(self.http.get(format!("{}{path}", self.url)).bearer_auth(key).send().await.expect("an answer")).await
    }

    pub async fn post(&self, path: &str, key: &str, body: &Value) -> Answer {
        Answer::of(self.http.post(format!("{}{path}", self.url)).bearer_auth(key).json(body).send().await.expect("an answer")).await
    }

    pub async fn wait_for_build(&self, key: &str, build: &str) -> Value {
        wait_for_build(&self.http, &self.url, key, build).await
    }
}

/// The binary with a clean set of settings.
fn bmm(data: &Path, environment: &[(String, String)]) -> Command {
    let mut command = Command::new(binary());
    for name in ["BMM_ADDR", "BMM_PUBLIC_URL", "BMM_TRUSTED_PROXIES", "DATABASE_URL", "REDIS_URL", "BMM_SMTP_URL", "BMM_MASTER_KEY", "BMM_LOG", "BMM_SANDBOX"] {
        command.env_remove(name);
    }
    command.env("BMM_DATA", data).env("BMM_EGRESS_ALLOW", "127.0.0.1").env("BMM_SIGNUP", "open").envs(environment.iter().cloned());
    command
}
