//! The whole product, driven from outside: REST, MCP and plain HTTP on a loopback port.

mod audit;
mod audit_tamper;
mod authoring;
mod bad_input;
mod billing;
mod documents;
mod keys;
mod mail_gate;
mod main_job;
mod matrix;
mod mcp;
mod organizations;
mod personal;
mod protection;
mod rest;
mod restart;
mod routes_in_lists;
mod secrets;
mod security;
mod self_test;
mod sign_in;
mod sign_in_limits;
mod site;
mod sources;
mod support;
mod web_socket;
