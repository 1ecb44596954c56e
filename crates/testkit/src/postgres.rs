//! A throw-away PostgreSQL cluster for one test run.

use std::{
    io::Write,
    os::unix::{fs::chown, process::CommandExt},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{
        OnceLock,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use store::ConnectionTrait;

use crate::process::free_port;

/// Ends with the process that started it: the shell around it waits for its standard input to close.
struct Cluster {
    url: String,
    _shell: Option<Child>,
}

static CLUSTER: OnceLock<Cluster> = OnceLock::new();
static COUNT: AtomicU32 = AtomicU32::new(0);

/// A new, empty database.
pub async fn new_database() -> String {
    let cluster = tokio::task::spawn_blocking(|| CLUSTER.get_or_init(start)).await.expect("a cluster");
    let name = format!("bmm_test_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::SeqCst));
    let admin = connect(&format!("{}/postgres", cluster.url)).await;
    admin.connection().execute_unprepared(&format!("CREATE DATABASE {name}")).await.expect("a database");
    admin.close().await.expect("closed");
    format!("{}/{name}", cluster.url)
}

/// The address of this process's own server, `postgres://bmm@127.0.0.1:PORT`. It ends with this process.
pub fn server() -> &'static str {
    &CLUSTER.get_or_init(start).url
}

/// A cluster that has just been started refuses connections for a moment.
async fn connect(url: &str) -> store::Db {
    for _ in 0..100 {
        match store::Db::connect(url).await {
            Ok(db) => return db,
            Err(_) => tokio::time::sleep(Duration::from_millis(100)).await,
        }
    }
    panic!("PostgreSQL does not answer at {url}");
}

fn start() -> Cluster {
    if let Ok(url) = std::env::var("BMM_TEST_POSTGRES") {
        return Cluster { url: url.trim_end_matches('/').to_owned(), _shell: None };
    }
    let (bin, folder, port) = (programs(), unused_folder(), free_port());
    run(command(&bin.join("initdb")).args(["-A", "trust", "-U", "bmm", "--no-sync", "-E", "UTF8", "--locale=C", "-D"]).arg(&folder));
    let script = format!(
        "exec 3<&0; '{}' -D '{}' -p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off -c max_connections=300 </dev/null & pid=$!; \
         cat <&3 >/dev/null; kill -INT $pid; wait $pid; rm -rf '{}'",
        bin.join("postgres").display(),
        folder.display(),
        folder.display()
    );
    let log = std::fs::File::create(folder.join("server.log")).expect("a log");
    let shell = command(Path::new("/bin/sh")).args(["-c", &script]).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(log).spawn().expect("a shell");
    Cluster { url: format!("postgres://bmm@127.0.0.1:{port}"), _shell: Some(shell) }
}

/// Where Debian keeps the servers' programs, newest version first; the search path otherwise.
fn programs() -> PathBuf {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten().map(|entry| entry.path().join("bin"));
    let mut folders: Vec<_> = versions.filter(|bin| bin.join("postgres").is_file() && bin.join("initdb").is_file()).collect();
    folders.sort();
    let in_path = || {
        std::env::var_os("PATH")
            .and_then(|path| std::env::split_paths(&path).find(|folder| folder.join("initdb").is_file() && folder.join("postgres").is_file()))
    };
    folders.pop().or_else(in_path).expect("PostgreSQL: install the package postgresql, or set BMM_TEST_POSTGRES=postgres://user@host:port")
}

/// A command that runs as an ordinary user: PostgreSQL refuses root.
fn command(program: &Path) -> Command {
    let mut command = Command::new(program);
    if nix::unistd::geteuid().is_root() {
        let (uid, gid) = ordinary_user();
        command.uid(uid).gid(gid).current_dir("/");
    }
    command
}

fn ordinary_user() -> (u32, u32) {
    let user = ["postgres", "nobody"].iter().find_map(|name| nix::unistd::User::from_name(name).ok().flatten());
    user.map_or((65_534, 65_534), |user| (user.uid.as_raw(), user.gid.as_raw()))
}

fn unused_folder() -> PathBuf {
    let folder = std::env::temp_dir().join(format!("bmm-postgres-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir(&folder).expect("a folder");
    if nix::unistd::geteuid().is_root() {
        let (uid, gid) = ordinary_user();
        chown(&folder, Some(uid), Some(gid)).expect("given away");
    }
    folder
}

fn run(command: &mut Command) {
    let output = command.stdin(Stdio::null()).output().expect("started");
    if !output.status.success() {
        let _ = std::io::stderr().write_all(&output.stderr);
        panic!("{command:?} failed");
    }
}
