//! The recipe of the self-hosting guide, executed: copy a running platform, restore it, check it, start it.

use std::{path::Path, process::Command, time::Duration};

use testkit::{BmmProcess, binary};

/// The block with this title, with its folders in `folder`.
fn block(title: &str, folder: &Path) -> String {
    let page = include_str!("../../../content/docs/self-hosting.md");
    let (_, rest) = page.split_once(&format!("```bash title=\"{title}\"")).expect("the block");
    let (_, text) = rest.split_once('\n').expect("its text");
    let text = text.split("```").next().expect("its end");
    text.replace("/var/lib/bmm", &folder.join("data").display().to_string()).replace("/backup", &folder.join("backup").display().to_string())
}

fn execute(commands: &str) -> String {
    let bin = binary().parent().expect("a folder").display().to_string();
    let path = format!("{bin}:{}", std::env::var("PATH").unwrap_or_default());
    let output = Command::new("bash").args(["-euo", "pipefail", "-c", commands]).env("PATH", path).output().expect("bash runs");
    assert!(output.status.success(), "{commands}\n{output:?}");
    String::from_utf8(output.stdout).expect("text")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_of_a_running_platform_is_whole_after_it_is_restored() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut bmm = BmmProcess::start(folder.path(), &[]).await;
    bmm.run(&["admin", "create-key", "--email", "ann@example.com"]);
    // Heads of the audit log are written once a second.
    tokio::time::sleep(Duration::from_millis(1_500)).await;
    std::fs::create_dir(folder.path().join("backup")).expect("a folder");
    execute(&block("Copy a running platform", folder.path()));
    // What happens after the copy is lost with the machine.
    bmm.run(&["admin", "create-key", "--email", "bob@example.com"]);
    tokio::time::sleep(Duration::from_millis(1_500)).await;
    assert!(bmm.terminate());
    std::fs::remove_dir_all(folder.path().join("data")).expect("gone");

    let said = execute(&block("Restore and check", folder.path()));
    assert!(said.starts_with("The audit log is whole: "), "{said}");
    bmm.start_again().await;
    bmm.run(&["admin", "create-key", "--email", "eve@example.com"]);
    tokio::time::sleep(Duration::from_millis(1_500)).await;
    assert!(bmm.run(&["admin", "audit", "verify"]).starts_with("The audit log is whole: "));
}
