//! The session: one reader (this thread), one writer, and a thread per call.

use std::{
    fs::File,
    io::{Read, Write},
    process,
    sync::Arc,
    thread,
};

use contract::ServerSpec;

use crate::{
    calls::{Call, Calls, Link},
    confine::Pipes,
    protocol::{Envelope, Event, Inbox, Proof, ToHost, ToRunner},
    tool::Toolbox,
};

/// Stack of a thread that executes a call. QuickJS and jq get the same; both recurse.
const CALL_STACK: usize = 8 * 1024 * 1024;

/// Serves until the input ends, which ends the process, whatever its calls are doing.
pub fn serve(pipes: Pipes, proof: Proof) {
    let link = Arc::new(Link::default());
    let writer = Arc::clone(&link);
    let output = pipes.output;
    if thread::Builder::new().name("writer".to_owned()).spawn(move || write(output, &writer)).is_err() {
        return;
    }
    link.send(&ToHost::Proof { proof }, Vec::new());
    read(pipes.input, &link);
    process::exit(0);
}

fn write(mut output: File, link: &Link) {
    loop {
        if output.write_all(&link.next_frame()).is_err() {
            process::exit(0);
        }
    }
}

fn read(mut input: File, link: &Arc<Link>) {
    let mut inbox = Inbox::default();
    let mut calls = Dispatcher { link: Arc::clone(link), calls: Arc::default(), toolbox: None };
    let mut bytes = vec![0; 64 * 1024];
    loop {
        match input.read(&mut bytes) {
            Ok(0) | Err(_) => return,
            Ok(size) => inbox.feed(&bytes[..size]),
        }
        loop {
            match inbox.next_event::<ToRunner>() {
                Ok(None) => break,
                Ok(Some(Event::Message(message))) => calls.take(message),
                Ok(Some(Event::Granted { stream, bytes })) => link.granted(stream, bytes),
                Ok(Some(Event::Grant { stream, bytes })) => link.grant(stream, bytes),
                Err(violation) => {
                    eprintln!("{violation}");
                    return;
                }
            }
        }
    }
}

/// Hands every message to whom it concerns; never blocks.
struct Dispatcher {
    link: Arc<Link>,
    calls: Arc<Calls>,
    toolbox: Option<Arc<Toolbox>>,
}

impl Dispatcher {
    fn take(&mut self, message: Envelope<ToRunner>) {
        match message.head {
            ToRunner::Load { spec } => self.load(*spec),
            ToRunner::Call { call, tool, arguments, deadline_ms } => {
                let open = Call::new(call, deadline_ms, Arc::clone(&self.link));
                self.calls.open(Arc::clone(&open));
                self.start(open, tool, arguments);
            }
            ToRunner::Cancel { call } => self.calls.cancel(call),
            ToRunner::Egress { call, request, outcome } => self.calls.answer_egress(call, request, outcome, message.body),
        }
    }

    fn load(&mut self, spec: ServerSpec) {
        let error = if self.toolbox.is_some() {
            Some("This runner serves a specification already.".to_owned())
        } else {
            self.toolbox = Some(Arc::new(Toolbox::new(spec)));
            None
        };
        self.link.send(&ToHost::Loaded { error }, Vec::new());
    }

    fn start(&self, call: Arc<Call>, tool: String, arguments: serde_json::Map<String, serde_json::Value>) {
        let (calls, toolbox, failed) = (Arc::clone(&self.calls), self.toolbox.clone(), Arc::clone(&call));
        // The supervisor finds the call by the thread's name when the runtime reports that this thread overflowed its stack.
        let started = thread::Builder::new().name(format!("call-{}", call.id)).stack_size(CALL_STACK).spawn(move || {
            let ended = match toolbox {
                Some(toolbox) => toolbox.call(&call, &tool, arguments),
                None => Err(crate::tool::Failure::Tool("This runner has no specification yet.".to_owned())),
            };
            calls.close(call.id);
            call.finish(ended);
        });
        if started.is_err() {
            self.calls.close(failed.id);
            failed.finish(Err(crate::tool::Failure::Tool("The sandbox is too busy for another call. Please try again in a moment.".to_owned())));
        }
    }
}
