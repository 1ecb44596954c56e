//! The native half of the host API, handed to the prelude and to nobody else.

use std::sync::{Arc, OnceLock};

use rquickjs::{Ctx, Error, Exception, Function, Object, TypedArray};

use super::{bytes::from_latin1, digest, time, web};
use crate::{
    calls::{Call, Request, Upstream},
    tool::Failure,
};

/// Runs the prelude, which turns the native half into the documented API.
pub fn install<'js>(ctx: &Ctx<'js>, call: &Arc<OnceLock<Arc<Call>>>, prelude: &str) -> Result<(), Error> {
    let host = Object::new(ctx.clone())?;
    macro_rules! offer {
        ($($name:literal => $function:expr),+ $(,)?) => { $(host.set($name, Function::new(ctx.clone(), $function)?)?;)+ };
    }
    offer! {
        "parseUrl" => web::parse_url,
        "changeUrl" => web::change_url,
        "parseQuery" => web::parse_query,
        "encodeQuery" => web::encode_query,
        "encodeUtf8" => web::encode_utf8,
        "decodeUtf8" => web::decode_utf8,
        "encodeBase64" => web::encode_base64,
        "decodeBase64" => web::decode_base64,
        "decodeBase64Bytes" => web::decode_base64_bytes,
        "random" => web::random,
        "uuid" => web::uuid,
        "hash" => digest::hash,
        "hmac" => digest::hmac,
        "convertTime" => time::convert,
        "timeNow" => time::now,
        "timeZones" => time::list,
    }
    let (fetching, logging) = (Arc::clone(call), Arc::clone(call));
    host.set(
        "fetch",
        Function::new(ctx.clone(), move |ctx: Ctx<'js>, method: String, url: String, headers: Vec<Vec<String>>, body: String| match fetching.get() {
            Some(call) => fetch(call, ctx, method, url, headers, &body),
            None => Err(Exception::throw_message(&ctx, "There is no open call.")),
        })?,
    )?;
    host.set(
        "log",
        Function::new(ctx.clone(), move |text: String| {
            if let Some(call) = logging.get() {
                call.log(&text);
            }
        })?,
    )?;
    let install: Function<'js> = ctx.eval(prelude)?;
    install.call((host,))
}

/// Sends one request and blocks until its answer: `{status, headers, body}`.
fn fetch<'js>(call: &Call, ctx: Ctx<'js>, method: String, url: String, headers: Vec<Vec<String>>, body: &str) -> Result<Object<'js>, Error> {
    let headers = headers.into_iter().filter_map(|pair| <[String; 2]>::try_from(pair).ok().map(|[name, value]| (name, value))).collect();
    let request = Request { method, url, headers, body: from_latin1(&ctx, body)? };
    let Upstream { status, headers, body } = call.send(request).map_err(|failure| match failure {
        Failure::Tool(message) => Exception::throw_message(&ctx, &message),
        Failure::TimedOut => Exception::throw_message(&ctx, "The call ran out of time."),
    })?;
    let answer = Object::new(ctx.clone())?;
    answer.set("status", status)?;
    answer.set("headers", headers.into_iter().map(|(name, value)| vec![name, value]).collect::<Vec<_>>())?;
    answer.set("body", TypedArray::new(ctx, body)?)?;
    Ok(answer)
}
