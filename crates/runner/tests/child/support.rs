//! The other end of a runner's pipes.

use std::{
    io::{Read, Write},
    process::{Child, Command, Stdio},
};

use contract::ServerSpec;
use runner::protocol::{Envelope, Event, Inbox, Outbox, Proof, ToHost, ToRunner};
use serde_json::{Value, json};

pub struct Runner {
    pub child: Child,
    outbox: Outbox,
    inbox: Inbox,
}

impl Runner {
    pub fn start() -> Self {
        let child = Command::new(env!("CARGO_BIN_EXE_bmm-runner"))
            .env_clear()
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("starts");
        Self { child, outbox: Outbox::default(), inbox: Inbox::default() }
    }

    /// A runner that has proved itself and loaded these tools.
    pub fn with_tools(tools: Value) -> Self {
        Self::with_spec(
            serde_json::from_value(json!({ "spec_version": 1, "name": "Test", "source": { "kind": "recipe" }, "tools": tools })).expect("a specification"),
        )
    }

    pub fn with_spec(spec: ServerSpec) -> Self {
        let mut runner = Self::start();
        runner.proof();
        runner.send(&ToRunner::Load { spec: Box::new(spec) }, Vec::new());
        assert!(matches!(runner.receive().head, ToHost::Loaded { error: None }));
        runner
    }

    pub fn proof(&mut self) -> Proof {
        match self.receive().head {
            ToHost::Proof { proof } => proof,
            other => panic!("{other:?}"),
        }
    }

    pub fn send(&mut self, message: &ToRunner, body: Vec<u8>) {
        self.outbox.push(message, body).expect("small enough");
        self.flush();
    }

    fn flush(&mut self) {
        let input = self.child.stdin.as_mut().expect("piped");
        while let Some(frame) = self.outbox.next_frame() {
            input.write_all(&frame).expect("the runner reads");
        }
    }

    pub fn receive(&mut self) -> Envelope<ToHost> {
        loop {
            while let Some(event) = self.inbox.next_event().expect("well-formed") {
                match event {
                    Event::Message(message) => return message,
                    Event::Granted { stream, bytes } => self.outbox.granted(stream, bytes),
                    Event::Grant { stream, bytes } => self.outbox.grant(stream, bytes),
                }
                self.flush();
            }
            let mut bytes = [0; 4096];
            let size = self.child.stdout.as_mut().expect("piped").read(&mut bytes).expect("readable");
            assert!(size > 0, "the runner ended");
            self.inbox.feed(&bytes[..size]);
        }
    }

    pub fn call(&mut self, call: u64, tool: &str, arguments: Value) -> Envelope<ToHost> {
        let Value::Object(arguments) = arguments else { panic!("arguments are an object") };
        self.send(&ToRunner::Call { call, tool: tool.to_owned(), arguments, deadline_ms: 5_000 }, Vec::new());
        self.receive()
    }
}

impl Drop for Runner {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
