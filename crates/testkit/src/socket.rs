//! A build's events over a WebSocket.

use std::time::Duration;

use futures::StreamExt;
use serde_json::Value;
use tokio::net::TcpStream;
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{Error, Message, client::IntoClientRequest, http::HeaderValue},
};

/// An open connection.
pub struct Events(WebSocketStream<MaybeTlsStream<TcpStream>>);

/// Connects to `/v1/builds/{build}/events?after=`; the error is the status that refused.
pub async fn follow(url: &str, build: &str, after: u32, headers: &[(&'static str, &str)]) -> Result<Events, u16> {
    let address = format!("{}/v1/builds/{build}/events?after={after}", url.replacen("http", "ws", 1));
    let mut request = address.into_client_request().expect("a request");
    for (name, value) in headers {
        request.headers_mut().insert(*name, HeaderValue::from_str(value).expect("a value"));
    }
    match connect_async(request).await {
        Ok((socket, _)) => Ok(Events(socket)),
        Err(Error::Http(response)) => Err(response.status().as_u16()),
        Err(error) => panic!("{error}"),
    }
}

impl Events {
    /// The next event; `None` when the connection has been closed.
    pub async fn next(&mut self) -> Option<Value> {
        loop {
            let message = tokio::time::timeout(Duration::from_secs(30), self.0.next()).await.expect("an event within 30 s")?;
            match message {
                Ok(Message::Text(text)) => return Some(serde_json::from_str(&text).expect("JSON")),
                Ok(Message::Close(_)) | Err(_) => return None,
                Ok(_) => {}
            }
        }
    }

    /// Every event until the connection is closed.
    pub async fn all(mut self) -> Vec<Value> {
        let mut events = Vec::new();
        while let Some(event) = self.next().await {
            events.push(event);
        }
        events
    }
}
