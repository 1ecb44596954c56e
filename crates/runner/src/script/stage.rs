//! Stages: threads that hold a fresh runtime for one call each. One is always prepared ahead, because setting it up
//! takes longer than most scripts.

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        mpsc::{self, Receiver, SyncSender},
    },
    thread,
};

use contract::spec::ScriptAction;
use serde_json::Value;

use super::{Machine, no_memory};
use crate::{calls::Call, http::Args, tool::Failure};

/// Stack of a thread that runs a script; QuickJS may use an eighth of it.
const THREAD_STACK: usize = 8 * 1024 * 1024;

type Returned = Result<Option<Value>, Failure>;

struct Job {
    call: Arc<Call>,
    action: ScriptAction,
    args: Args,
    done: SyncSender<Returned>,
}

/// The prepared stage, if there is one.
#[derive(Default)]
pub struct Stages {
    spare: Mutex<Option<SyncSender<Job>>>,
}

impl Stages {
    /// Prepares a stage in the background, unless one is waiting.
    pub fn prepare(stages: &Arc<Self>) {
        let mut spare = stages.spare.lock().unwrap_or_else(PoisonError::into_inner);
        if spare.is_none() {
            *spare = open(Arc::clone(stages));
        }
    }

    /// Runs a script on a stage that nobody has used before; `None` means that it returned nothing.
    pub fn run(self: &Arc<Self>, call: &Arc<Call>, action: &ScriptAction, args: Args) -> Returned {
        let spare = self.spare.lock().unwrap_or_else(PoisonError::into_inner).take();
        let stage = spare.or_else(|| open(Arc::clone(self))).ok_or_else(no_memory)?;
        let (done, returned) = mpsc::sync_channel(1);
        stage.send(Job { call: Arc::clone(call), action: action.clone(), args, done }).map_err(|_| no_memory())?;
        returned.recv().unwrap_or_else(|_| Err(Failure::Tool("The script stopped because of a fault in the sandbox.".to_owned())))
    }
}

fn open(stages: Arc<Stages>) -> Option<SyncSender<Job>> {
    let (stage, jobs) = mpsc::sync_channel(1);
    let thread = thread::Builder::new().name("script".to_owned()).stack_size(THREAD_STACK);
    thread.spawn(move || serve(&jobs, &stages)).ok()?;
    Some(stage)
}

/// One job, then the next stage is prepared; this one is never used again.
fn serve(jobs: &Receiver<Job>, stages: &Arc<Stages>) {
    let machine = Machine::new();
    let Ok(job) = jobs.recv() else { return };
    let returned = machine.as_ref().map_err(Clone::clone).and_then(|machine| machine.run(&job.call, &job.action, &job.args));
    let _ = job.done.send(returned);
    drop(machine);
    Stages::prepare(stages);
}
