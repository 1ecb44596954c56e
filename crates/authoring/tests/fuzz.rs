//! Fuzz targets for every parser of this crate. `make test` replays the seeds and 400 mutants of them, always the same; `make deep`
//! goes on for ten minutes of processor time each (`BMM_FUZZ_SECONDS`), every target in a process of its own. An input that
//! panics, takes more than a second of processor time or pushes the process above 256 MB is kept in `target/fuzz`. Each input is
//! written there before it runs, so that one that ends the process (its stack, its memory) is found there as `…-running`; one that
//! comes to no end is ended by a watchdog.

use std::{
    fs::{self, File},
    io::{Seek, Write},
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use authoring::{
    CompileRequest,
    author::{self, Sources, Task, Words},
    compile, lint, seal,
    seal::seal_waiting,
};
use contract::{ServerSpec, spec::SourceKind};

const LONGEST: Duration = Duration::from_secs(1);
/// After which an input counts as endless: processor time, and time where it only waits.
const ENDLESS: Duration = Duration::from_secs(3);
const STUCK: Duration = Duration::from_secs(300);
/// Mutated inputs of a short run.
const MUTANTS: usize = 400;
/// How often a long run says where it stands.
const MINUTE: Duration = Duration::from_secs(60);
const MEMORY: u64 = 256 * 1024 * 1024;
/// Bytes of a mutated input.
const LARGEST: usize = 64 * 1024;

/// Pieces that parsers look for.
const TOKENS: [&str; 40] = [
    "{",
    "}",
    "[",
    "]",
    "\"",
    "'",
    "\\",
    "\n",
    "```",
    "---\n",
    "- ",
    ": ",
    "&a ",
    "*a",
    "<<: *a",
    "!!binary ",
    "\"$ref\": \"#/components/schemas/A\"",
    "\"allOf\": [",
    "\"type\": [",
    "null",
    "1e999",
    "-0",
    "\u{feff}",
    "\u{e0041}",
    "https://",
    "curl ",
    " -H 'A: b'",
    " -d @x",
    " --data-raw $'\\u0041'",
    "${",
    "{{x}}",
    "<document>",
    "</document>",
    "<!--",
    "-->",
    "\0",
    "%",
    "../",
    "openapi: 3.1.0\n",
    "\"swagger\": \"2.0\"",
];

/// A small generator that always gives the same numbers (xorshift64*).
struct Dice(u64);

impl Dice {
    fn next(&mut self, below: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        usize::try_from(self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33).unwrap_or_default() % below.max(1)
    }
}

/// Some changes of an input: bytes flipped, pieces removed, repeated, exchanged with another input, tokens put in.
fn mutate(dice: &mut Dice, seeds: &[Vec<u8>], input: &[u8]) -> Vec<u8> {
    let mut bytes = input.to_vec();
    for _ in 0..=dice.next(6) {
        let at = dice.next(bytes.len() + 1);
        let end = (at + dice.next(64)).min(bytes.len());
        match dice.next(6) {
            0 if at < bytes.len() => bytes[at] ^= 1 << dice.next(8),
            1 => drop(bytes.drain(at..end)),
            2 => {
                let piece = bytes[at..end].to_vec();
                (0..=dice.next(8)).for_each(|_| drop(bytes.splice(at..at, piece.iter().copied())));
            }
            3 => {
                let other = &seeds[dice.next(seeds.len())];
                let from = dice.next(other.len() + 1);
                let piece = &other[from..(from + dice.next(400)).min(other.len())];
                drop(bytes.splice(at..end, piece.iter().copied()));
            }
            _ => drop(bytes.splice(at..at, TOKENS[dice.next(TOKENS.len())].bytes())),
        }
        bytes.truncate(LARGEST);
    }
    bytes
}

/// Processor time of this thread.
fn spent() -> Duration {
    processor_time(Path::new("/proc/thread-self/schedstat"))
}

fn processor_time(schedstat: &Path) -> Duration {
    let stat = fs::read_to_string(schedstat).unwrap_or_default();
    Duration::from_nanos(stat.split(' ').next().and_then(|nanos| nanos.parse().ok()).unwrap_or_default())
}

fn peak_memory() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").trim().parse::<u64>().ok()).unwrap_or_default() * 1024
}

fn fuzz(name: &str, seeds: Vec<Vec<u8>>, target: impl Fn(&str) + Send + 'static) {
    let budget = std::env::var("BMM_FUZZ_SECONDS").ok().and_then(|seconds| seconds.parse().ok()).map(Duration::from_secs);
    let name = name.to_owned();
    // Documents nest; the product compiles with a stack of this size, too.
    let worker = std::thread::Builder::new().stack_size(64 * 1024 * 1024).spawn(move || {
        let mut dice = Dice(0x9E37_79B9_7F4A_7C15);
        let mut running = Running::start(&name);
        // Processor time, so that ten minutes are ten minutes on a busy machine, too.
        let began = Instant::now();
        let (mut runs, mut slowest, mut told) = (0_u64, Duration::ZERO, Duration::ZERO);
        let mut pool = seeds.clone();
        // Without a budget a fixed number of inputs: the same ones on every machine.
        while runs < (seeds.len() + MUTANTS) as u64 || budget.is_some_and(|budget| spent() < budget) {
            let whole = usize::try_from(runs).unwrap_or(usize::MAX);
            let input = if whole < seeds.len() { seeds[whole].clone() } else { mutate(&mut dice, &seeds, &pool[whole % pool.len()]) };
            let text = String::from_utf8_lossy(&input).into_owned();
            running.take(&input);
            let before = spent();
            let outcome = catch_unwind(AssertUnwindSafe(|| target(&text)));
            let took = spent().saturating_sub(before);
            slowest = slowest.max(took);
            if outcome.is_err() || took > LONGEST || peak_memory() > MEMORY {
                let kept = keep(&name, &input);
                panic!("{name}: panicked: {}, took {took:?}, peak {} MB; the input is {}", outcome.is_err(), peak_memory() >> 20, kept.display());
            }
            // Some mutants are mutated further.
            if pool.len() < 2_000 && dice.next(20) == 0 {
                pool.push(input);
            }
            runs += 1;
            if spent() >= told + MINUTE {
                told += MINUTE;
                eprintln!("{name}: {runs} inputs so far, {} s of processor time, slowest {slowest:?}, peak {} MB", spent().as_secs(), peak_memory() >> 20);
            }
        }
        drop(running);
        let (cpu, wall) = (spent().as_secs(), began.elapsed().as_secs());
        println!("{name}: {runs} inputs in {cpu} s of processor time ({wall} s), slowest {slowest:?}, peak {} MB, no crash", peak_memory() >> 20);
    });
    worker.expect("a thread").join().unwrap_or_else(|cause| std::panic::resume_unwind(cause));
}

/// The input that runs, in a file, and the watchdog over it.
struct Running {
    path: PathBuf,
    file: File,
    runs: Arc<AtomicU64>,
}

/// Stands for: there is nothing more to watch.
const DONE: u64 = u64::MAX;

impl Running {
    /// For the thread that calls it.
    fn start(name: &str) -> Self {
        let path = folder().join(format!("{name}-{}-running", std::process::id()));
        let file = File::create(&path).expect("a file");
        let runs = Arc::new(AtomicU64::new(0));
        let thread = fs::read_link("/proc/thread-self").map(|place| Path::new("/proc").join(place).join("schedstat")).unwrap_or_default();
        let (watched, kept, name) = (Arc::clone(&runs), path.clone(), name.to_owned());
        std::thread::spawn(move || watch(&watched, &thread, &name, &kept));
        Self { path, file, runs }
    }

    fn take(&mut self, input: &[u8]) {
        self.file.rewind().and_then(|()| self.file.write_all(input)).and_then(|()| self.file.set_len(input.len() as u64)).expect("the input is written");
        self.runs.fetch_add(1, Ordering::Relaxed);
    }
}

impl Drop for Running {
    /// Also after a panic, which has kept its input by itself.
    fn drop(&mut self) {
        self.runs.store(DONE, Ordering::Relaxed);
        let _ = fs::remove_file(&self.path);
    }
}

/// Ends the process when one input takes too long.
fn watch(runs: &AtomicU64, thread: &Path, name: &str, kept: &Path) {
    let (mut run, mut began, mut cpu) = (0, Instant::now(), Duration::ZERO);
    loop {
        std::thread::sleep(Duration::from_millis(500));
        let (now, spent) = (runs.load(Ordering::Relaxed), processor_time(thread));
        if now == DONE {
            return;
        }
        if now != run {
            (run, began, cpu) = (now, Instant::now(), spent);
        } else if spent.saturating_sub(cpu) > ENDLESS || began.elapsed() > STUCK {
            eprintln!("{name}: comes to no end; the input is {}", kept.display());
            std::process::abort();
        }
    }
}

fn folder() -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../target/fuzz");
    fs::create_dir_all(&folder).expect("a folder");
    folder
}

fn keep(name: &str, input: &[u8]) -> PathBuf {
    let path = folder()
        .join(format!("{name}-{:016x}", input.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3))));
    fs::write(&path, input).expect("the input is kept");
    path
}

/// The seeds of a target: one file each.
fn seeds(name: &str) -> Vec<Vec<u8>> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz").join(name);
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    paths.iter().map(|path| fs::read(path).expect("a seed")).collect()
}

fn compiles(kind: SourceKind) -> impl Fn(&str) {
    move |text| {
        let request = CompileRequest {
            kind,
            text: text.to_owned(),
            source_url: None,
            name: None,
            operations: None,
            base_url: Some("https://api.example.com".into()),
            credentials: Vec::new(),
        };
        // What compiles passes the gate, or the gate names what is wrong.
        if let Ok(compiled) = compile(&request)
            && let Err(error) = seal(compiled.spec)
        {
            assert!(!error.errors.is_empty(), "{error:?}");
        }
    }
}

#[test]
fn openapi() {
    fuzz("openapi", seeds("openapi"), compiles(SourceKind::Openapi));
}

#[test]
fn curl() {
    fuzz("curl", seeds("curl"), compiles(SourceKind::Curl));
}

#[test]
fn postman() {
    fuzz("postman", seeds("postman"), compiles(SourceKind::Postman));
}

#[test]
fn prompts() {
    fuzz("prompt", seeds("prompt"), compiles(SourceKind::Prompt));
}

#[test]
fn words() {
    fuzz("words", seeds("prompt"), |text| {
        let words = Words::of(text);
        let _ = (words.origins(), words.want_reading_only());
    });
}

/// Whatever a model answers, it becomes a specification that passes the gate, or problems.
#[test]
fn answers_of_models() {
    let mut all = seeds("answer");
    all.extend(seeds("spec"));
    fuzz("answer", all, |text| {
        let Ok(input) = serde_json::from_str::<serde_json::Value>(text) else { return };
        let spec: ServerSpec = serde_json::from_slice(&seeds("spec")[0]).expect("a specification");
        let sources = Sources::of_words(Words::of("Orders at https://api.example.com"));
        for task in [
            Task::Write(sources.clone()),
            Task::Choose { spec: Box::new(spec.clone()), sources: sources.clone() },
            Task::Refine { spec: Box::new(spec), sources },
        ] {
            for is_last in [false, true] {
                if let author::Answered::Written(written) = author::read(&task, input.clone(), is_last) {
                    let sealed = if written.held.is_empty() { seal(written.spec) } else { seal_waiting(written.spec) };
                    let sealed = sealed.expect("a specification that passes the gate");
                    assert!(sealed.spec.origins.iter().all(|origin| origin.as_str() == "https://api.example.com"), "{:?}", sealed.spec.origins);
                }
            }
        }
    });
}

/// Any specification can be linted, and every finding mended, without an end that is no end.
#[test]
fn specifications() {
    fuzz("spec", seeds("spec"), |text| {
        let Ok(spec) = serde_json::from_str::<ServerSpec>(text) else { return };
        for finding in lint(&spec) {
            let _ = lint::fix::apply(&spec, "users", &finding);
        }
        let _ = seal(spec);
    });
}

/// In a process of its own: what ends the process, or comes to no end, leaves its input behind.
#[test]
fn an_input_that_ends_the_process_is_kept() {
    const ROLE: &str = "BMM_FUZZ_ROLE";
    if let Ok(role) = std::env::var(ROLE) {
        return fuzz("ending", vec![b"kept".to_vec()], move |_| match role.as_str() {
            "abort" => std::process::abort(),
            _ => loop {
                std::hint::spin_loop();
            },
        });
    }
    for role in ["abort", "endless"] {
        let mut child = std::process::Command::new(std::env::current_exe().expect("a program"));
        let child = child.args(["--exact", "an_input_that_ends_the_process_is_kept", "--nocapture"]).env(ROLE, role);
        let child = child.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null()).spawn().expect("a process");
        let kept = folder().join(format!("ending-{}-running", child.id()));
        assert!(!child.wait_with_output().expect("an end").status.success(), "{role}");
        assert_eq!(fs::read(&kept).expect("the input"), b"kept", "{role}");
        fs::remove_file(kept).expect("the file");
    }
}
