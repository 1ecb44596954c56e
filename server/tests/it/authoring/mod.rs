//! The model as author, against a strict stand-in for Anthropic's Messages API over HTTP.

mod attacks;
mod cases;
mod job;
mod kept;
mod openai;
mod recovery;
mod refine;

use serde_json::Value;
use testkit::{Database, FakeAnthropic, TestApp};

/// A platform whose model is the stand-in, and a key for it.
pub async fn app() -> (TestApp, FakeAnthropic, String) {
    app_on(Database::Sqlite).await
}

/// The same on the database of the test's choice.
pub async fn app_on(database: Database) -> (TestApp, FakeAnthropic, String) {
    let model = FakeAnthropic::start().await;
    let app = TestApp::with(database, &model.settings()).await;
    let key = app.key("ann@example.com").await;
    (app, model, key)
}

/// Makes a scenario two tests: one on SQLite, one on PostgreSQL.
macro_rules! both {
    ($($name:ident: $scenario:ident),* $(,)?) => {
        $(mod $name {
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_sqlite() {
                super::$scenario(testkit::Database::Sqlite).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_postgres() {
                super::$scenario(testkit::Database::Postgres).await;
            }
        })*
    };
}
pub(crate) use both;

/// The files of a folder, with their names.
pub fn files(folder: &str) -> Vec<(String, Value)> {
    let folder = std::path::PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/authoring").join(folder);
    let mut paths: Vec<_> = std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    let read = |path: &std::path::PathBuf| serde_json::from_str(&std::fs::read_to_string(path).expect("text")).expect("JSON");
    paths.iter().map(|path| (path.file_name().expect("a name").to_string_lossy().into_owned(), read(path))).collect()
}

/// What is not as the file expects; nothing when everything is.
pub fn differences(expect: &Value, status: u16, answer: &Value) -> Vec<String> {
    let mut wrong = Vec::new();
    if let Some(error) = expect["error"].as_str() {
        let detail = answer["detail"].as_str().unwrap_or_default();
        if status < 400 || !detail.contains(error) {
            wrong.push(format!("expected an error with “{error}”, got {status} {detail}"));
        }
        return wrong;
    }
    if status != 200 {
        return vec![format!("{status}: {}", answer["detail"])];
    }
    let spec = &answer["spec"];
    let tools = spec["tools"].as_array().cloned().unwrap_or_default();
    let on: Vec<&Value> = tools.iter().filter(|tool| tool["enabled"] == true).collect();
    let expected = expect["tools"].as_object().cloned().unwrap_or_default();
    for (name, effect) in &expected {
        let Some(tool) = on.iter().find(|tool| tool["name"] == name.as_str()) else {
            wrong.push(format!("{name} is missing or off"));
            continue;
        };
        let marks = &tool["annotations"];
        let found = if marks["read_only"] == true {
            "read"
        } else if marks["destructive"] == true {
            "delete"
        } else {
            "write"
        };
        if found != effect.as_str().unwrap_or_default() {
            wrong.push(format!("{name} is marked {found}"));
        }
    }
    wrong.extend(on.iter().filter(|tool| !expected.contains_key(tool["name"].as_str().unwrap_or_default())).map(|tool| format!("{} is on", tool["name"])));
    for (name, rule) in expect["off"].as_object().into_iter().flatten() {
        let is_off = tools.iter().any(|tool| tool["name"] == name.as_str() && tool["enabled"] == false);
        let is_told = answer["lint"].as_array().into_iter().flatten().any(|finding| finding["rule"] == *rule && finding["tool"] == name.as_str());
        if !is_off || !is_told {
            wrong.push(format!("{name} should be off because of {rule}: off {is_off}, told {is_told}"));
        }
    }
    let names = |list: &Value| -> Vec<String> {
        list.as_array().into_iter().flatten().map(|item| item.as_str().or(item["name"].as_str()).unwrap_or_default().to_owned()).collect()
    };
    if expect.get("secrets").is_some() && names(&expect["secrets"]) != names(&spec["secrets"]) {
        wrong.push(format!("secrets: {:?}", names(&spec["secrets"])));
    }
    if expect.get("hosts").is_some() && names(&expect["hosts"]) != names(&spec["origins"]) {
        wrong.push(format!("hosts: {:?}", names(&spec["origins"])));
    }
    for (field, value) in expect["placement"].as_object().into_iter().flatten() {
        if spec["secrets"][0]["placement"][field] != *value {
            wrong.push(format!("placement: {}", spec["secrets"][0]["placement"]));
        }
    }
    let text = spec.to_string().to_lowercase();
    for never in names(&expect["never"]).iter().filter(|never| text.contains(&never.to_lowercase())) {
        wrong.push(format!("the specification says “{}”", never.escape_unicode()));
    }
    wrong.extend(
        answer["lint"]
            .as_array()
            .into_iter()
            .flatten()
            .filter(|finding| finding["severity"] == "error" && finding["rule"] != "no-tools")
            .map(|finding| format!("linter: {finding}")),
    );
    wrong
}
