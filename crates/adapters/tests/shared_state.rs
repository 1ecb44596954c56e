//! Limits and claims: the same promises in memory and in Redis.

use std::{
    net::TcpListener,
    process::{Child, Command, Stdio},
    sync::Arc,
    time::Duration,
};

use adapters::{
    memory::{MemoryClaims, MemoryLimiter},
    redis::{self, RedisClaims, RedisLimiter},
};
use domain::ports::{Claims, Limiter, Quota};

const FIVE_A_MINUTE: Quota = Quota { events: 5, window: Duration::from_secs(60) };

/// A Redis of its own on loopback, gone when the test ends.
struct Server {
    child: Child,
    url: String,
    _folder: tempfile::TempDir,
}

impl Server {
    async fn start() -> Self {
        let port = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a free port").port();
        let folder = tempfile::tempdir().expect("a folder");
        let child = Command::new("redis-server")
            .args(["--port", &port.to_string(), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"])
            .current_dir(folder.path())
            .stdout(Stdio::null())
            .spawn()
            .expect("this test needs the program redis-server: `apt-get install redis-server`, or `brew install redis`");
        let server = Self { child, url: format!("redis://127.0.0.1:{port}"), _folder: folder };
        for _ in 0..100 {
            if tokio::net::TcpStream::connect(("127.0.0.1", port)).await.is_ok() {
                return server;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("redis-server did not answer within 5 seconds");
    }

    async fn client(&self) -> fred::clients::Client {
        redis::connect(&self.url.clone().into()).await.expect("a connection")
    }

    fn stop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop();
    }
}

async fn limits_hold(limiter: Arc<dyn Limiter>) {
    for _ in 0..5 {
        limiter.take("a", FIVE_A_MINUTE).await.expect("in the quota");
    }
    let wait = limiter.take("a", FIVE_A_MINUTE).await.expect_err("the sixth");
    assert!(wait > Duration::from_secs(2) && wait <= Duration::from_secs(12), "{wait:?}");
    limiter.take("b", FIVE_A_MINUTE).await.expect("another key has a quota of its own");
    assert!(limiter.take("c", Quota { events: 0, window: Duration::from_secs(60) }).await.is_err());

    let quick = Quota { events: 2, window: Duration::from_millis(400) };
    for _ in 0..2 {
        limiter.take("d", quick).await.expect("in the quota");
    }
    if let Err(wait) = limiter.take("d", quick).await {
        assert!(wait <= Duration::from_millis(200), "{wait:?}");
        tokio::time::sleep(wait + Duration::from_millis(5)).await;
        limiter.take("d", quick).await.expect("after the wait that it asked for");
    }
}

async fn races_have_as_many_winners_as_the_quota(limiter: Arc<dyn Limiter>) {
    let races: Vec<_> = (0..50)
        .map(|_| {
            let limiter = Arc::clone(&limiter);
            tokio::spawn(async move { limiter.take("race", FIVE_A_MINUTE).await.is_ok() })
        })
        .collect();
    let mut winners = 0;
    for race in races {
        winners += u32::from(race.await.expect("no panic"));
    }
    assert_eq!(winners, 5);
}

async fn claims_are_exclusive(claims: Arc<dyn Claims>) {
    let long = Duration::from_secs(60);
    let token = claims.claim("job", long).await.expect("answered").expect("free");
    assert_eq!(claims.claim("job", long).await.expect("answered"), None);
    assert!(claims.claim("other job", long).await.expect("answered").is_some());
    claims.release("job", "not the token").await.expect("answered");
    assert_eq!(claims.claim("job", long).await.expect("answered"), None, "only the holder gives it back");
    claims.release("job", &token).await.expect("answered");
    assert!(claims.claim("job", long).await.expect("answered").is_some());
}

async fn claims_end(claims: Arc<dyn Claims>) {
    let first = claims.claim("short", Duration::from_millis(50)).await.expect("answered").expect("free");
    tokio::time::sleep(Duration::from_millis(80)).await;
    let second = claims.claim("short", Duration::from_secs(60)).await.expect("answered").expect("free again");
    assert_ne!(first, second);
    claims.release("short", &first).await.expect("answered");
    assert_eq!(claims.claim("short", Duration::from_secs(60)).await.expect("answered"), None, "a late release takes nothing from the next holder");
}

async fn one_of_many_gets_a_claim(claims: Arc<dyn Claims>) {
    let races: Vec<_> = (0..50)
        .map(|_| {
            let claims = Arc::clone(&claims);
            tokio::spawn(async move { claims.claim("race", Duration::from_secs(60)).await.expect("answered").is_some() })
        })
        .collect();
    let mut winners = 0;
    for race in races {
        winners += u32::from(race.await.expect("no panic"));
    }
    assert_eq!(winners, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn memory_keeps_its_promises() {
    limits_hold(Arc::new(MemoryLimiter::default())).await;
    races_have_as_many_winners_as_the_quota(Arc::new(MemoryLimiter::default())).await;
    let claims = Arc::new(MemoryClaims::default());
    claims_are_exclusive(claims.clone()).await;
    claims_end(claims.clone()).await;
    one_of_many_gets_a_claim(claims).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn redis_keeps_the_same_promises() {
    let server = Server::start().await;
    let client = server.client().await;
    let limiter = Arc::new(RedisLimiter::new(client.clone()));
    limits_hold(limiter.clone()).await;
    races_have_as_many_winners_as_the_quota(limiter).await;
    let claims = Arc::new(RedisClaims::new(client));
    claims_are_exclusive(claims.clone()).await;
    claims_end(claims.clone()).await;
    one_of_many_gets_a_claim(claims).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn replicas_share_limits_and_claims() {
    let server = Server::start().await;
    let (one, two) = (RedisLimiter::new(server.client().await), RedisLimiter::new(server.client().await));
    for _ in 0..3 {
        one.take("a", FIVE_A_MINUTE).await.expect("in the quota");
    }
    two.take("a", FIVE_A_MINUTE).await.expect("the fourth");
    two.take("a", FIVE_A_MINUTE).await.expect("the fifth");
    assert!(one.take("a", FIVE_A_MINUTE).await.is_err());
    let (one, two) = (RedisClaims::new(server.client().await), RedisClaims::new(server.client().await));
    assert!(one.claim("job", Duration::from_secs(60)).await.expect("answered").is_some());
    assert_eq!(two.claim("job", Duration::from_secs(60)).await.expect("answered"), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_redis_limits_still_limit_and_claims_say_so() {
    let mut server = Server::start().await;
    let client = server.client().await;
    let (limiter, claims) = (RedisLimiter::new(client.clone()), RedisClaims::new(client));
    server.stop();
    for _ in 0..5 {
        limiter.take("a", FIVE_A_MINUTE).await.expect("in the quota");
    }
    assert!(limiter.take("a", FIVE_A_MINUTE).await.is_err());
    assert!(claims.claim("job", Duration::from_secs(60)).await.is_err());
}

#[tokio::test]
async fn an_address_where_nobody_answers_is_an_error_without_its_password() {
    let port = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a free port").port();
    let error = redis::connect(&format!("redis://:hunter2@127.0.0.1:{port}").into()).await.expect_err("nobody answers").to_string();
    assert!(error.contains("REDIS_URL") && !error.contains("hunter2"), "{error}");
    assert!(redis::connect(&"not an address".into()).await.expect_err("malformed").to_string().contains("REDIS_URL"));
}
